"""One file on its way through: opened, its rows decided in order by several threads, and counted."""

from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
from attrs import define, field

from bajigong import __version__
from bajigong.batch.files.ask import Ask, Desk
from bajigong.batch.files.books import Books, BooksError
from bajigong.batch.files.bunch import Decided, rows_for
from bajigong.batch.files.deciding import Clerk
from bajigong.batch.files.formats import AGAINST, REASONS
from bajigong.batch.files.frame import Frame, result_schema
from bajigong.batch.files.opening import open_source
from bajigong.batch.files.ordered import in_order
from bajigong.batch.files.report import Gauge
from bajigong.batch.files.second import Beside
from bajigong.batch.files.source import Source, unreadable
from bajigong.policy.text import Text
from bajigong.tables.raw import no_application

_CHANGED: Final = Text("{path}：核验期间文件被改动，请重新运行", "{path}: was changed while it was read; run it again")
_SHORT: Final = Text("{path}：应有{rows}行，读入{read}行", "{path}: holds {rows} rows, of which {read} were read")


@define(eq=False)
class Flow:
    """Decides one file. ``books`` are complete once all rows were taken from `decided`, but for what was written."""

    path: str
    ask: Ask
    desk: Desk
    threads: int = 1
    chunk: int | None = None
    books: Books = field(factory=Books)
    source: Source = field(init=False)
    mark: tuple[int, int] = field(init=False)
    beside: Beside | None = field(init=False)
    _used: Any = field(factory=lambda: np.zeros(0, np.bool_))

    def __attrs_post_init__(self) -> None:
        self.mark = mark_of(self.path)
        opened = self.ask.opened(self.desk)
        self.beside = opened.begin() if opened else None
        self.source = open_source(self.path, self.ask, self.desk, self.chunk or rows_for(self.threads))

    def schema(self, reasons: str) -> pa.Schema:
        """Return the schema of its result, whose dictionary of reasons has a name."""
        more = self.ask.second.fields if self.ask.second else ()
        return result_schema(self.source.keys, self.metadata(reasons), more)

    def metadata(self, reasons: str) -> dict[str, str]:
        """Return what the result says of itself."""
        return said_of(self.ask, self.desk, reasons, self.day)

    @property
    def day(self) -> str | None:
        """The one day asked about, None where rows may give their own."""
        if self.ask.on is None and self.source.dated:
            return None
        return self.ask.in_common(self.desk).on.isoformat()

    def decided(self, schema: pa.Schema, gauge: Gauge) -> Generator[Decided]:
        """Give the answers in order. Raises InputError where the file cannot be read to its end or holds nobody."""
        gauge.open(self.path)
        for said in self.source.notes:
            gauge.report.note(said)
        clerk = self._clerk(schema)
        with closing(in_order(self.source.bunches(), clerk.decide, self.threads)) as chunks:
            for one in chunks:
                self._count(one)
                for problem in (*(wrong for row in one.refused for wrong in row.problems), *one.strays):
                    gauge.report.wrong(problem)
                yield one
                gauge.advance(one.size, self.source.expected())
        self._check_input()

    def close(self, out: int) -> Books:
        """Close the books with the number of rows that were written. Raises BooksError where they do not agree."""
        self.books.out = out
        self.books.check()
        return self.books

    @property
    def signatures(self) -> tuple[int, ...]:
        """The signatures that occur among the answers, in order."""
        every = self.desk.kernel.reasons.signatures
        return tuple(sorted(every[place] for place in np.flatnonzero(self._used).tolist()))

    def _clerk(self, schema: pa.Schema) -> Clerk:
        common = self.ask.in_common(self.desk).facts.get("applicant") or {}
        frame = Frame.of(self.desk.schema, self.desk.bundle, self.desk.kernel, self.beside)
        return Clerk(self.desk.kernel, frame, self.path, schema, common.get("name"), common.get("id_number"))

    def _count(self, one: Decided) -> None:
        self.books.read += one.size
        self.books.empty += one.empty
        self.books.refused += len(one.refused)
        self.books.stray += len(one.strays)
        self.books.count(one.outcomes)
        used = np.bincount(one.reasons, minlength=len(self._used)) > 0
        used[: len(self._used)] |= self._used
        self._used = used

    def _check_input(self) -> None:
        if mark_of(self.path) != self.mark:
            raise BooksError(_CHANGED.fill(path=self.path).say(self.ask.lang))
        rows = self.source.rows
        if rows is not None and rows != self.books.read:
            raise BooksError(_SHORT.fill(path=self.path, rows=rows, read=self.books.read).say(self.ask.lang))
        if not self.books.rows and not self.source.may_be_empty:
            raise no_application(self.source.where)


def said_of(ask: Ask, desk: Desk, reasons: str, day: str | None) -> dict[str, str]:
    """Return what a result says of itself, for programs."""
    said = {"tenant": ask.tenant, "bundle": desk.bundle, "version": __version__, "reasons": reasons}
    if opened := ask.opened(desk):
        said |= opened.metadata(reasons.removesuffix(REASONS) + AGAINST)
    return {f"bajigong.{key}": value for key, value in {**said, **({"on": day} if day else {})}.items()}


def mark_of(path: str) -> tuple[int, int]:
    """Return a file's size and when it was changed, zeros for standard input. Raises InputError where there is none."""
    if path == "-":
        return 0, 0
    try:
        stat = Path(path).stat()
    except OSError as error:
        raise unreadable(path, error) from error
    return stat.st_size, stat.st_mtime_ns
