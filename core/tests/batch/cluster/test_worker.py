"""What a worker does by itself."""

import pickle

import pytest
from attrs import evolve

from bajigong.batch.cluster.results import as_seen_elsewhere
from bajigong.batch.cluster.task import ClusterError, Done, Failed, Task, decide_part, footing
from bajigong.batch.files.flow import mark_of
from bajigong.errors import InputError
from bajigong.policy.text import same
from bajigong.tables.raw import Where

pytestmark = pytest.mark.slow


@pytest.fixture
def task(files, ask, tmp_path):
    path = files(2)[1]
    (tmp_path / "rooms").mkdir()
    return Task(path, mark_of(path), ask, footing(ask), tmp_path / "rooms", "part-00001.parquet", "reasons.parquet")


def test_a_part_is_written_into_a_room_of_its_own(task):
    done = pickle.loads(pickle.dumps(decide_part(pickle.loads(pickle.dumps(task)))))
    assert isinstance(done, Done)
    assert {one.name for one in (task.home / done.room).iterdir()} == {task.part, ".part-00001.refused.csv"}
    assert (done.books.books.read, done.books.books.refused, len(done.problems), done.more) == (40, 1, 1, 0)


@pytest.mark.parametrize("name", ["version", "writer", "bundle"])
def test_a_worker_with_another_footing_refuses(task, name):
    other = evolve(task, footing=evolve(task.footing, **{name: "another"}))
    failed = decide_part(other)
    assert failed.kind is ClusterError
    assert "another" in failed.words
    assert not list(task.home.iterdir())


def test_a_file_that_was_changed(task):
    assert "another file" in decide_part(evolve(task, mark=(1, 1))).words


def test_a_result_that_cannot_be_seen(task, tmp_path):
    failed = decide_part(evolve(task, home=tmp_path / "nowhere" / ".bajigong"))
    assert f"does not see {tmp_path / 'nowhere'};" in failed.words


def test_an_error_of_the_system_is_raised_for_another_try(task, monkeypatch):
    monkeypatch.setattr(
        "bajigong.batch.cluster.task.decide_file", lambda *_, **__: (_ for _ in ()).throw(OSError(28, "full"))
    )
    with pytest.raises(OSError, match="full"):
        decide_part(task)
    assert not list(task.home.iterdir())


def test_errors_survive_the_way():
    problem = Where("a.csv", row=3).error(same("x"), same("y"))
    again = pickle.loads(pickle.dumps(Failed.of(problem))).error()
    assert isinstance(again, InputError)
    assert again.problems == problem.problems


def test_what_is_asked_names_its_tenants_for_a_process_elsewhere(ask, tmp_path, monkeypatch):
    assert as_seen_elsewhere(ask).config is None
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bajigong.toml").write_text("")
    assert as_seen_elsewhere(ask).config == tmp_path / "bajigong.toml"
    monkeypatch.setenv("BAJIGONG_CONFIG", "other.toml")
    (tmp_path / "other.toml").write_text("")
    assert as_seen_elsewhere(ask).config == tmp_path / "other.toml"
