"""An input that was opened: what its header says, and its rows chunk by chunk; Parquet and Arrow by their columns."""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
from attrs import evolve, field, frozen

from bajigong.batch.files.ask import Ask, TenantLaw
from bajigong.batch.files.carried import Carried, key_column, key_type
from bajigong.batch.files.frame import NAMES
from bajigong.batch.intake import Coded, Intake
from bajigong.batch.intake.intake import HOPELESS
from bajigong.errors import BajigongError, InputError, Problem
from bajigong.policy.text import Text, same
from bajigong.tables.files import PARQUET, READABLE, UNREADABLE, columnar, refuse_unfolding
from bajigong.tables.from_columns import refuse_long
from bajigong.tables.headers import RUNNING_NUMBER, Headers, headers_of, letter
from bajigong.tables.layout import HEADER, NO_HEADER, absent_said, unused_said
from bajigong.tables.raw import Where
from bajigong.tables.read import suffix_of
from bajigong.tables.words import is_blank, shown

if TYPE_CHECKING:
    from bajigong.batch.files.carried import IdNumbers
    from bajigong.batch.intake import Refused, Taken

#: Rows of a chunk: enough for what is done once for each, few enough for a small memory. The more threads decide at
#: once, the fewer rows each of them holds.
MOST_ROWS = 1 << 17
LEAST_ROWS = 1 << 14
_ROWS_AT_WORK = 1 << 18

Numbers = npt.NDArray[np.int64]


@frozen(eq=False)
class Bunch:
    """Rows as read. ``numbers`` are those people know them by; ``take`` reads what stands in them.

    ``strays`` are things wrong that belong to no row.
    """

    numbers: Numbers
    carried: Carried
    take: "Callable[[], Taken]"
    strays: tuple[Problem, ...] = ()

    def __len__(self) -> int:
        return len(self.numbers)


@frozen(eq=False)
class Decided:
    """The answers for a chunk, in the order of its rows, and the rows that could not be checked.

    ``reasons`` are the places of the answers' reasons in the kernel's list, ``occupations`` and ``days`` what notes on
    them hang on. ``numbers`` are those of all its rows, ``id_numbers`` the people's, as they are compared.
    """

    size: int
    empty: int
    answers: pa.RecordBatch
    outcomes: npt.NDArray[np.int8]
    reasons: npt.NDArray[np.int32]
    occupations: npt.NDArray[np.int64]
    days: npt.NDArray[np.int32]
    refused: "tuple[Refused, ...]"
    strays: tuple[Problem, ...]
    numbers: Numbers
    id_numbers: "IdNumbers | None" = None


