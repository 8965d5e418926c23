"""One file on its way through: opened, its rows decided in order by several threads, and counted."""

from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from attrs import define, field, frozen

from bajigong import __version__
from bajigong.batch.cases import Answers
from bajigong.batch.files.ask import Ask, Beside, Books, BooksError, Gauge, TenantLaw
from bajigong.batch.files.carried import Twice, id_numbers, id_numbers_of, names
from bajigong.batch.files.frame import Frame, coded, result_schema
from bajigong.batch.files.inputs import AGAINST, REASONS
from bajigong.batch.files.source import Bunch, Decided, Source, rows_for, unreadable
from bajigong.batch.people import People
from bajigong.policy.text import Text
from bajigong.tables.files import ARROW, PARQUET
from bajigong.tables.raw import no_application
from bajigong.tables.read import SEPARATED, WORKBOOKS, suffix_of
from bajigong.tables.words import printable

if TYPE_CHECKING:
    from bajigong.batch.intake import Part
    from bajigong.batch.kernel import Kernel

#: What a row of CSV is taken to have.
_BYTES: Final = 1 << 7


def open_source(path: str, ask: Ask, tenant_law: TenantLaw, chunk: int) -> Source:
    """Open a file. ``chunk`` is about the number of rows that are read at once.

    Raises InputError where it cannot be read, or for what is wrong with its header.
    """
    suffix = suffix_of(path)
    if suffix in PARQUET:
        from bajigong.batch.files.source import open_parquet

        return open_parquet(path, ask, tenant_law, chunk)
    if suffix in ARROW:
        from bajigong.batch.files.source import open_arrow

        return open_arrow(path, ask, tenant_law, chunk)
    if suffix in SEPARATED:
        from bajigong.batch.files.from_csv import open_csv

        return open_csv(path, ask, tenant_law, chunk * _BYTES)
    if suffix in WORKBOOKS:
        from bajigong.batch.files.from_workbook import open_workbook

        return open_workbook(path, ask, tenant_law, chunk)
    from bajigong.batch.files.from_workbook import row_source

    return row_source(path, ask, tenant_law)


@frozen(eq=False)
class ChunkDecider:
    """Decides the chunks of one file. Several threads may ask it at once.

    ``schema`` is that of the result; ``name`` and ``id_number`` are those of all who give none.
    """

    kernel: "Kernel"
    frame: Frame
    file: str
    schema: pa.Schema
    name: str | None = None
    id_number: str | None = None

    def decide(self, bunch: Bunch) -> Decided:
        """Return the answers for a chunk."""
        taken = bunch.take()
        done = [self._part(bunch, part) for part in taken.parts]
        rows = pa.Table.from_batches([one.rows for one in done], schema=self.schema)
        order, numbers = None, bunch.carried.id_number
        if len(done) > 1:
            order = np.argsort(np.concatenate([part.index for part in taken.parts]), kind="stable")
            rows = rows.unify_dictionaries().combine_chunks().take(pa.array(order))
        return Decided(
            size=len(bunch),
            empty=taken.empty,
            answers=_one(rows),
            outcomes=_joined([one.answers.outcomes for one in done], order, np.int8),
            reasons=_joined([one.answers.reasons for one in done], order, np.int32),
            occupations=_joined([one.people.occupations for one in done], order, np.int64),
            days=_joined([one.people.table.on for one in done], order, np.int32),
            refused=taken.refused,
            strays=bunch.strays,
            numbers=bunch.numbers,
            id_numbers=None if numbers is None else id_numbers_of(numbers, bunch.numbers),
        )

    def _part(self, bunch: Bunch, part: "Part") -> "_Done":
        answers = self.kernel.decide(part.people)
        return _Done(self._rows(bunch, part, answers), part.people, answers)

    def _rows(self, bunch: Bunch, part: "Part", answers: Answers) -> pa.RecordBatch:
        size, whole = len(part.people), len(part.people) == len(bunch)
        carried = bunch.carried if whole else bunch.carried.take(pa.array(part.index))
        columns = {
            "file": coded(np.zeros(size, np.int32), [printable(self.file)]),
            "row": pa.array(bunch.numbers if whole else bunch.numbers[part.index]),
            **carried.keys,
            "name": names(carried.name, size, self.name),
            "id_number": id_numbers(carried.id_number, size, self.id_number),
            **self.frame.columns(part.people, answers),
        }
        return pa.RecordBatch.from_arrays([columns[name] for name in self.schema.names], schema=self.schema)


@frozen(eq=False)
class _Done:
    rows: pa.RecordBatch
    people: People
    answers: Answers


def _joined(arrays: Sequence[npt.NDArray[Any]], order: npt.NDArray[np.int64] | None, kind: Any) -> npt.NDArray[Any]:
    """Put the answers of parts in the order of the rows."""
    if not arrays:
        return np.zeros(0, kind)
    whole = arrays[0] if len(arrays) == 1 else np.concatenate(arrays)
    return whole if order is None else whole.take(order)


def _one(rows: pa.Table) -> pa.RecordBatch:
    batches = rows.to_batches()
    return batches[0] if batches else pa.RecordBatch.from_pylist([], schema=rows.schema)


T = TypeVar("T")
R = TypeVar("R")

#: So many pieces are read ahead of those at work.
_AHEAD: Final = 2
_PATIENCE: Final = 0.1


