"""The hidden folder in which a result comes to be."""

import subprocess
import sys
from pathlib import Path

import pytest

from bajigong.batch.files.claims import hidden_beside, working
from bajigong.errors import BajigongError
from bajigong.outputs import Claim, standing

HOLD = """
import sys
from pathlib import Path
from bajigong.batch.files.claims import working
with working(Path(sys.argv[1]), Path("result.csv"), "en"):
    print("here", flush=True)
    sys.stdin.read()
"""


def test_the_folder_goes_with_the_run(tmp_path):
    with working(tmp_path / ".work", tmp_path / "result.csv", "en") as work:
        work.path("half").write_text("half")
    assert list(tmp_path.iterdir()) == []


def test_the_folder_stays_where_it_is_to_be_kept(tmp_path):
    def torn(work):
        work.keep = True
        work.path("part").write_text("whole")
        raise ValueError("torn")

    with pytest.raises(ValueError, match="torn"), working(tmp_path / ".work", tmp_path / "r.csv", "en") as work:
        torn(work)
    assert (tmp_path / ".work" / "part").read_text() == "whole"
    with working(tmp_path / ".work", tmp_path / "r.csv", "en") as work:
        (work.path("deep")).mkdir()
        work.clear()
        assert [one.name for one in work.folder.iterdir()] == ["lock"]


@pytest.mark.skipif(sys.platform == "win32", reason="has no such lock")
def test_two_runs_do_not_write_the_same_result(tmp_path):
    folder = tmp_path / ".work"
    with subprocess.Popen([sys.executable, "-c", HOLD, str(folder)], stdin=-1, stdout=-1, text=True) as other:
        assert other.stdout.readline() == "here\n"
        with pytest.raises(BajigongError, match="another run"), working(folder, Path("result.csv"), "en"):
            pass
        assert folder.exists()
        other.kill()
    with working(folder, Path("result.csv"), "en"):  # the lock of a killed run holds nobody up
        pass


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    path = tmp_path / "nowhere" / "result.csv"
    with pytest.raises(BajigongError, match="nowhere"), working(hidden_beside(path), path, "en"):
        pass


def test_what_is_published_takes_the_permissions_of_the_old_file(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text("old")
    old.chmod(0o640)
    new.write_text("new")
    Claim(tmp_path, {old: standing(old)}).publish(new, old)
    assert (old.read_text(), old.stat().st_mode & 0o777) == ("new", 0o640)
