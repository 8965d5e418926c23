"""Going on with what was stopped: done is done, the rest follows, and the end is that of an undisturbed run."""

import json
import os
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve
from core.tests.toy import OTHER

from bajigong.batch.files import many
from bajigong.batch.files.ask import Job
from bajigong.batch.files.claims import working
from bajigong.batch.files.parts import decide_file
from bajigong.batch.files.run import run
from bajigong.errors import BajigongError, InputError

FILES = 4


class Stopped(BaseException):
    """What a signal raises."""


@pytest.fixture
def names(put, people):
    """Write some files, one of them with a row that is refused."""
    made = []
    for number in range(FILES):
        table = people(60, number)
        if number == 1:
            grades = ["九段", *table.column("grade").to_pylist()[1:]]
            table = table.set_column(4, "grade", [grades])
        made.append(put(f"in/{number}.parquet", table))
    return made


@pytest.fixture
def decided(monkeypatch):
    """Note which files are decided; after so many of them, stop."""
    seen = []
    limit = [99]

    def spied(path, *args, **kwargs):
        if len(seen) == limit[0]:
            raise Stopped
        seen.append(path)
        return decide_file(path, *args, **kwargs)

    monkeypatch.setattr(many, "decide_file", spied)
    return seen, limit


@pytest.fixture(params=["out", "result.parquet", "result.arrow"])
def output(request):
    """Name a result of each kind."""
    return Path(request.param)


def job_of(names, ask, output, **options):
    return Job(tuple(names), ask, output, into_folder=output.suffix == "", **options)


def content(folder=Path()):
    return {str(one): one.read_bytes() for one in folder.rglob("*") if one.is_file() and one.parts[0] != "in"}


def undisturbed(names, ask, output):
    """Return what a whole run writes, and take it away again."""
    run(job_of(names, ask, output))
    whole = content()
    for one in whole:
        Path(one).unlink()
    if output.is_dir():
        output.rmdir()
    return whole


@pytest.mark.parametrize("done", [0, 1, 2, 3])
def test_what_was_stopped_is_gone_on_with(names, ask, output, decided, done):
    whole = undisturbed(names, ask, output)
    seen, limit = decided
    seen.clear()
    limit[0] = done
    with pytest.raises(Stopped):
        run(job_of(names, ask, output))
    assert not output.is_file()
    limit[0] = 99
    books = run(job_of(names, ask, output, resume=True))
    assert seen == names
    assert (books.read, books.refused) == (60 * FILES, 1)
    assert content() == whole


def test_without_resume_it_begins_anew(names, ask, decided):
    seen, limit = decided
    limit[0] = 2
    output = Path("result.parquet")
    with pytest.raises(Stopped):
        run(job_of(names, ask, output))
    limit[0] = 99
    run(job_of(names, ask, output))
    assert seen == names[:2] + names
    assert not [one for one in Path().iterdir() if one.is_dir() and one.name != "in"]


def test_a_finished_folder_is_not_done_again(names, ask, decided):
    seen, _ = decided
    run(job_of(names, ask, Path("out")))
    before = content()
    books = run(job_of(names, ask, Path("out"), resume=True))
    assert seen == names
    assert (books.out, books.refused) == (60 * FILES - 1, 1)
    assert content() == before


def test_a_file_that_was_changed_is_done_again(names, ask, put, people, decided):
    seen, _ = decided
    run(job_of(names, ask, Path("out")))
    seen.clear()
    put(names[2], people(70, 9))
    run(job_of(names, ask, Path("out"), resume=True))
    assert seen == [names[1], names[2]]  # of the one with refused rows, their list is needed again
    gone_on = content(Path("out"))
    for one in gone_on:
        Path(one).unlink()
    Path("out").rmdir()
    run(job_of(names, ask, Path("out")))
    assert content(Path("out")) == gone_on


@pytest.mark.parametrize("lost", ["part-00002.parquet", "reasons.parquet"])
def test_what_was_lost_is_done_again(names, ask, decided, lost):
    seen, _ = decided
    run(job_of(names, ask, Path("out")))
    before = content()
    seen.clear()
    (Path("out") / lost).unlink()
    run(job_of(names, ask, Path("out"), resume=True))
    assert names[2] in seen
    assert content() == before


@pytest.mark.parametrize("change", ["on", "grade", "inputs", "tenant"])
def test_what_was_asked_otherwise_is_not_gone_on_with(names, ask, decided, change):
    _, limit = decided
    limit[0] = 2
    with pytest.raises(Stopped):
        run(job_of(names, ask, Path("out")))
    limit[0] = 99
    others = {
        "on": evolve(ask, on=date(2026, 1, 1)),
        "grade": evolve(ask, overrides={"grade": "master"}),
        "tenant": evolve(ask, tenant=OTHER),
    }
    some = names[:-1] if change == "inputs" else names
    with pytest.raises(BajigongError, match="--resume"):
        run(job_of(some, others.get(change, ask), Path("out"), resume=True))


def test_the_day_is_that_on_which_it_was_begun(names, ask, decided):
    _, limit = decided
    limit[0] = 2
    today = evolve(ask, on=None, today=date(2026, 6, 30))
    with pytest.raises(Stopped):
        run(job_of(names, today, Path("out")))
    limit[0] = 99
    run(job_of(names, evolve(today, today=date(2026, 7, 2)), Path("out"), resume=True))
    days = {part["day"] for part in json.loads(Path("out/manifest.json").read_text())["parts"]}
    assert days == {"2026-06-30"}


def test_a_damaged_manifest_is_an_error(names, ask):
    run(job_of(names, ask, Path("out")))
    for damage in ("{", "[]", '{"parts": 3}'):
        Path("out/manifest.json").write_text(damage)
        with pytest.raises(BajigongError, match=r"manifest\.json"):
            run(job_of(names, ask, Path("out"), resume=True))


def test_a_file_that_cannot_be_read_stops_the_run_and_what_is_done_stays(put, people, ask):
    names = [put("in/a.parquet", people(30)), "in/b.csv", put("in/c.parquet", people(30))]
    Path("in/b.csv").write_text("姓名,申报职业,考生姓名\n甲,陶匠,乙\n", encoding="utf-8")
    with pytest.raises(InputError, match="考生姓名"):
        run(job_of(names, ask, Path("out")))
    assert {one.name for one in Path("out").iterdir()} == {"part-00000.parquet", "reasons.parquet", "manifest.json"}
    put("in/b.csv", people(30, 2))
    assert run(job_of(names, ask, Path("out"), resume=True)).out == 90


def test_what_a_killed_run_left_is_taken_away_and_nothing_else(names, ask):
    Path("out").mkdir()
    alike = {".bashrc.1", ".part-00001.parquet.4711", ".manifest.json.4711"}
    for name in alike:
        (Path("out") / name).write_text("somebody's")
    with working(Path("out/.bajigong"), Path("out"), "en") as work:
        work.keep = True
        for name in ("part-00001.parquet", ".manifest.json.fresh"):
            work.path(name).write_text("half")
    run(job_of(names, ask, Path("out")))
    hidden = {one.name: one.read_text() for one in Path("out").iterdir() if one.name.startswith(".")}
    assert hidden == dict.fromkeys(alike, "somebody's")


@pytest.mark.skipif(
    os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
)
def test_a_folder_that_cannot_be_written_is_an_error(names, ask):
    Path("out").mkdir(mode=0o500)
    with pytest.raises(BajigongError, match="written"):
        run(job_of(names, ask, Path("out")))
