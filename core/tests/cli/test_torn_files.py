"""A full disk, a pipe that closes, a process that is killed: the old file is whole, and half a new one never there."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from core.tests import toy

from bajigong.cli import cli

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="needs limits, pipes and forks")]

EXAMPLE = str(toy.HERE / "potter.yaml")
COMMON = {"tenant": "mondhausen", "track": "guild", "on": "2026-06-30"}
CHECK = ["check", "--lang", "en", "--common", "common.json"]
COMMANDS = {
    "r.csv": [*CHECK, "people.parquet", "-o"],
    "r.xlsx": [*CHECK, "people.parquet", "-o"],
    "r.ndjson": [*CHECK, "people.csv", "-o"],
    "one.xlsx": ["check", EXAMPLE, "-o"],
    "r.parquet": [*CHECK, "people.parquet", "-o"],
    "r.arrow": [*CHECK, "people.parquet", "-o"],
    "many.parquet": [*CHECK, "people.parquet", "people.csv", "--against", "sonnenau", "-o"],
    "home/": [*CHECK, "people.parquet", "people.csv", "-o"],
    "t.xlsx": ["template", "--tenant", "mondhausen", "--force", "-o"],
    "d.ics": ["duties", "--tenant", "mondhausen", "-o"],
    "book.html": ["law", "book", "--tenant", "mondhausen", "-o"],
    "coverage.html": ["law", "coverage", "--tenant", "sonnenau", "--scenarios", "cases", "-o"],
    "p.svg": ["summary", "made.parquet", "-o"],
}


def call(*args):
    return CliRunner().invoke(cli, [*map(str, args)])


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [
        ["甲乙丙丁"[n % 4], f"19{n % 40 + 60}-03-{n % 30 + 1:02d}", "陶匠", "陶工九段陶工"[n % 3 * 2 :][:2]]
        for n in range(60)
    ]
    head = ["姓名", "出生日期", "申报职业", "申报级别"]
    pq.write_table(pa.table({name: [row[n] for row in rows] for n, name in enumerate(head)}), "people.parquet")
    Path("people.csv").write_text("\n".join(map(",".join, [head, *rows])), encoding="utf-8")
    Path("common.json").write_text(json.dumps(COMMON), encoding="utf-8")
    Path("cases").mkdir()
    return tmp_path


def content(folder="."):
    return {str(one.relative_to(folder)): one.read_bytes() for one in sorted(Path(folder).rglob("*")) if one.is_file()}


def process(*args, **kwargs):
    command = [sys.executable, "-m", "bajigong", *args]
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", **kwargs.pop("env", {})}
    ended = subprocess.run(command, stderr=-1, check=False, timeout=120, env=environment, **kwargs)
    return ended.returncode, ended.stderr.decode()


@pytest.mark.parametrize("output", COMMANDS)
@pytest.mark.parametrize("share", [0.0, 0.6])
def test_a_full_disk(output, share):
    import resource

    call(*CHECK, "people.parquet", "-o", "made.parquet")
    Path("scratch").mkdir()
    assert "Traceback" not in call(*COMMANDS[output], f"scratch/{output}").output
    size = max(one.stat().st_size for one in Path("scratch").rglob("*") if one.is_file())
    if not output.endswith("/"):
        Path(output).write_text("old")
    before, limit = content(), int(size * share)
    code, said = process(
        *COMMANDS[output],
        output,
        stdout=-3,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert (code, "Traceback" in said, "Exception ignored" in said) == (1, False, False), said
    assert len([line for line in said.splitlines() if "cannot be written" in line]) == 1, said
    if output == "home/":  # parts that are whole stay, for a run to go on with
        assert {name: data for name, data in content().items() if not name.startswith("home")} == before
        done = content("scratch/home")
        assert all(data == done[name] for name, data in content("home").items() if "part-" in name)
        assert not Path("home/.bajigong").exists()
    else:
        assert content() == before


full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="has no such device")
SAYING = [
    ["tenants"],
    ["check", EXAMPLE],
    ["check", EXAMPLE, "--json"],
    ["law", "book", "--tenant", "mondhausen", "-o", "-"],
    ["occupation", "--tenant", "mondhausen", "陶匠"],
    ["--help"],
]


@full
@pytest.mark.parametrize("args", SAYING)
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_standard_output_on_a_full_disk(args, unbuffered):
    with Path("/dev/full").open("wb") as device:
        code, said = process(*args, stdout=device, env={"PYTHONUNBUFFERED": unbuffered})
    assert (code, said.strip()) == (1, "Error: standard output: cannot be written: No space left on device")


@pytest.mark.parametrize("args", SAYING[:5])
def test_standard_output_that_nobody_reads(args):
    reading, written = os.pipe()
    os.close(reading)
    try:
        code, said = process(*args, stdout=written)
    finally:
        os.close(written)
    assert code == 1
    assert said.strip() == "Error: standard output: was closed by its reader before everything was written"


@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (0, 1, 2)])
def test_streams_that_are_closed_do_not_get_into_files(closed):
    """The next file to be opened takes the number of a stream that is closed."""
    Path("r.csv").write_text("old")
    code, _ = process(
        *CHECK, "people.csv", "-o", "r.csv", stdin=-3, preexec_fn=lambda: [os.close(one) for one in closed]
    )
    assert code == 1, "some rows cannot be checked"
    whole = Path("r.csv").read_bytes()
    call(*CHECK, "people.csv", "-o", "r.csv")
    assert Path("r.csv").read_bytes() == whole
    if 1 in closed:
        assert process("tenants", preexec_fn=lambda: os.close(1))[0] == 1


def test_a_reader_that_leaves_early_leaves_the_old_result():
    Path("r.ndjson").write_text("old")
    before = content()
    command = f"{sys.executable} -m bajigong {' '.join(CHECK)} --json people.csv -o r.ndjson | head -c 10"
    ended = subprocess.run(["sh", "-c", command], capture_output=True, encoding="utf-8", check=False)
    assert "Traceback" not in ended.stderr
    assert content() == before


# A process that is killed before any of the steps in which names are given and taken away


PROGRAM = """
import json, os, shutil, sys
from pathlib import Path

