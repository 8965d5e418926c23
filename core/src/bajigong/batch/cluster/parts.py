"""The parts of a run, decided by the workers of a cluster and taken in as they are done, in whatever order."""

import os
import shutil
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from attrs import define, evolve, field

from bajigong.batch.cluster.connecting import connected
from bajigong.batch.cluster.results import Results
from bajigong.batch.cluster.task import Done, Footing, Task
from bajigong.batch.cluster.words import EMPTY, MORE, UNSEEN, ClusterError
from bajigong.batch.cluster.worker import footing
from bajigong.batch.files.ask import Ask
from bajigong.batch.files.flow import mark_of
from bajigong.batch.files.many import Parts
from bajigong.batch.files.report import Gauge, Report
from bajigong.tenants import FILE, VARIABLE


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
