"""Many files, a part for each: what an earlier run has done is kept, the rest is decided."""

from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from attrs import define

from bajigong.batch.files.ask import Gauge, Job, Report, TenantLaw
from bajigong.batch.files.flow import mark_of
from bajigong.batch.files.inputs import AGAINST
from bajigong.batch.files.manifest import Entry, Manifest
from bajigong.batch.files.parts import SIGNATURE, KnownReasons, PartBooks, decide_file, refused_beside, unpack
from bajigong.batch.files.writing import read_piece
from bajigong.outputs import Claim, unbroken
from bajigong.policy.text import Text

_SKIPPED: Final = Text("已完成{n}个文件，不再重做", "files done already, and not done again: {n}")


@define(eq=False, slots=False)
class Parts:
    """The parts of one run in a folder.

    ``suffix`` ends their names; ``reasons`` is the name that each says the dictionary of reasons has. A part takes its
    name in ``claim`` when it is whole.
    """

    home: Path
    job: Job
    manifest: Manifest
    known: KnownReasons
    suffix: str
    reasons: str
    claim: Claim

    @cached_property
    def _desk(self) -> TenantLaw:
        return self.job.ask.tenant_law()

    @cached_property
    def second(self) -> KnownReasons | None:
        """The reasons of the second law, if there is one."""
        path = self.known.path.with_name(AGAINST)
        return KnownReasons.of(path, self.claim) if self.job.ask.second else None

    @property
    def paths(self) -> list[Path]:
        """The parts in the order of the inputs."""
        return [self._path(number) for number in range(len(self.job.inputs))]

    @property
    def refusals(self) -> list[Path]:
        """The files of refused rows of all parts, whether there or not."""
        return [refused_beside(path) for path in self.paths]

    def run(self, report: Report) -> None:
        """Decide what is not done yet. What was done before an error or a signal stays for a later run."""
        self._look(report)
        gauge = Gauge.of(report, self.job.inputs)
        try:
            for number, path in enumerate(self.job.inputs):
                if number in self.manifest.entries:
                    gauge.skip(path, self.manifest.entries[number].books["read"])
                else:
                    self._decide(number, path, gauge)
        finally:
            if self.manifest.entries:
                self.manifest.write()

    def _look(self, report: Report) -> None:
        """Let go of parts that no longer stand. Once finished, a part has no list of refused rows of its own."""
        manifest = self.manifest
        standing = {number: entry for number, entry in manifest.entries.items() if self._stands(number, entry)}
        if not manifest.finished or len(standing) < len(self.job.inputs):
            manifest.finished = False
            standing = {number: entry for number, entry in standing.items() if self._can_be_joined(number, entry)}
        manifest.keep(standing)
        if standing:
            report.note(_SKIPPED.fill(n=len(standing)))

    def _decide(self, number: int, path: str, gauge: Gauge) -> None:
        job, written = self.job, self.claim.room / self._path(number).name
        done = decide_file(
            path,
            job.ask,
            written,
            reasons=self.reasons,
            threads=job.threads,
            chunk=job.chunk,
            gauge=gauge,
            tenant_law=self._desk,
            known=self.known.signatures,
        )
        self._take(number, done, written)

    def _take(self, number: int, done: PartBooks, written: Path) -> None:
        """Let a part take its name, and write down that it has."""
        self._learn(done)
        target = self._path(number)
        with unbroken():
            for one, other in ((refused_beside(written), refused_beside(target)), (written, target)):
                if one.exists():
                    self.claim.publish(one, other)
                else:
                    self.claim.remove(other)
            self.manifest.add(number, Entry.of(done, target.name))

    def _learn(self, done: PartBooks) -> None:
        self.known.used.update(done.signatures)
        self.known.learn(unpack(done.reasons))
        if self.second and done.second:
            self.second.learn(unpack(done.second))

    def _stands(self, number: int, entry: Entry) -> bool:
        """Say whether a part is what it was, its file too, and whether the reasons in it are known."""
        path = self._path(number)
        if entry.mark != mark_of(self.job.inputs[number]) or not path.is_file() or path.stat().st_size != entry.size:
            return False
        law = self.job.ask.second
        sides = [(SIGNATURE, self.known), *([(law.signature, self.second)] if law and self.second else [])]
        with suppress(OSError, pa.ArrowException, KeyError):
            found = [(known, _signatures(path, column)) for column, known in sides]
            if all(known.holds(used) for known, used in found):
                for known, used in found:
                    known.used |= used
                return True
        return False

    def _can_be_joined(self, number: int, entry: Entry) -> bool:
        refused = entry.books["refused"] or entry.books["stray"]
        return not entry.level and (not refused or refused_beside(self._path(number)).is_file())

    def _path(self, number: int) -> Path:
        return self.home / f"part-{number:05d}{self.suffix}"


def _signatures(path: Path, column: str) -> set[int]:
    return {one for batch in _batches(path, column) for one in pc.unique(batch.column(column)).to_pylist()}


def _batches(path: Path, column: str) -> Iterator[Any]:
    """Give a column of a part, a batch at a time."""
    if path.suffix == ".arrow":
        yield from read_piece(path)
        return
    with pq.ParquetFile(path) as file:
        yield from file.iter_batches(columns=[column])
