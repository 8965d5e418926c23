"""Files that come to be whole, under names that are free."""

import os
from pathlib import Path

import pytest

from bajigong.errors import BajigongError
from bajigong.outputs import INPUT, Claim, IsReadError, admit, shown, standing, write_whole


@pytest.fixture(params=["links", "no links"])
def links(request, monkeypatch):
    """Work on a file system that knows second names for files, or on one that does not."""
    if request.param == "no links":

        def refused(source, target, **kwargs):
            raise OSError(95, "Operation not supported")

        monkeypatch.setattr(os, "link", refused)
    return request.param == "links"


def test_a_file_takes_a_name_that_is_free(tmp_path, links):
    (tmp_path / "new").write_text("new")
    claim = Claim(tmp_path)
    claim.publish(tmp_path / "new", tmp_path / "name")
    assert {one.name: one.read_text() for one in tmp_path.iterdir()} == {"name": "new"}
    (tmp_path / "newer").write_text("newer")
    claim.publish(tmp_path / "newer", tmp_path / "name")
    claim.remove(tmp_path / "name")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("change", ["came", "changed", "gone", "link"])
def test_a_name_that_is_another_now_is_not_taken(tmp_path, links, change):
    new, name = tmp_path / "new", tmp_path / "name"
    new.write_text("new")
    if change != "came":
        name.write_text("old")
    claim = Claim(tmp_path, {name: standing(name)})
    name.unlink(missing_ok=True)
    if change == "link":
        (tmp_path / "theirs").write_text("old")
        name.symlink_to("theirs")
    elif change != "gone":
        name.write_text("theirs")
    before = standing(name)
    with pytest.raises(BajigongError, match="name: came to be or was changed"):
        claim.publish(new, name)
    assert (standing(name), new.read_text()) == (before, "new")
    if change != "came":
        with pytest.raises(BajigongError, match="name: came to be or was changed"):
            claim.remove(name)
        assert standing(name) == before


def test_a_name_that_comes_to_be_in_the_last_moment_is_not_taken(tmp_path):
    new, name = tmp_path / "new", tmp_path / "name"
    new.write_text("new")
    claim = Claim(tmp_path, before=lambda written, target: target.write_text("theirs"))
    with pytest.raises(BajigongError, match="came to be"):
        claim.publish(new, name)
    assert (name.read_text(), new.read_text()) == ("theirs", "new")


def test_a_file_is_written_through_a_link_and_keeps_its_permissions(tmp_path):
    (tmp_path / "deep").mkdir()
    old = tmp_path / "deep" / "old"
    old.write_text("old")
    old.chmod(0o640)
    (tmp_path / "link").symlink_to("deep/old")
    write_whole(tmp_path / "link", b"new", "en")
    assert (tmp_path / "link").is_symlink()
    assert (old.read_text(), old.stat().st_mode & 0o777) == ("new", 0o640)
    assert [one.name for one in old.parent.iterdir()] == ["old"]


def test_a_new_file_has_the_permissions_of_new_files(tmp_path):
    write_whole(tmp_path / "new", b"new", "en")
    (tmp_path / "other").write_text("other")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "other").stat().st_mode


@pytest.mark.parametrize("what", ["fsync", "replace", "chmod"])
def test_what_cannot_be_finished_leaves_the_old_file(tmp_path, monkeypatch, what):
    path = tmp_path / "a.html"
    path.write_text("old")

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, what, full)
    with pytest.raises(BajigongError, match=r"a\.html: cannot be written: No space left on device"):
        write_whole(path, b"new", "en")
    assert {one.name: one.read_text() for one in tmp_path.iterdir()} == {"a.html": "old"}


def test_one_file_has_one_identity(tmp_path):
    one = tmp_path / "one"
    one.write_text("x")
    admit([one, tmp_path / "other"], [(tmp_path / "nowhere", INPUT)], "en")
    os.link(one, tmp_path / "other")
    with pytest.raises(IsReadError, match="other: is read as input"):
        admit([tmp_path / "other"], [(one, INPUT)], "en")


def test_a_message_is_one_line_whatever_a_file_is_called():
    assert shown(Path("a\nb\x1b[31m/人 c.csv")) == r"a\nb\x1b[31m/人 c.csv"
