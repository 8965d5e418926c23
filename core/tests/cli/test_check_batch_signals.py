"""A check of many people that is stopped in the middle: nothing half-written, and the way on."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from bajigong.cli import cli

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="needs signals and named pipes")]

ROWS = 250_000
HEAD = "姓名,申报职业,申报级别\n"
#: Longer than a run may take on a busy machine.
LIMIT = 120


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("common.json").write_text(json.dumps({"track": "guild"}), encoding="utf-8")


def many(name, rows=ROWS):
    days = pa.array([7000 + row % 9000 for row in range(rows)], pa.int32()).cast(pa.date32())
    columns = {
        "id": range(rows),
        "姓名": ["甲"] * rows,
        "申报职业": ["陶匠"] * rows,
        "申报级别": ["potter"] * rows,
        "出生日期": days,
    }
    pq.write_table(pa.table(columns), name)


def few(name):
    Path(name).write_text(HEAD + "甲,陶匠,potter\n" * 20, encoding="utf-8")


def asked(*args):
    asked = ["check", "--lang", "en", "--tenant", "mondhausen", "--on", "2026-06-30", "--common", "common.json"]
    return [*asked, "--threads", "1", *args]


def check(*args):
    command = [sys.executable, "-m", "bajigong", *asked(*args)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")


def wait_for(process, there):
    """Wait until something is there, while the process runs."""
    end = time.monotonic() + LIMIT
    while not there():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.005)


def end(process, number):
    process.send_signal(number)
    _, said = process.communicate(timeout=LIMIT)
    return process.returncode, said


def done(*args):
    result = CliRunner().invoke(cli, asked(*args))
    assert result.exit_code == 0, result.stderr
    return result.stderr


def content(folder="."):
    left_out = {"common.json"}
    return {str(one): one.read_bytes() for one in Path(folder).rglob("*") if one.is_file() and one.name not in left_out}


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)])
def test_stopped_while_it_writes_a_single_file(number, code):
    many("people.parquet")
    Path("result.parquet").write_bytes(b"old")
    process = check("people.parquet", "-o", "result.parquet")
    wait_for(process, lambda: [*Path(".result.parquet.bajigong").glob(".part-*")])
    ended, said = end(process, number)
    assert ended == code
    assert Path("result.parquet").read_bytes() == b"old"
    assert not Path("result.reasons.parquet").exists()
    if number != signal.SIGKILL:
        assert "stopped; result.parquet is as it was before" in said
        assert {one.name for one in Path().iterdir()} == {"people.parquet", "common.json", "result.parquet"}
    done("people.parquet", "-o", "result.parquet", "--resume")
    assert pq.read_metadata("result.parquet").num_rows == ROWS
    assert not Path(".result.parquet.bajigong").exists()


@pytest.mark.parametrize(
    ("number", "output"),
    [
        (signal.SIGINT, "out/"),
        (signal.SIGTERM, "result.parquet"),
        (signal.SIGKILL, "out/"),
        (signal.SIGKILL, "result.parquet"),
    ],
)
def test_stopped_between_files_and_gone_on_with(number, output):
    """The second file is standard input, to which nobody writes: there the run waits."""
    for name in ("a.csv", "c.csv"):
        few(name)
    Path("b.csv").symlink_to("/dev/stdin")
    home = Path(output) if output.endswith("/") else Path(".result.parquet.bajigong")
    process = check("a.csv", "b.csv", "c.csv", "-o", output)
    wait_for(process, (home / "manifest.json").exists)
    _, said = end(process, number)
    assert not Path("result.parquet").exists()
    if number != signal.SIGKILL:
        assert "--resume goes on with them" in said
    Path("b.csv").unlink()
    few("b.csv")
    first = next(home.glob("part-00000.*")).stat().st_ino
    if home.name == "out":
        assert "done already, and not done again: 1" in done("a.csv", "b.csv", "c.csv", "-o", output, "--resume")
        assert next(home.glob("part-00000.*")).stat().st_ino == first
    else:
        done("a.csv", "b.csv", "c.csv", "-o", output, "--resume")
    gone_on = content()
    Path("again").mkdir()
    again = f"again/{output}"
    done("a.csv", "b.csv", "c.csv", "-o", again)
    undisturbed = content("again")
    assert {f"again/{name}": data for name, data in gone_on.items() if not name.endswith(".csv")} == undisturbed


def test_stopped_while_it_writes_a_sheet():
    many("people.parquet", 60_000)
    Path("result.csv").write_text("old", encoding="utf-8")
    process = check("people.parquet", "-o", "result.csv")
    wait_for(process, lambda: Path(".result.csv.bajigong/result.csv").exists())
    code, said = end(process, signal.SIGTERM)
    assert (code, "result.csv is as it was before" in said) == (143, True)
    assert Path("result.csv").read_text(encoding="utf-8") == "old"
    assert {one.name for one in Path().iterdir()} == {"people.parquet", "common.json", "result.csv"}


def test_two_runs_into_one_result():
    few("a.csv")
    Path("b.csv").symlink_to("/dev/stdin")
    process = check("a.csv", "b.csv", "-o", "result.parquet")
    wait_for(process, Path(".result.parquet.bajigong/manifest.json").exists)
    other = check("a.csv", "-o", "result.parquet")
    assert "another run is writing this result" in other.communicate(timeout=LIMIT)[1]
    assert other.returncode == 1
    end(process, signal.SIGTERM)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can mount")
def test_a_full_disk_leaves_the_old_result(tmp_path):
    few("a.csv")
    many("people.parquet", 60_000)
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "none", str(small)], check=False)
    if mounted.returncode:
        pytest.skip("cannot mount")
    try:
        done("a.csv", "-o", str(small / "result.parquet"))
        before = content(small)
        process = check("people.parquet", "-o", str(small / "result.parquet"))
        said = process.communicate(timeout=LIMIT)[1]
        assert (process.returncode, "No space left" in said, "Traceback" in said) == (1, True, False)
        assert content(small) == before
    finally:
        subprocess.run(["umount", str(small)], check=True)
