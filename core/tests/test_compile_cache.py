"""Where compiled rules are kept: never in a folder that others may write to."""

import os
import sys

import pytest

from bajigong.compile.native import VARIABLE, folder, home, refused

posix = pytest.mark.skipif(sys.platform == "win32", reason="owners and modes of files")


@posix
def test_a_new_folder_is_the_users_own(tmp_path):
    place = tmp_path / "bajigong" / "compiled"
    assert refused(place) is None
    assert place.stat().st_mode & 0o777 == 0o700
    assert place.parent.stat().st_mode & 0o777 == 0o700


@posix
@pytest.mark.parametrize("which", ["own", "above"])
def test_a_folder_that_others_may_write_to_is_refused(tmp_path, which):
    place = tmp_path / "bajigong" / "compiled"
    place.mkdir(parents=True, mode=0o700)
    (place if which == "own" else place.parent).chmod(0o770)
    assert refused(place) == "others may write to it"


@posix
def test_a_link_is_no_folder(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    parent = tmp_path / "bajigong"
    parent.mkdir(mode=0o700)
    (parent / "compiled").symlink_to(tmp_path / "elsewhere")
    assert refused(parent / "compiled") == "not a folder"


def test_the_environment_names_it(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    assert home() == tmp_path


@posix
def test_what_is_refused_is_said_once_and_the_run_goes_on(tmp_path, monkeypatch, capsys):
    tmp_path.chmod(0o777)
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    folder.cache_clear()
    try:
        place = folder()
        assert folder() == place
        assert tmp_path not in place.parents
        assert place.stat().st_mode & 0o777 == 0o700
        assert place.stat().st_uid == os.geteuid()
    finally:
        folder.cache_clear()
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "others may write to it" in said
