"""What goes wrong with clusters: workers that die, runs that are ended, schedulers that are not there."""

import os
import pickle
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event, Thread

import dask
import psutil
import pytest
from attrs import define, evolve, field

from bajigong.batch.cluster import run_on_cluster, task
from bajigong.batch.cluster.task import ClusterError
from bajigong.batch.files.ask import Silent
from bajigong.batch.files.run import run
from bajigong.errors import BajigongError

pytestmark = pytest.mark.slow

SLOW = 4  # rows read at once: so few that a file of hundreds takes a second


@define
class Killer:
    """Kills a worker that is provably writing: it is halted, and what it has written is still half there."""

    home: Path
    left: list[Path] = field(factory=list)
    ended: Event = field(factory=Event)
    thread: Thread = field(init=False)

    def __enter__(self):
        self.thread = Thread(target=self.watch)
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.ended.set()
        self.thread.join()

    def watch(self):
        while not self.left and not self.ended.wait(0.002):
            for half in self.home.glob(".bajigong/*/.part-*.parquet.*"):
                self.kill(half, int(half.suffix[1:]))
                break

    def kill(self, half, process):
        os.kill(process, signal.SIGSTOP)
        if half.exists():
            self.left.append(half)
            os.kill(process, signal.SIGKILL)
        else:
            os.kill(process, signal.SIGCONT)


def test_the_files_of_a_worker_that_is_killed_are_done_again(files, job, content):
    paths = files(3, 100)
    books = run(job(paths, "alone"))
    ours = job(paths, "out", chunk=SLOW)
    with Killer(ours.output) as killer:
        assert run_on_cluster(ours, "local") == books
    assert killer.left
    assert content(ours.output) == content(job(paths, "alone").output)


def test_a_file_that_kills_its_workers_is_named(files, job):
    ours = job(files(1, 100), "out", chunk=SLOW)
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        Killer(ours.output) as killer,
        pytest.raises(ClusterError, match=r"0\.parquet: 1 workers died"),
    ):
        run_on_cluster(ours, "local")
    assert killer.left
    assert not ours.output.exists()


class Stops(Silent):
    """Ends the run when the first file is done, as Ctrl-C does."""

    def advance(self, rows=1):
        raise KeyboardInterrupt


@pytest.mark.parametrize("goes_on", ["cluster", "alone"])
def test_a_run_that_was_ended_is_gone_on_with(shared, files, job, content, goes_on):
    paths = files(6)
    run(job(paths, "alone"))
    ours = job(paths, "out")
    with pytest.raises(KeyboardInterrupt):
        run_on_cluster(ours, shared.scheduler_address, Stops())
    standing = {one: one.stat().st_ino for one in ours.output.glob("part-*.parquet")}
    assert len(standing) == 1
    again = evolve(ours, resume=True)
    books = run_on_cluster(again, shared.scheduler_address) if goes_on == "cluster" else run(again)
    assert books.read == 240
    assert standing.items() <= {one: one.stat().st_ino for one in ours.output.glob("part-*.parquet")}.items()
    assert content(ours.output) == content(job(paths, "alone").output)


def test_a_finished_result_asks_nothing_of_a_cluster(files, job):
    paths = files(2)
    books = run(job(paths, "out"))
    assert run_on_cluster(job(paths, "out", resume=True), "tcp://127.0.0.1:1") == books


PROGRAM = """
import pickle, sys, time
from bajigong.batch.cluster import run_on_cluster
from bajigong.batch.files.ask import Silent

class Waits(Silent):
    def advance(self, rows=1):
        print("one is done", flush=True)
        time.sleep(600)

run_on_cluster(pickle.load(open(sys.argv[1], "rb")), "local", Waits())
"""


def is_of(group, process):
    """Say whether a process lives, and is of a group."""
    try:
        return os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE
    except (ProcessLookupError, psutil.NoSuchProcess):
        return False


@pytest.mark.skipif(os.name == "nt", reason="there are no process groups")
def test_ctrl_c_ends_every_process_quietly(files, job, tmp_path):
    ours, told = job(files(3), "out"), tmp_path / "job"
    told.write_bytes(pickle.dumps(ours))
    command = [sys.executable, "-c", PROGRAM, str(told)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, start_new_session=True) as process:
        assert process.stdout.readline() == "one is done\n"
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert said.splitlines()[-1] == "KeyboardInterrupt"
    assert said.count("Traceback") == 1
    while any(is_of(process.pid, one) for one in psutil.process_iter()):  # it ends, or the time allowed for a test does
        Event().wait(0.02)
    assert sorted(one.name for one in ours.output.iterdir() if "refused" not in one.name)[0] == "manifest.json"
    assert len(list(ours.output.glob("part-*.parquet"))) == 1


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:1", "nowhere", "", "http://127.0.0.1:80", "tcp://host.invalid:8786"]
)
def test_no_scheduler(files, job, monkeypatch, address):
    monkeypatch.setattr(task, "PATIENCE", 0.3)
    ours = job(files(2), "out")
    with pytest.raises(ClusterError, match=f"^{address or chr(39) * 2}: no Dask scheduler answers there"):
        run_on_cluster(ours, address)
    assert not ours.output.exists()


def test_something_else_than_a_scheduler(shared, files, job):
    worker = next(iter(shared.workers.values())).worker_address
    with pytest.raises(ClusterError, match="it is a Worker"):
        run_on_cluster(job(files(1), "out"), worker)


def test_a_worker_that_stands_elsewhere_does_not_see_the_files(shared, files, job, monkeypatch, tmp_path):
    files(2)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ClusterError, match=r"does not see in/\d\.parquet; inputs and result must be on a file system"):
        run_on_cluster(job(["in/0.parquet", "in/1.parquet"], "out"), shared.scheduler_address)
    assert run_on_cluster(job(["in/0.parquet"], "here"), "local").read == 40


def test_dask_is_missing(files, job, monkeypatch):
    monkeypatch.setattr(task, "find_spec", lambda name: None)
    with pytest.raises(ClusterError, match=r"pip install 'bajigong\[cluster\]'"):
        run_on_cluster(job(files(1), "out"), "local")


def test_the_result_is_a_folder(files, job):
    with pytest.raises(ClusterError, match="out/"):
        run_on_cluster(evolve(job(files(1), "out"), into_folder=False), "local")


def test_what_others_have_in_the_folder_stays(files, job):
    ours = job(files(2), "out")
    ours.output.mkdir()
    (ours.output / "refused.csv").write_text("mine")
    (ours.output / ".bashrc.1").write_text("mine")
    with pytest.raises(BajigongError, match=r"refused\.csv: exists, and is not what a former run wrote"):
        run_on_cluster(ours, "local")
    (ours.output / "refused.csv").rename(ours.output / "kept.csv")
    (ours.output / ".bajigong").symlink_to(ours.output.parent)
    with pytest.raises(BajigongError, match="no work folder"):
        run_on_cluster(ours, "local")
    (ours.output / ".bajigong").unlink()
    run_on_cluster(ours, "local")
    assert (ours.output / "kept.csv").read_text() == (ours.output / ".bashrc.1").read_text() == "mine"
    assert not (ours.output / ".bajigong").exists()