from bajigong.batch.files.run import run
from bajigong.cli import cli
# What takes time is done before it forks.
import bajigong.batch.files.run, bajigong.batch.files.run, bajigong.cli.check_batch, bajigong.batch.against
from bajigong.batch.files.ask import Ask
from datetime import date
for tenant in ("mondhausen", "sonnenau"):
    Ask(tenant, date(2026, 6, 30)).tenant_law().kernel

STEPS = ("replace", "rename", "link", "unlink", "remove", "mkdir", "rmdir")

def die_before(step):
    left = [step]
    def dying(real):
        def call(*args, **kwargs):
            left[0] -= 1
            if not left[0]:
                os._exit(9)
            return real(*args, **kwargs)
        return call
    for name in STEPS:
        setattr(os, name, dying(getattr(os, name)))

def call(args, step=0):
    child = os.fork()
    if not child:
        try:
            if step:
                die_before(step)
            code = cli(args, standalone_mode=False)
        except BaseException as error:
            print(repr(error), file=sys.stderr)
            os._exit(5)
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

first, again, start = json.loads(sys.argv[1])
for step in range(1, 400, int(sys.argv[2])):
    home = Path(f"at-{step}")
    shutil.copytree(start, home)
    os.chdir(home)
    died = call(first, step)
    torn = {one.name for one in Path().rglob("*") if one.is_file() and one.read_bytes() == b""} - {"lock"}
    print(step, died, call(again) if died == 9 else died, *sorted(torn), flush=True)
    os.chdir("..")
    if died != 9:
        break
"""


@pytest.mark.parametrize(
    ("output", "old", "pace"),
    [("r.parquet", False, 2), ("r.parquet", True, 1), ("r.arrow", True, 3), ("home/", False, 2), ("home/", True, 1)],
)
def test_a_run_that_is_killed_at_any_step_is_run_again(output, old, pace):
    """Whatever was done, the same command again comes to what an undisturbed run does, and leaves nothing behind."""
    Path("start").mkdir()
    for name in ("people.parquet", "people.csv", "common.json"):
        Path(name).rename(f"start/{name}")
    inputs = ["people.parquet"] if output == "r.parquet" else ["people.parquet", "people.csv"]
    first = [*CHECK, *inputs, "--threads", "1", "-o", output]
    again = first + (["--resume"] if output == "home/" else [])
    os.chdir("start")
    if old and output != "home/":
        call(*CHECK, "people.csv", "--against", "sonnenau", "-o", output)
    elif old:
        call(*first)
        pq.write_table(pq.read_table("people.parquet").slice(0, 40), "people.parquet")
        first = again
    os.chdir("..")
    told = [sys.executable, "-c", PROGRAM, json.dumps([first, again, "start"]), str(pace)]
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    ended = subprocess.run(told, capture_output=True, encoding="utf-8", check=False, timeout=500, env=environment)
    lines = [line.split() for line in ended.stdout.splitlines()]
    assert len(lines) > 5, ended.stderr
    assert lines[-1][1] == "1", "the last one was not killed, and says that rows could not be checked"
    assert [line for line in lines if line[2:] != ["1"]] == [], ended.stderr
    *steps, last = (line[0] for line in lines)
    for step in steps:
        assert content(f"at-{step}") == content(f"at-{last}"), step


@pytest.mark.parametrize("output", ["r.parquet", "r.arrow"])
@pytest.mark.parametrize("links", [True, False])
def test_a_name_that_cannot_be_given_leaves_all_as_it_was(output, links, monkeypatch):
    """A result and what stands beside it are replaced together, or not at all; no file system need know links."""
    assert call(*CHECK, "people.csv", "--against", "sonnenau", "-o", output).exit_code == 1
    before, step, left = content(), 0, [0]

    def failing(real, known):
        def called(source, target, **kwargs):
            if not known:
                raise OSError(95, "Operation not supported")
            if Path(target).resolve().parent == Path().resolve():
                left[0] -= 1
                if not left[0]:
                    raise OSError(28, "No space left on device")
            return real(source, target, **kwargs)

        return called

    monkeypatch.setattr(os, "replace", failing(os.replace, known=True))
    monkeypatch.setattr(os, "link", failing(os.link, links))
    while left[0] <= 0:
        step += 1
        left[0] = step
        result = call(*CHECK, "people.parquet", "-o", output)
        if left[0] <= 0:
            assert (result.exit_code, "No space left" in result.stderr) == (1, True)
            assert {name: data for name, data in content().items() if ".bajigong/" not in name} == before, step
    assert step > 2
    assert content().keys() == before.keys() - {f"{Path(output).stem}.against.parquet"}