def in_order(pieces: Generator[T], work: Callable[[T], R], threads: int) -> Generator[R]:
    """Work on pieces with so many threads, while another one reads ahead; give the results in the pieces' order.

    Of pieces and results no more are held than there are threads, and a few. What reading or working raises is raised
    here, in its order. Closing this ends all threads.
    """
    with closing(_Reader(pieces)) as reader, ThreadPoolExecutor(threads, "bajigong-decide") as pool:
        waiting: deque[Future[R]] = deque()
        try:
            for piece in reader:
                waiting.append(pool.submit(work, piece))
                if len(waiting) > threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
            reader.check()
        finally:
            for one in waiting:
                one.cancel()


@define(eq=False)
class _Reader(Generic[T]):
    """Takes pieces from an iterator in a thread of its own."""

    pieces: Generator[T]
    _error: BaseException | None = None
    _ready: "Queue[tuple[T] | None]" = field(factory=lambda: Queue(_AHEAD))
    _ended: Event = field(factory=Event)
    _thread: Thread = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._thread = Thread(target=self._run, name="bajigong-read", daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[T]:
        while (ready := self._next()) is not None:
            yield ready[0]

    def check(self) -> None:
        """Raise what ended the reading before its time."""
        if self._error:
            raise self._error

    def close(self) -> None:
        """End the thread, after the piece it is reading."""
        self._ended.set()
        self._thread.join()

    def _next(self) -> tuple[T] | None:
        """Wait for something; with a limit, for some systems let no signal through meanwhile."""
        while True:
            with suppress(Empty):
                return self._ready.get(timeout=_PATIENCE)

    def _run(self) -> None:
        try:
            with closing(self.pieces):
                for piece in self.pieces:
                    if not self._put((piece,)):
                        return
        except BaseException as error:  # noqa: BLE001  (it is raised once the pieces before it are done)
            self._error = error
        self._put(None)

    def _put(self, ready: tuple[T] | None) -> bool:
        """Hand something on, unless nobody wants it any more."""
        while not self._ended.is_set():
            with suppress(Full):
                self._ready.put(ready, timeout=_PATIENCE)
                return True
        return False


_CHANGED: Final = Text("{path}：核验期间文件被改动，请重新运行", "{path}: was changed while it was read; run it again")
_UNCOMPILED: Final = Text(
    "未安装numba，大表核验较慢；安装方法：pip install 'bajigong[batch]'",
    "numba is not installed, and many rows are checked slowly without it: pip install 'bajigong[batch]'",
)
_SHORT: Final = Text("{path}：应有{rows}行，读入{read}行", "{path}: holds {rows} rows, of which {read} were read")


@define(eq=False)
class Flow:
    """Decides one file. ``books`` are complete once all rows were taken from `decided`, but for what was written."""

    path: str
    ask: Ask
    tenant_law: TenantLaw
    threads: int = 1
    chunk: int | None = None
    books: Books = field(factory=Books)
    source: Source = field(init=False)
    mark: tuple[int, int] = field(init=False)
    beside: Beside | None = field(init=False)
    _used: Any = field(factory=lambda: np.zeros(0, np.bool_))

    def __attrs_post_init__(self) -> None:
        self.mark = mark_of(self.path)
        opened = self.ask.opened(self.tenant_law)
        self.beside = opened.begin() if opened else None
        self.source = open_source(self.path, self.ask, self.tenant_law, self.chunk or rows_for(self.threads))

    def schema(self, reasons: str) -> pa.Schema:
        """Return the schema of its result, whose dictionary of reasons has a name."""
        more = self.ask.second.fields if self.ask.second else ()
        return result_schema(self.source.keys, self.metadata(reasons), more)

    def metadata(self, reasons: str) -> dict[str, str]:
        """Return what the result says of itself."""
        return said_of(self.ask, self.tenant_law, reasons, self.day)

    @property
    def day(self) -> str | None:
        """The one day asked about, None where rows may give their own."""
        if self.ask.on is None and self.source.dated:
            return None
        return self.ask.in_common(self.tenant_law).on.isoformat()

    def decided(self, schema: pa.Schema, gauge: Gauge) -> Generator[Decided]:
        """Give the answers in order. Raises InputError where the file cannot be read to its end or holds nobody."""
        gauge.open(self.path)
        for said in self.source.notes:
            gauge.report.note(said)
        kernel, told, twice = self.tenant_law.kernel, False, Twice(self.source.where)
        decider = self._decider(schema)
        with closing(in_order(self.source.bunches(), decider.decide, self.threads)) as chunks:
            for one in chunks:
                self._count(one)
                for said in twice.see(one.id_numbers) if one.id_numbers else ():
                    gauge.report.note(said)
                for problem in (*(wrong for row in one.refused for wrong in row.problems), *one.strays):
                    gauge.report.wrong(problem)
                if not told and kernel.natives is None and self.books.read >= kernel.least:
                    told = True
                    gauge.report.note(_UNCOMPILED)
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
        every = self.tenant_law.kernel.reasons.signatures
        return tuple(sorted(every[place] for place in np.flatnonzero(self._used).tolist()))

    def _decider(self, schema: pa.Schema) -> ChunkDecider:
        law = self.tenant_law
        common = self.ask.in_common(law).facts
        frame = Frame.of(law.schema, law.bundle, law.kernel, self.beside)
        name, number = law.schema.told(common, "name"), law.schema.told(common, "id_number")
        return ChunkDecider(law.kernel, frame, self.path, schema, name, number)

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


def said_of(ask: Ask, tenant_law: TenantLaw, reasons: str, day: str | None) -> dict[str, str]:
    """Return what a result says of itself, for programs."""
    said = {"tenant": ask.tenant, "bundle": tenant_law.bundle, "version": __version__, "reasons": reasons}
    if opened := ask.opened(tenant_law):
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
