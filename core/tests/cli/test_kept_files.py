"""Nothing of the user's is lost: what a command reads, and what it did not write, is there afterwards as it was."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from core.tests import toy

from bajigong.cli import cli

pytestmark = pytest.mark.slow

HEAD = ["姓名", "出生日期", "申报职业", "申报级别"]
GOOD, BAD = ["甲", "1990-03-07", "陶匠", "陶工"], ["乙", "1990-02-30", "陶匠", "陶工"]
COMMON = {"tenant": "mondhausen", "track": "guild", "on": "2026-06-30"}
CONFIG = '[tenants.here]\nregion = "110100"\nplugins = ["guild"]\nlaws = ["here.toml"]\n'
LAW = '[[document]]\nid = "D"\ntitle = { zh = "某办法", en = "D" }\nissuer = { zh = "某厅", en = "office" }\n'
LIMIT = 120


def put(name, *rows):
    """Write a table of people."""
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".csv":
        path.write_text("\n".join(map(",".join, [HEAD, *rows])) + "\n", encoding="utf-8")
    else:
        pq.write_table(pa.table({head: [row[n] for row in rows] for n, head in enumerate(HEAD)}), path)


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    put("people.parquet", GOOD, BAD)
    put("good.parquet", GOOD)
    put("people.csv", GOOD)
    Path("common.json").write_text(json.dumps(COMMON), encoding="utf-8")
    return tmp_path


def content(folder="."):
    """Return everything below a folder, links and folders too."""
    found = {}
    for one in sorted(Path(folder).rglob("*")):
        kind = "link" if one.is_symlink() else "folder" if one.is_dir() else "file"
        found[str(one)] = (kind, os.readlink(one) if kind == "link" else one.read_bytes() if kind == "file" else b"")
    return found


def call(*args):
    return CliRunner().invoke(cli, [*map(str, args)])


def check(*args, lang="en"):
    return call("check", "--lang", lang, "--common", "common.json", *args)


def refused(*args, says):
    """Call what must be refused; nothing may change, and no traceback be seen."""
    before = content()
    result = call(*args)
    assert result.exit_code in {1, 2}, result.output
    assert isinstance(result.exception, SystemExit)
    for words in [says] if isinstance(says, str) else says:
        assert words in result.stderr
    assert content() == before
    return result


def check_refused(*args, says):
    return refused("check", "--lang", "en", "--common", "common.json", *args, says=says)


# Into a folder


def test_files_of_others_in_a_folder_stay():
    Path("home").mkdir()
    theirs = [".bashrc.1", ".profile", "notes.parquet", "refused.csv.bak", ".part-x.parquet.7", "against.parquet"]
    for name in theirs:
        Path("home", name).write_text(f"of {name}")
    assert check("good.parquet", "-o", "home/").exit_code == 0
    assert {name: Path("home", name).read_text() for name in theirs} == {name: f"of {name}" for name in theirs}
    assert call("summary", "home", "--json").exit_code == 0


@pytest.mark.parametrize(
    "name",
    [
        *("refused.csv", "reasons.parquet", "manifest.json", "part-00000.parquet", "part-00007.parquet"),
        *("part-mine.parquet", ".part-00000.refused.csv"),
    ],
)
@pytest.mark.parametrize("more", [[], ["--resume"]])
def test_a_name_that_somebody_has_in_a_folder_is_refused(name, more):
    Path("home").mkdir()
    Path("home", name).write_text("mine")
    check_refused("people.parquet", "-o", "home/", *more, says=[str(Path("home", name)), "move it away"])


def test_the_name_of_the_other_law_is_refused_where_one_is_asked():
    Path("home").mkdir()
    Path("home/against.parquet").write_text("mine")
    check_refused("good.parquet", "-o", "home/", "--against", "sonnenau", says="home/against.parquet")


@pytest.mark.parametrize("name", ["refused.csv", "part-00000.parquet"])
def test_a_link_or_a_folder_under_such_a_name_is_refused(name):
    Path("home").mkdir()
    Path("theirs").write_text("theirs")
    Path("home", name).symlink_to("../theirs")
    check_refused("people.parquet", "-o", "home/", says=name)
    Path("home", name).unlink()
    Path("home", name).mkdir()
    check_refused("people.parquet", "-o", "home/", says=name)


def test_a_manifest_of_something_else_is_no_manifest():
    Path("home").mkdir()
    Path("home/manifest.json").write_text('{"name": "web page", "parts": []}')
    for more in ([], ["--resume"]):
        check_refused("good.parquet", "-o", "home/", *more, says="home/manifest.json")


def test_inputs_in_the_folder_of_the_result_stay():
    put("in/part-00000.parquet", GOOD)
    put("in/part-00001.parquet", GOOD, GOOD)
    for more in ([], ["--resume"]):
        check_refused("in", "-o", "in/", *more, says="in/part-00000.parquet")
    put("reasons.parquet", GOOD)
    check_refused("good.parquet", "reasons.parquet", "-o", ".", says="reasons.parquet")


def test_a_list_that_somebody_has_worked_on_is_kept():
    check("people.parquet", "good.parquet", "-o", "home/")
    with Path("home/refused.csv").open("a", encoding="utf-8") as file:
        file.write("done: called on Monday\n")
    put("people.parquet", BAD, BAD)
    check_refused("people.parquet", "good.parquet", "-o", "home/", "--resume", says="home/refused.csv")
    Path("home/refused.csv").rename("worked-on.csv")
    assert "2 not checked" in check("people.parquet", "good.parquet", "-o", "home/", "--resume").stderr
    assert len(Path("home/refused.csv").read_text(encoding="utf-8-sig").splitlines()) == 3


def test_a_part_that_somebody_put_in_its_place_is_kept():
    check("people.parquet", "good.parquet", "-o", "home/")
    put("home/part-00001.parquet", GOOD, GOOD, GOOD)
    check_refused("people.parquet", "good.parquet", "-o", "home/", "--resume", says="home/part-00001.parquet")


def test_an_empty_folder_that_was_there_stays_where_a_run_fails():
    Path("home").mkdir()
    Path("broken.csv").write_text("姓名,申报职业,奇怪\n甲,陶匠,1\n", encoding="utf-8")
    check_refused("broken.csv", "-o", "home/", "--strict-columns", says="奇怪")
    check_refused("broken.csv", "-o", "new/", "--strict-columns", says="奇怪")


# Into a file


@pytest.mark.parametrize("name", ["reasons.parquet", "refused.csv"])
@pytest.mark.parametrize("output", ["res.parquet", "res.arrow"])
def test_what_somebody_has_beside_a_result_is_refused(name, output):
    Path(f"res.{name}").write_text("mine")
    check_refused("good.parquet", "-o", output, says=[f"res.{name}", "move it away"])
    Path("res.parquet").write_text("mine too")
    check_refused("good.parquet", "-o", output, says=f"res.{name}")
    Path(f"res.{name}").unlink()
    Path(f"res.{name}").symlink_to("people.csv")
    check_refused("good.parquet", "-o", output, says=f"res.{name}")


def test_what_is_beside_a_result_and_is_not_asked_for_stays():
    Path("res.against.parquet").write_text("mine")
    assert check("good.parquet", "-o", "res.parquet").exit_code == 0
    assert Path("res.against.parquet").read_text() == "mine"
    check_refused("good.parquet", "-o", "res.parquet", "--against", "sonnenau", says="res.against.parquet")


def test_a_result_is_written_over_with_what_stands_beside_it():
    check("people.parquet", "-o", "res.parquet", "--against", "sonnenau")
    every = {"res.parquet", "res.reasons.parquet", "res.against.parquet", "res.refused.csv"}
    assert every <= content().keys()
    assert check("people.parquet", "-o", "res.parquet", "--against", "sonnenau").exit_code == 1
    assert check("good.parquet", "-o", "res.parquet").exit_code == 0
    assert every & content().keys() == {"res.parquet", "res.reasons.parquet"}


@pytest.mark.parametrize("inputs", [["people.parquet"], ["people.parquet", "good.parquet"]])
@pytest.mark.parametrize("output", ["res.parquet", "res.arrow"])
def test_a_list_beside_a_result_that_somebody_has_worked_on_is_kept(inputs, output):
    check(*inputs, "-o", output)
    assert "1 not checked" in check(*inputs, "-o", output).stderr
    with Path("res.refused.csv").open("a", encoding="utf-8") as file:
        file.write("done\n")
    check_refused(*inputs, "-o", output, says="res.refused.csv")


def test_the_reasons_of_another_result_are_kept():
    check("good.parquet", "-o", "res.parquet")
    put("others.parquet", ["丙", "1999-03-07", "车工", "一级"])
    check_refused("others.parquet", "-o", "res.arrow", says="res.reasons.parquet")
    check_refused("others.parquet", "-o", "res.reasons.parquet", says="res.parquet")
    assert call("explain", "res.parquet", "--id", "1").exit_code == 0


@pytest.mark.parametrize("name", ["refused.csv", "part-00000.parquet", "reasons.parquet", "manifest.json"])
def test_a_part_of_a_result_is_not_written_over(name):
    check("people.parquet", "-o", "home/")
    check_refused("people.csv", "-o", f"home/{name}", says=["home", "part of the result"])


def test_results_that_stand_side_by_side():
    check("people.parquet", "-o", "res.parquet")
    check_refused("people.csv", "-o", "res.refused.csv", says="res.parquet")
    Path("free.refused.csv").write_text("old")
    assert check("people.csv", "-o", "free.refused.csv").exit_code == 0


# What is read


def alias(kind, name, target):
    """Let a name stand for a file in one of several ways; return what to write on a command line."""
    if kind == "link":
        Path(name).symlink_to(target)
    elif kind == "hard link":
        os.link(target, name)
    elif kind == "dot":
        return f"./{target}"
    elif kind == "link to folder":
        Path("door").symlink_to(".")
        return f"door/{target}"
    else:
        return target
    return name


KINDS = ["same", "dot", "link", "hard link", "link to folder"]


@pytest.mark.parametrize("kind", KINDS)
def test_an_input_is_not_written_over(kind):
    output = alias(kind, "other.csv", "people.csv")
    check_refused("people.csv", "-o", output, says="is read as input")
    output = alias(kind, "other.parquet", "good.parquet") if kind not in {"dot", "link to folder"} else output
    check_refused("people.csv", "good.parquet", "-o", output, says="is read as input")


def test_an_input_among_many_is_not_written_over():
    put("in/a.csv", GOOD)
    put("in/b.csv", GOOD)
    for word in ("in", "in/*.csv", "**/*.csv"):
        check_refused(word, "-o", "in/b.csv", says="is read as input")


def test_standard_input_is_not_written_over(here):
    Path("one.ndjson").write_text(json.dumps({**COMMON, "occupation": "陶匠", "grade": "potter"}), encoding="utf-8")
    before = content()
    with Path("one.ndjson").open("rb") as file:
        ended = bajigong("check", "-", "-o", "one.ndjson", stdin=file)
    assert (ended.returncode, "is read as input" in ended.stderr) == (2, True)
    assert content() == before


@pytest.mark.parametrize("kind", KINDS)
def test_facts_in_common_are_not_written_over(kind):
    check_refused("people.csv", "-o", alias(kind, "other.json", "common.json"), says="is read as facts in common")


@pytest.fixture
def law():
    Path("tenants.json").write_text(CONFIG, encoding="utf-8")
    Path("here.toml").write_text(LAW, encoding="utf-8")
    return ["--config", "tenants.json", "--tenant", "here"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_file_of_tenants_is_not_written_over(kind, law):
    output = alias(kind, "other.json", "tenants.json")
    check_refused("people.csv", *law, "-o", output, says="is read as a file of tenants or of law")


def test_a_file_of_law_is_not_written_over(law, monkeypatch):
    Path("res.csv").write_text(LAW)
    Path("here.toml").unlink()
    Path("here.toml").symlink_to("res.csv")
    check_refused("people.csv", *law, "-o", "res.csv", says="a file of tenants or of law")
    check_refused("people.csv", "--against", "here.toml", "-o", "res.csv", says="the other law")
    monkeypatch.setenv("BAJIGONG_CONFIG", "tenants.json")
    check_refused("people.csv", "-o", "res.csv", says="a file of tenants or of law")


def test_the_law_laid_on_top_is_not_written_over():
    Path("draft.toml").symlink_to("res.parquet")
    Path("res.parquet").write_text(LAW)
    for said in ("draft.toml", "draft.toml@2026-01-01"):
        check_refused("good.parquet", "--against", said, "-o", "res.parquet", says="is read as the other law")


@pytest.mark.parametrize(
    ("command", "suffix"),
    [
        (["law", "book"], ".html"),
        (["duties"], ".ics"),
        (["template", "--force"], ".xlsx"),
        (["law", "coverage", "--scenarios", "."], ".html"),
    ],
)
@pytest.mark.parametrize("target", ["tenants.json", "here.toml"])
def test_no_command_writes_over_the_law(command, suffix, target, law):
    output = Path(f"out{suffix}")
    output.symlink_to(target)
    refused(*command, *law, "--lang", "en", "-o", output, says="a file of tenants or of law")


@pytest.mark.parametrize("name", ["here.toml", "tenants.json", "one.scenario.yaml", "letter.docx"])
@pytest.mark.parametrize("command", [["law", "book"], ["law", "coverage", "--scenarios", "."]])
def test_a_page_has_a_name_of_a_page(name, command, law):
    Path("one.scenario.yaml").write_text(
        "tenant: here\nconfig: tenants.json\nbase: {}\ncases: [{name: one, expect: {verdict: undetermined}}]\n"
    )
    Path("letter.docx").write_text("mine")
    refused(*command, *law, "--lang", "en", "-o", name, says="expected one that ends in .html")


@pytest.mark.parametrize("name", ["res.parquet", "res.reasons.parquet", "res.refused.csv"])
def test_a_picture_is_not_written_over_its_result(name):
    check("people.parquet", "-o", "res.parquet")
    Path("picture.svg").symlink_to(name)
    refused("summary", "res.parquet", "-o", "picture.svg", "--lang", "en", says="is read as a result")


def test_files_of_the_program_are_not_written_over():
    register = toy.HERE / "form.toml"
    before = register.read_bytes()
    Path("res.csv").symlink_to(register)
    try:
        check_refused("people.csv", "-o", "res.csv", says="belongs to the program")
        assert register.read_bytes() == before
    finally:
        register.write_bytes(before)


def test_a_file_that_is_protected_is_kept():
    for name in ("res.csv", "res.parquet", "book.html", "d.ics"):
        Path(name).write_text("mine")
        Path(name).chmod(0o444)
    check_refused("people.csv", "-o", "res.csv", says="protected")
    check_refused("good.parquet", "-o", "res.parquet", says="protected")
    refused("law", "book", "--tenant", "mondhausen", "--lang", "en", "-o", "book.html", says="protected")
    refused("duties", "--tenant", "mondhausen", "--lang", "en", "-o", "d.ics", says="protected")


@pytest.mark.skipif(os.name == "nt", reason="has no named pipes")
@pytest.mark.parametrize("name", ["res.csv", "res.parquet", "res.xlsx"])
def test_what_is_no_file_is_kept(name):
    os.mkfifo(name)
    result = check("good.parquet", "-o", name)
    assert (result.exit_code, "no ordinary file" in result.stderr) == (1, True)
    assert Path(name).is_fifo()


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="has no such files")
def test_tenants_that_come_through_a_pipe_are_not_read_before_their_time(law):
    reading, written = os.pipe()
    os.write(written, CONFIG.replace('laws = ["here.toml"]', "").encode())
    os.close(written)
    ended = bajigong(
        *("law", "book", "--tenant", "here", "--config", f"/dev/fd/{reading}", "-o", "book.html"), pass_fds=[reading]
    )
    os.close(reading)
    assert ended.returncode == 0, ended.stderr


def test_a_loop_of_links_is_one_message():
    Path("res.csv").symlink_to("res.csv")
    result = check("people.csv", "-o", "res.csv")
    assert (result.exit_code, "res.csv: cannot be written" in result.stderr) == (1, True)


# While a run is at work


pipes = pytest.mark.skipif(os.name == "nt", reason="needs named pipes and locks")


def bajigong(*args, **kwargs):
    command = [sys.executable, "-m", "bajigong", *args]
    return subprocess.run(command, stdout=-1, stderr=-1, encoding="utf-8", check=False, timeout=LIMIT, **kwargs)


class Held:
    """A run that waits in the middle, until it is ended."""

    def __init__(self, output, there):
        Path("b.csv").symlink_to("/dev/stdin")
        put("c.csv", GOOD)
        files = ["people.csv", "b.csv", "c.csv"]
        command = [sys.executable, "-m", "bajigong", "check", "--lang", "en", "--common", "common.json", *files]
        self.process = subprocess.Popen([*command, "-o", output], stdin=-1, stderr=-1, encoding="utf-8")
        end = time.monotonic() + LIMIT
        while not Path(there).exists():
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < end
            time.sleep(0.005)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.process.terminate()
        self.process.communicate(timeout=LIMIT)
        Path("b.csv").unlink()


@pipes
def test_work_folders_are_for_the_user_alone():
    for output, folder in (("res.parquet", ".res.parquet.bajigong"), ("home/", "home/.bajigong")):
        with Held(output, "home/manifest.json" if output == "home/" else f"{folder}/manifest.json"):
            assert Path(folder).lstat().st_mode & 0o777 == 0o700


FOLDERS = {"res.parquet": ".res.parquet.bajigong", "res.csv": ".res.csv.bajigong", "home/": "home/.bajigong"}


@pytest.fixture(params=FOLDERS)
def work(request):
    """Return a name of a result, and that of the folder in which it would come to be."""
    folder = Path(FOLDERS[request.param])
    folder.parent.mkdir(exist_ok=True)
    return request.param, folder


def test_a_work_folder_that_is_a_link_is_not_followed(work):
    output, folder = work
    put("theirs/notes.csv", GOOD)
    folder.symlink_to(Path("theirs").resolve())
    check_refused("good.parquet", "-o", output, says=[str(folder), "no work folder"])
    folder.unlink()
    folder.symlink_to("nowhere")
    check_refused("good.parquet", "-o", output, says=str(folder))


def test_a_work_folder_that_somebody_made_is_left_alone(work):
    output, folder = work
    folder.mkdir()
    Path(folder, "notes.txt").write_text("mine")
    check_refused("good.parquet", "-o", output, says=[str(folder), "no work folder"])
    Path(folder, "lock").write_text("")
    check_refused("good.parquet", "-o", output, says=str(folder))
    Path(folder, "notes.txt").unlink()
    Path(folder, "lock").write_text("my own lock")
    check_refused("good.parquet", "-o", output, says=str(folder))
    Path(folder, "lock").unlink()
    folder.rmdir()
    folder.write_text("a file")
    check_refused("good.parquet", "-o", output, says=str(folder))


@pipes
def test_a_lock_that_is_no_file_holds_nobody_up(work):
    output, folder = work
    folder.mkdir()
    os.mkfifo(folder / "lock")
    ended = bajigong("check", "--common", "common.json", "good.parquet", "-o", output)
    assert (ended.returncode, "Traceback" in ended.stderr, str(folder) in ended.stderr) == (1, False, True)
    Path(folder, "lock").unlink()
    Path("mine").write_text("mine")
    Path(folder, "lock").symlink_to(Path("mine").resolve())
    check_refused("good.parquet", "-o", output, says=str(folder))