def rows_for(threads: int) -> int:
    """Return how many rows a chunk should have where so many threads decide."""
    return min(MOST_ROWS, max(LEAST_ROWS, _ROWS_AT_WORK // threads))


def numbered(first: int, size: int) -> Numbers:
    """Return the numbers of rows that follow each other."""
    return np.arange(first, first + size)


#: Columns that are carried over wherever they stand, unless they stand for a fact.
DEFAULT_KEYS: Final = ("id", "key", RUNNING_NUMBER)

_NO_KEY: Final = Text("没有「{key}」列的表", "a table without a column '{key}'")
_KEY: Final = Text("--key所指的列，现有：{names}", "the column that --key names, one of: {names}")
_TAKEN: Final = Text("名称不与结果列相同的列", "a key whose name is no column of the result")
_MASKED: Final = Text(
    "证件号码以外的列（结果中的证件号码一律脱敏）", "another column: an ID number is never written out in full"
)


@frozen(eq=False)
class Heads:
    """Places of columns: those carried over by name, and those of the applicant's name and ID number."""

    keys: Mapping[str, int]
    name: int | None
    id_number: int | None

    @property
    def used(self) -> frozenset[int]:
        """The columns that must be read for all this."""
        others = (self.name, self.id_number)
        return frozenset((*self.keys.values(), *(one for one in others if one is not None)))


def heads_of(
    cells: Sequence[Any], headers: Headers, keys: Iterable[str], where: Where, more: Sequence[str] = ()
) -> Heads:
    """Read a header. ``keys`` are the columns that were asked for by name, ``more`` further ones of the result.

    Raises InputError for one that is not there, or that cannot be carried over.
    """
    names = ["" if is_blank(cell) else " ".join(str(cell).split()) for cell in cells]
    wanted = tuple(dict.fromkeys(" ".join(key.split()) for key in keys))
    for key in wanted:
        if key in more:
            raise where.error(shown(key), _TAKEN)
        _check(key, names, headers, where)
    found = {key: names.index(key) for key in wanted}
    for column, name in enumerate(names):
        if headers.folded(name) in DEFAULT_KEYS and not headers.find(name) and name not in NAMES:
            found.setdefault(name, column)
    by_path = {target.path: column for column, name in enumerate(names) for target in _only(headers, name)}
    places = dict(sorted(found.items(), key=lambda one: one[1]))
    schema = headers.schema
    return Heads(places, by_path.get(schema.path("name")), by_path.get(schema.path("id_number")))


def _check(key: str, names: Sequence[str], headers: Headers, where: Where) -> None:
    if key not in names:
        raise where.error(_NO_KEY.fill(key=key), _KEY.fill(names=same(", ".join(name for name in names if name))))
    here = evolve(where, column=letter(names.index(key)))
    if key in NAMES:
        raise here.error(shown(key), _TAKEN)
    if any(target.field.role == "id_number" for target in headers.find(key)):
        raise here.error(shown(key), _MASKED)


def _only(headers: Headers, name: str) -> Sequence[Any]:
    found = headers.find(name)
    return found if len(found) == 1 else ()


_MANY = Text(
    "{file}：有「租户」列，而此种结果只由一个租户回答；请用--tenant指定",
    "{file}: has a column of tenants, but one tenant answers for a result of this kind; name it with --tenant",
)

Bunches = Generator[Bunch, None, None]


class ManyTenantsError(BajigongError):
    """Rows that name their tenant, where one tenant must answer for all."""


@frozen(eq=False)
class Source:
    """One file, or the sheet of it that is read.

    ``keys`` are the types of what it carries over; ``dated`` says whether rows may give their own day. ``bunches``
    reads it; ``expected`` tells, at any time meanwhile, how many rows there seem to be, None where nothing is known
    yet. ``rows`` is how many there are for certain, None where only reading tells. ``notes`` are what people should
    know.
    """

    where: Where
    keys: Mapping[str, pa.DataType]
    bunches: Callable[[], Bunches]
    expected: Callable[[], int | None]
    dated: bool = True
    rows: int | None = None
    may_be_empty: bool = False
    notes: tuple[Text, ...] = ()


@frozen(eq=False)
class Layout:
    """What becomes of the columns of a table: what is taken in, and what is carried over."""

    intake: Intake
    heads: Heads
    #: Holds something once a chunk was made.
    _begun: list[bool] = field(factory=list)

    @classmethod
    def of(cls, ask: Ask, tenant_law: TenantLaw, cells: Sequence[Any], where: Where) -> "Layout":
        """Read a header.

        Raises InputError with everything that is wrong with it, ManyTenantsError where rows name their tenant and must
        not.
        """
        more = [one.name for one in ask.second.fields] if ask.second else []
        heads = heads_of(cells, headers_of(tenant_law.schema), ask.keys, where, more)
        intake = ask.intake(tenant_law, cells, where, tuple(str(cells[column]) for column in heads.keys.values()))
        if not intake.plan.layout.targets:
            raise where.error(NO_HEADER, HEADER)
        if not ask.named and "tenant" in intake.plan.plain:
            raise many_tenants(where.file, ask)
        return cls(intake, heads)

    @property
    def notes(self) -> tuple[Text, ...]:
        """What people should know: which columns are not used."""
        carried = set(self.heads.keys.values())
        layout = self.intake.plan.layout
        unused = unused_said(evolve(layout, unused=tuple(u for u in layout.unused if u.column not in carried)))
        return (*unused, *absent_said([layout], headers_of(self.intake.plan.schema)))

    @property
    def width(self) -> int:
        """How many columns there are."""
        return self.intake.plan.width

    @property
    def used(self) -> list[int]:
        """The columns that must be read, in their order."""
        return sorted(self.intake.plan.used | self.heads.used)

    @property
    def loose(self) -> frozenset[int]:
        """The columns whose text differs from row to row: no use in numbering it."""
        return self.heads.used

    @property
    def dated(self) -> bool:
        """Whether rows may give the day asked about."""
        return "on" in self.intake.plan.plain

    def of_arrays(self, columns: Mapping[int, pa.Array], first: int, size: int) -> Bunch:
        """Make a chunk of columns by place; those that are not read are left out."""
        blank = pa.nulls(size)
        batch = pa.RecordBatch.from_arrays(
            [columns.get(place, blank) for place in range(self.width)], [str(place) for place in range(self.width)]
        )
        heads = self.heads
        carried = Carried(
            {name: key_column(columns[place]) for name, place in heads.keys.items()},
            None if heads.name is None else columns[heads.name],
            None if heads.id_number is None else columns[heads.id_number],
        )
        begins = self._begins()
        if begins and size > HOPELESS:  # before all of it is read, and more by other threads
            self.intake.take(batch.slice(0, HOPELESS), first, begins=True)
        return Bunch(numbered(first, size), carried, lambda: self.intake.take(batch, first, begins=begins))

    def of_coded(self, columns: Sequence[Coded], text: Callable[[Coded], pa.Array], first: int) -> Bunch:
        """Make a chunk of coded columns. ``text`` makes text of one."""
        heads = self.heads
        carried = Carried(
            {name: text(columns[place]) for name, place in heads.keys.items()},
            None if heads.name is None else text(columns[heads.name]),
            None if heads.id_number is None else text(columns[heads.id_number]),
        )
        begins = self._begins()
        return Bunch(numbered(first, len(columns[0])), carried, lambda: self.intake.take(columns, first, begins=begins))

    def _begins(self) -> bool:
        """Say whether the next chunk is the first."""
        begins = not self._begun
        self._begun[:] = [True]
        return begins


def many_tenants(path: str, ask: Ask) -> ManyTenantsError:
    """Say that rows name their tenant, where one tenant must answer for all."""
    return ManyTenantsError(_MANY.fill(file=path).say(ask.lang))


def unreadable(path: str | Path, error: BaseException) -> InputError:
    """Say that a file cannot be read, and the reader's reason in one line."""
    reason = getattr(error, "strerror", None) or " ".join(str(error).split())[:200] or type(error).__name__
    return Where(str(path)).error(UNREADABLE.fill(r=same(reason)), READABLE)


#: Bytes of a column that are read at once: whole row groups would be too much.
_BUFFER: Final = 1 << 20
_TWICE: Final = Text("不重复的列名", "a column of that name only once")
_FLAT: Final = Text("单值列（不含列表或结构）", "a key of single values, neither lists nor groups")

Batches = Iterator[pa.RecordBatch]


def open_parquet(path: str, ask: Ask, tenant_law: TenantLaw, chunk: int) -> Source:
    """Open a Parquet file. Raises InputError where it is none, or for what is wrong with its columns."""
    schema = read_schema(path)
    with _readable(path):
        refuse_unfolding(Path(path), Where(path), ask.most)
    rows = pq.read_metadata(path).num_rows
    layout = layout_of(path, schema, ask, tenant_law)
    texts = [place for place in layout.used if _is_text(schema[place].type)]
    words = [schema[place].name for place in texts if place not in layout.loose]
    loose = [schema[place].name for place in texts if place in layout.loose]
    wanted = [schema[place].name for place in layout.used]

    def batches() -> Batches:
        _look_at_dictionaries(path, loose)
        with pq.ParquetFile(path, read_dictionary=words, buffer_size=_BUFFER, pre_buffer=False) as file:
            if wanted:
                yield from file.iter_batches(chunk, columns=wanted)

    return _Columns(path, schema, layout).source(batches, lambda: rows, rows)


def open_arrow(path: str, ask: Ask, tenant_law: TenantLaw, chunk: int) -> Source:
    """Open an Arrow file (IPC, Feather). Raises InputError as `open_parquet` does."""
    schema = read_schema(path)
    with _readable(path):
        refuse_unfolding(Path(path), Where(path), ask.most)
    with pa.memory_map(path) as data, pa.ipc.open_file(data) as file:
        pieces = file.num_record_batches
    layout = layout_of(path, schema, ask, tenant_law)
    options = pa.ipc.IpcReadOptions(included_fields=layout.used)
    read = [0, 0]

    def batches() -> Batches:
        with pa.memory_map(path) as data, pa.ipc.open_file(data, options=options) as file:
            for number in range(pieces if layout.used else 0):
                batch = file.get_batch(number)
                read[0], read[1] = read[0] + batch.num_rows, number + 1
                yield from (batch.slice(start, chunk) for start in range(0, batch.num_rows, chunk))

    columns = _Columns(path, schema, layout)
    return columns.source(batches, lambda: read[0] * pieces // read[1] if read[1] else None)


def _look_at_dictionaries(path: str, columns: list[str]) -> None:
    """Raise InputError for a word of a dictionary that is too long to be written out row by row."""
    with pq.ParquetFile(path, read_dictionary=columns, pre_buffer=False) as file:
        for group in range(file.num_row_groups if columns else 0):
            for batch in islice(file.iter_batches(1, row_groups=[group], columns=columns), 1):
                refuse_long(batch, Where(path))


@frozen(eq=False)
class _Columns:
    """A file of columns, and what they are for."""

    path: str
    schema: pa.Schema
    layout: Layout

    def source(
        self, batches: Callable[[], Batches], expected: Callable[[], int | None], rows: int | None = None
    ) -> Source:
        """Return its rows, given by ``batches`` in columns by name."""
        keys = {name: key_type(self.schema[place].type) for name, place in self.layout.heads.keys.items()}
        where, dated = Where(self.path), self.layout.dated
        return Source(
            where,
            keys,
            lambda: self._bunches(batches()),
            expected,
            dated,
            rows,
            may_be_empty=True,
            notes=self.layout.notes,
        )

    def _bunches(self, batches: Iterable[pa.RecordBatch]) -> Generator[Bunch]:
        first = 1
        with _readable(self.path):
            for batch in batches:
                refuse_long(batch, Where(self.path))
                columns = {place: batch.column(self.schema[place].name) for place in self.layout.used}
                yield self.layout.of_arrays(columns, first, batch.num_rows)
                first += batch.num_rows


def read_schema(path: str) -> pa.Schema:
    """Return the columns of a Parquet or Arrow file. Raises InputError where it is none."""
    columnar(Path(path))
    with _readable(path):
        if suffix_of(path) in PARQUET:
            return pq.read_schema(path)
        with pa.OSFile(path) as data, pa.ipc.open_file(data) as file:
            return file.schema


def layout_of(path: str, schema: pa.Schema, ask: Ask, tenant_law: TenantLaw) -> Layout:
    """Find out what the columns are for. Raises InputError for what is wrong with them."""
    where = Where(path)
    layout = Layout.of(ask, tenant_law, schema.names, where)
    for place in layout.used:
        name = schema[place].name
        if schema.names.count(name) > 1:
            raise where.in_column(name).error(shown(name), _TWICE)
    for name, place in layout.heads.keys.items():
        if pa.types.is_nested(schema[place].type):
            raise where.in_column(name).error(shown(str(schema[place].type)), _FLAT)
    return layout


def _is_text(kind: Any) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_dictionary(kind))


@contextmanager
def _readable(path: str) -> Iterator[None]:
    """Say of a file that cannot be read what is wrong."""
    try:
        yield
    except InputError:
        raise
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise unreadable(Path(path), error) from error
