"""A run on a cluster: parts as they are done, and the first error in the order of the files."""

import os
import shutil
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from attrs import define, evolve, field

from bajigong.batch.cluster.task import (
    BROKEN,
    EMPTY,
    FOLDER,
    GONE,
    KILLED,
    MORE,
    UNSEEN,
    ClusterError,
    Done,
    Failed,
    Footing,
    Task,
    connected,
    dask,
    decide_part,
    footing,
    need,
)
from bajigong.batch.files.ask import Ask, Books, Gauge, Job, Report, Silent
from bajigong.batch.files.flow import mark_of
from bajigong.batch.files.many import Parts
from bajigong.batch.files.run import check_job, run_to_folder
from bajigong.errors import BajigongError
from bajigong.law.tenants import FILE, VARIABLE
from bajigong.policy.text import Lang

#: So often a file is tried again that could not be read or written for a reason of the system. A file whose worker died
#: is tried again besides, as often as the scheduler allows.
RETRIES: Final = 2


@define(eq=False)
class Results:
    """Hands tasks to a cluster and gives what is done, with its number.

    Where a file cannot be checked, those behind it are let go of, those before it are done, and then its error is
    raised: the one that a run without a cluster would have met.
    """

    client: Any
    tasks: Mapping[int, Task]
    address: str
    lang: Lang
    _waiting: dict[Any, int] = field(factory=dict)
    _failed: tuple[int, Failed] | None = None

    def done(self) -> Generator[tuple[int, Done]]:
        """Give results as they come. However this ends, nothing is asked of the cluster any more.

        Raises ClusterError where the cluster fails, OSError where a worker cannot write, and errors of the files.
        """
        self._submit()
        try:
            for future in dask().as_completed(list(self._waiting), loop=self.client.loop):
                if future not in self._waiting:
                    continue
                number = self._waiting.pop(future)
                result = self._result(future, self.tasks[number])
                future.release()
                if isinstance(result, Done):
                    yield number, result
                else:
                    self._fail(number, result)
        finally:
            self._let_go(list(self._waiting))
        if self._failed:
            raise self._failed[1].error()

    def _submit(self) -> None:
        run = uuid4().hex
        for number, task in self.tasks.items():
            key = f"bajigong-{run}-{number:05d}"
            future = self.client.submit(decide_part, task, key=key, retries=RETRIES, pure=False)
            self._waiting[future] = number

    def _fail(self, number: int, failed: Failed) -> None:
        if failed.kind is ClusterError:
            raise failed.error()
        self._failed = (number, failed)
        self._let_go([future for future, other in self._waiting.items() if other > number])

    def _let_go(self, futures: list[Any]) -> None:
        for future in futures:
            del self._waiting[future]
        if futures and self.client.status == "running":
            self.client.cancel(futures)

    def _result(self, future: Any, task: Task) -> Done | Failed:
        from distributed import CancelledError
        from distributed.comm.core import CommClosedError
        from distributed.scheduler import KilledWorker

        try:
            result: Done | Failed = future.result()
        except (CancelledError, CommClosedError, TimeoutError) as error:
            raise self._error(GONE.fill(address=self.address)) from error
        except KilledWorker as error:
            raise self._error(KILLED.fill(path=task.path, n=error.allowed_failures + 1)) from error
        except (OSError, BajigongError):
            raise
        except Exception as error:
            why = f"{type(error).__name__}: {' '.join(str(error).split())[:500]}"
            raise self._error(BROKEN.fill(path=task.path, why=why)) from error
        return result

    def _error(self, words: Any) -> ClusterError:
        return ClusterError(words.say(self.lang))


@define(eq=False, slots=False)
class ClusterParts(Parts):
    """Parts of which each is decided by a worker.

    ``address`` is that of a scheduler, or ``local``. Workers write in folders of their own. A part takes its place
    here, not in a worker: so none appears after the run has ended.
    """

    address: str = field(kw_only=True)

    def run(self, report: Report) -> None:
        """Decide what is not done yet, as `Parts.run` does. Raises ClusterError besides."""
        self._look(report)
        gauge, waiting = Gauge.of(report, self.job.inputs), []
        for number, path in enumerate(self.job.inputs):
            if number in self.manifest.entries:
                gauge.skip(path, self.manifest.entries[number].books["read"])
            else:
                waiting.append(number)
        try:
            if waiting:
                self._distribute(waiting, gauge)
        finally:
            if self.manifest.entries or self.manifest.path.exists():  # else nothing came of it
                self.manifest.write()

    def _distribute(self, waiting: Sequence[int], gauge: Gauge) -> None:
        """Hand the files out, the largest first, so that no worker is left with one at the end."""
        job = self.job
        order = sorted(waiting, key=lambda number: -gauge.sizes[job.inputs[number]])
        tasks = self._tasks(order)
        with connected(self.address, min(job.threads, len(order)), job.ask.lang) as client:
            if not client.nthreads():
                gauge.report.note(EMPTY.fill(address=self.address))
            with closing(Results(client, tasks, self.address, job.ask.lang).done()) as found:
                for number, done in found:
                    self._receive(number, done, gauge)

    def _tasks(self, order: Sequence[int]) -> Mapping[int, Task]:
        job = self.job
        ask, rests = as_seen_elsewhere(job.ask), footing(job.ask)
        return {number: self._task(number, ask, rests) for number in order}

    def _task(self, number: int, ask: Ask, rests: Footing) -> Task:
        path, part = self.job.inputs[number], self._path(number).name
        return Task(path, mark_of(path), ask, rests, self.claim.room.resolve(), part, self.reasons, self.job.chunk)

    def _receive(self, number: int, done: Done, gauge: Gauge) -> None:
        """Take over a part that a worker has made."""
        written = self.claim.room / done.room / self._path(number).name
        if not written.is_file():
            raise ClusterError(UNSEEN.fill(host=done.host, path=self.home).say(self.job.ask.lang))
        self._take(number, done.books, written)
        shutil.rmtree(written.parent, ignore_errors=True)
        for said in done.notes:
            gauge.report.note(said)
        for problem in done.problems:
            gauge.report.wrong(problem)
        if done.more:
            gauge.report.note(MORE.fill(path=done.books.path, n=done.more))
        gauge.skip(done.books.path, done.books.books.read)


def as_seen_elsewhere(ask: Ask) -> Ask:
    """Return what is asked for a process that stands in another folder and has other variables."""
    named = ask.config or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else Path(FILE))
    return evolve(ask, config=named.resolve() if named.is_file() else ask.config)


def run_on_cluster(job: Job, address: str, report: Report | None = None) -> Books:
    """Decide the people of all files on a cluster, each file by one worker; return the books, which close.

    ``address`` is that of a scheduler, ``tcp://HOST:PORT``, or ``local`` for ``job.threads`` processes on this machine.
    The result is a folder, byte for byte the one that `run` writes. What was done before an error or a signal stays,
    for a run with ``resume``. A script that calls this with ``local`` guards its own start with ``if __name__ ==
    "__main__"``, for the processes import it.
    Raises what `run` does, and ClusterError where Dask is not installed, no scheduler answers, or workers see other
    files or hold another law.
    """
    need(job.ask.lang)
    if not job.into_folder:
        raise ClusterError(FOLDER.fill(path=job.output).say(job.ask.lang))
    check_job(job)

    make = partial(ClusterParts, address=address)
    return run_to_folder(job, report or Silent(), make)
