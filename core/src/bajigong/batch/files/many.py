"""Many files, a part for each: what an earlier run has done is kept, as its manifest says, and the rest is decided."""

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from attrs import define, evolve, field, frozen

from bajigong import __version__
from bajigong.batch.files.ask import Ask, Books, Gauge, Job, Report, TenantLaw
from bajigong.batch.files.claims import part_number, read_manifest
from bajigong.batch.files.flow import mark_of
from bajigong.batch.files.inputs import AGAINST
from bajigong.batch.files.parts import (
    SIGNATURE,
    KnownReasons,
    PartBooks,
    decide_file,
    read_piece,
    refused_beside,
    unpack,
)
from bajigong.errors import BajigongError
from bajigong.outputs import Claim, unbroken
from bajigong.policy.text import Text

#: Writing the manifest may take this share of the time, so that it is not all there is to do where parts are small.
_SHARE: Final = 20
_OTHER: Final = Text(
    "{path}中的结果系按其他{what}得出，无法接续；请另选路径或去掉--resume",
    "{path}: what is there was begun with other {what} and cannot be gone on with; choose another path, or leave out"
    " --resume",
)
ANEW: Final = Text("没有可接续的结果，从头开始", "there is nothing to go on with: starting anew")
_DAMAGED: Final = Text("{path}不是核验清单", "{path}: is not a manifest of a check")
_NAMES: Final = {
    "version": Text("版本", "versions of the program"),
    "tenant": Text("租户", "tenants"),
    "bundle": Text("规则包", "law"),
    "options": Text("选项", "options"),
    "inputs": Text("输入文件", "inputs"),
}


@frozen
class Entry:
    """A part that is done: of which file it is, and how large both are."""

    input: str
    mark: tuple[int, int]
    part: str
    size: int
    day: str | None
    books: Mapping[str, Any]
    level: bool = False

    @classmethod
    def of(cls, done: PartBooks, part: str) -> Self:
        """Write down what became of a file."""
        return cls(done.path, done.mark, part, done.size, done.day, done.books.written())

    def written(self) -> dict[str, Any]:
        """Return what stands in the file."""
        return {name: getattr(self, name) for name in ("input", "mark", "part", "size", "day", "books", "level")}


@define(eq=False)
class Manifest:
    """The parts that are done, by their number, under one question. ``day`` is that on which the run began.

    ``left`` are the names of parts that stand there still and are to be done again; ``refused`` is the digest of the
    list of refused rows that stands beside it, None where there is none.
    """

    path: Path
    asked: Mapping[str, Any]
    day: date
    claim: Claim
    finished: bool = False
    entries: dict[int, Entry] = field(factory=dict)
    left: set[str] = field(factory=set)
    refused: str | None = None
    _next: float = 0.0

    def add(self, number: int, entry: Entry) -> None:
        """Note that a part is done."""
        self.finished = False
        self.entries[number] = entry
        self.left.discard(entry.part)
        if time.monotonic() >= self._next:
            self.write()

    def write(self) -> None:
        """Write the file anew, whole or not at all."""
        begun = time.monotonic()
        parts = [self.entries[number].written() for number in sorted(self.entries)]
        state = {"today": self.day.isoformat(), "finished": self.finished, "refused": self.refused}
        said = {**self.asked, **state, "left": sorted(self.left), "parts": parts}
        fresh = self.claim.room / f".{self.path.name}.fresh"
        # Half a character in the name of an input is written as JSON itself writes it.
        fresh.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", "utf-8", "backslashreplace")
        self.claim.publish(fresh, self.path)
        self._next = time.monotonic() + _SHARE * (time.monotonic() - begun)

    def keep(self, standing: Mapping[int, Entry]) -> None:
        """Let go of all parts but some; their names are known for ours still."""
        self.left |= {entry.part for number, entry in self.entries.items() if number not in standing}
        self.entries = dict(standing)

    def books(self) -> Books:
        """Add up the books of all parts."""
        total = Books()
        for entry in self.entries.values():
            total.add(Books.of(entry.books))
        return total

    def level(self, number: int, size: int) -> None:
        """Note that a part was given further columns."""
        self.entries[number] = evolve(self.entries[number], size=size, level=True)


def asked_of(ask: Ask, tenant_law: TenantLaw, inputs: Sequence[str]) -> dict[str, Any]:
    """Return what a result depends on besides the files' contents and the day, for a manifest."""
    common = json.dumps(ask.common.facts, ensure_ascii=False, sort_keys=True, default=str) if ask.common else ""
    opened = ask.opened(tenant_law)
    options = {
        "on": ask.on.isoformat() if ask.on else None,
        "known": ask.known.isoformat() if ask.known else None,
        **{key: value for key, value in ask.overrides.items() if value is not None},
        "common": hashlib.sha256(common.encode(errors="backslashreplace")).hexdigest() if common else None,
        "sheet": ask.sheet,
        "keys": list(ask.keys),
        "lang": ask.lang,
        "columns": dict(tenant_law.schema.columns.meant),
        "strict_columns": tenant_law.schema.columns.strict,
        "complete": sorted(tenant_law.schema.columns.whole),
        "second": opened.name if opened else None,
    }
    asked = {"version": __version__, "tenant": ask.tenant, "bundle": tenant_law.bundle}
    return {**asked, "options": options, "inputs": list(inputs)}


def begin(path: Path, job: Job, report: Report, claim: Claim, *, clear: Callable[[], None] = lambda: None) -> Manifest:
    """Take up the manifest of an earlier run, if it is to be gone on with and there is one; else begin anew.

    ``clear`` removes what an earlier run left. Raises BajigongError where that run was asked something else.
    """
    asked = asked_of(job.ask, job.ask.tenant_law(), job.inputs)
    if job.resume and path.is_file():
        return _read(Manifest(path, asked, job.ask.today, claim), job)
    if job.resume:
        report.note(ANEW)
    clear()
    return Manifest(path, asked, job.ask.today, claim)


def _read(manifest: Manifest, job: Job) -> Manifest:
    """Fill a manifest with what stands in its file."""
    lang = job.ask.lang
    said = read_manifest(manifest.path)
    if said is None:
        raise BajigongError(_DAMAGED.fill(path=manifest.path).say(lang))
    for key, name in _NAMES.items():
        if said[key] != manifest.asked[key]:
            raise BajigongError(_OTHER.fill(path=job.output, what=name).say(lang))
    try:
        entries = [Entry(**{**one, "mark": tuple(one["mark"])}) for one in said["parts"]]
        manifest.day, manifest.finished = date.fromisoformat(said["today"]), said["finished"]
    except (ValueError, TypeError) as error:
        raise BajigongError(_DAMAGED.fill(path=manifest.path).say(lang)) from error
    manifest.entries = {part_number(one.part): one for one in entries}
    manifest.refused, manifest.left = said["refused"], set(said["left"])
    return manifest


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
