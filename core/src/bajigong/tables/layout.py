"""From the header of a sheet to nested values: which column fills which fact, and everything that is wrong with it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Any, Final

from attrs import define, evolve, field, frozen

from bajigong.errors import InputError, Problem
from bajigong.policy.facts import APPLICANT, put
from bajigong.policy.text import Text, same
from bajigong.tables.headers import RUNNING_NUMBER, Headers, Target, letter
from bajigong.tables.raw import Origin, Where, where_said
from bajigong.tables.words import asked, discreet, either, is_blank, joined, printable, shown, sums_up

_LONGEST: Final = 60


Cells = Sequence[Any]
Numbered = tuple[int, Cells]
Columns = Mapping[int, str]

#: The keys under which a row of totals says that it is one.
_TELLING: Final = ("name", RUNNING_NUMBER)

NO_VALUE: Final = Text("空列名下无内容，或补上列名", "a header over every value")


class Further(dict[str, Any]):
    """Stands behind the records of a list that may not be all: there may be another, of which nothing is known."""


FURTHER: Final = Further()


@frozen
class Unused:
    """A column that stands for no fact, and the headers that may have been meant."""

    column: int
    header: str
    near: tuple[str, ...] = ()


@frozen(eq=False)
class Row:
    """What one row says."""

    where: Where
    facts: dict[str, Any]
    origins: dict[str, Origin]
    problems: tuple[Problem, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the row says nothing at all."""
        return not self.facts and not self.problems


@frozen(eq=False)
class Layout:
    """The columns of one sheet. ``keys`` are those by which records are joined.

    ``open_lists`` are lists of which columns that are all filled need not tell all there is.
    """

    where: Where
    headers: tuple[str, ...]
    targets: Mapping[int, Target]
    keys: Mapping[str, int]
    unused: tuple[Unused, ...] = ()
    open_lists: frozenset[str] = frozenset()

    def fill(self, number: int, cells: Cells) -> Row:
        """Turn a row into nested values; empty cells are left out, as are records of nothing but empty cells.

        A row of totals says nothing.
        """
        where = evolve(self.where, row=number)
        if any(sums_up(cell_at(cells, column)) for column in self.telling):
            return Row(where, {}, {"": Origin(where, {})}, ())
        facts: dict[str, Any] = {}
        origins = {"": Origin(where, self._plain_headers)}
        for column, path in self._plain:
            if not is_blank(value := cell_at(cells, column)):
                put(facts, path, value)
        for path, records in self._lists.items():
            filled = [(record, names) for columns, names in records if (record := _record(columns, cells))]
            if filled:
                further = [FURTHER] if path in self.open_lists and len(filled) == len(records) else []
                put(facts, path, [*(record for record, _ in filled), *further])
                origins |= {f"{path}[{index}]": Origin(where, names) for index, (_, names) in enumerate(filled)}
        return Row(where, facts, origins, tuple(self._strays(where, cells)))

    @cached_property
    def telling(self) -> tuple[int, ...]:
        """The columns by which a row of totals is known: those of the name and of the running number."""
        keys = (column for key, column in self.keys.items() if key in _TELLING)
        return tuple(sorted(keys))

    def _strays(self, where: Where, cells: Cells) -> Iterable[Problem]:
        for column in (*self._headless, *range(len(self.headers), len(cells))):
            if not is_blank(value := cell_at(cells, column)):
                yield where.in_column(letter(column)).problem(shown(value), NO_VALUE)

    @cached_property
    def _headless(self) -> tuple[int, ...]:
        return tuple(column for column, header in enumerate(self.headers) if not header)

    @cached_property
    def _plain(self) -> tuple[tuple[int, str], ...]:
        return tuple((column, target.path) for column, target in self.targets.items() if target.record is None)

    @cached_property
    def _plain_headers(self) -> Mapping[str, str]:
        return {path: self.headers[column] for column, path in self._plain}

    @cached_property
    def _lists(self) -> Mapping[str, tuple[tuple[Columns, Mapping[str, str]], ...]]:
        """The columns of each list, record by record: the key that each fills, and the header over each key."""
        found: dict[str, dict[int, dict[int, str]]] = {}
        for column, target in self.targets.items():
            if target.record is not None:
                records = found.setdefault(target.field.parent, {})
                records.setdefault(target.record, {})[column] = target.field.name
        return {path: tuple(self._named(records[n]) for n in sorted(records)) for path, records in found.items()}

    def _named(self, columns: Columns) -> tuple[Columns, Mapping[str, str]]:
        return columns, {name: self.headers[column] for column, name in columns.items()}


@frozen(eq=False)
class Table:
    """The rows of one sheet, each with its cells, by which it is joined to others."""

    layout: Layout
    rows: tuple[tuple[Row, Cells], ...]


def _record(columns: Columns, cells: Cells) -> dict[str, Any]:
    return {name: v for column, name in columns.items() if not is_blank(v := cell_at(cells, column))}


def cell_at(cells: Cells, column: int) -> Any:
    """Return a cell of a row, None beyond its end."""
    return cells[column] if column < len(cells) else None


#: By what the records of a sheet are joined to the applicants, the best first: a fact by its role.
KEYS: Final = ("id_number", RUNNING_NUMBER, "name")
#: A header stands within the first rows, below a title at most.
_DEEPEST: Final = 20
#: So many columns are named, each with so many characters.
_MOST_NAMES: Final = 40

NO_HEADER: Final = Text("没有表头的表", "no header")
HEADER: Final = Text("含有「姓名」「申报职业」等列名的一行", "a row of headers such as 姓名, 申报职业")
_KNOWN: Final = Text("已知的列名{near}", "a known header{near}")
#: What is said of columns that are not used.
_UNUSED: Final = Text("{where}：以下列未使用：{names}", "{where}: columns that are not used: {names}")
_LOUD: Final = Text(
    "{where}：注意：「{name}」列未使用，但可能是{near}；如果是，请用 --columns 指明"
    "（bajigong template --from 生成对照表）",
    "{where}: warning: column '{name}' is not used, though it may be {near}; if so, say it with --columns"
    " (bajigong template --from writes a first map)",
)
_ABSENT: Final = Text(
    "{file}：--columns 所列的下列列名，表中没有：{names}",
    "{file}: headers that --columns names, and the sheet does not have: {names}",
)
_ONE_COLUMN: Final = Text("每项只有一列", "one column for each fact")
_ONE_FACT: Final = Text("含义唯一的列名：{p}", "a header that stands for one fact: {p}")
_AGAIN: Final = Text("（该项已有一列）", ", a fact that another column fills already")


def find_header(rows: Iterable[Numbered], recognise: Callable[[Any], bool], *, least: int = 2) -> Numbered | None:
    """Return the first row in which at least ``least`` cells are known headers; titles above it are passed over."""
    for number, cells in islice(rows, _DEEPEST):
        if sum(recognise(cell) for cell in cells if isinstance(cell, str)) >= least:
            return number, cells
    return None


def make_layout(where: Where, cells: Cells, headers: Headers, within: str = "") -> Layout:
    """Read a header; ``within`` is the list whose own sheet this is.

    Raises InputError with everything that is wrong with it.
    """
    row = _HeaderRow(where, headers, within)
    for column, cell in enumerate(cells):
        row.read(column, cell)
    names = tuple("" if is_blank(cell) else " ".join(str(cell).split()) for cell in cells)
    unused = tuple(row.unused(names))
    if headers.schema.columns.strict:
        row.problems += [row.unknown(one, cells[one.column]) for one in unused]
    if row.problems:
        raise InputError(tuple(row.problems))
    open_lists = frozenset() if within else frozenset(_open_lists(row.targets.values(), headers))
    return Layout(evolve(where, row=None), names, row.targets, row.keys, unused, open_lists)


def _open_lists(targets: Iterable[Target], headers: Headers) -> Iterator[str]:
    """Give the applicant's lists whose columns need not tell all: an engineer was an assistant engineer before."""
    schema = headers.schema
    for target in targets:
        path = target.field.parent
        if target.record is None or target.field.group != APPLICANT:
            continue
        if not schema.fields[path].whole and path not in schema.columns.whole:
            yield path


def unused_said(layout: Layout) -> Iterator[Text]:
    """Say which columns of a sheet are not used; and loudly, one by one, which of them may well be facts."""
    place, unused = where_said(layout.where), layout.unused
    if not unused:
        return
    names = "、".join(discreet(printable(one.header))[:_LONGEST] for one in unused[:_MOST_NAMES])
    names += "…" if len(unused) > _MOST_NAMES else ""
    yield _UNUSED.fill(where=place, names=same(names))
    for one in unused[:_MOST_NAMES]:
        if one.near:
            yield _LOUD.fill(where=place, name=discreet(printable(one.header))[:_LONGEST], near=either(one.near))


def absent_said(layouts: Sequence[Layout], headers: Headers) -> Iterator[Text]:
    """Say which headers somebody gave a meaning that none of an input's sheets has."""
    there = {headers.folded(header) for layout in layouts for header in layout.headers}
    absent = sorted(header for header in headers.schema.columns.wanted if headers.folded(header) not in there)
    if absent:
        names = same("、".join(printable(one)[:_LONGEST] for one in absent))
        yield _ABSENT.fill(file=printable(layouts[0].where.file), names=names)


def key_of(headers: Headers, cell: Any) -> str:
    """Return the key of `KEYS` that a header stands for, "" for none."""
    if headers.folded(cell) == RUNNING_NUMBER:
        return RUNNING_NUMBER
    found = headers.find(cell)
    role = found[0].field.role if len(found) == 1 else None
    return role if role in KEYS else ""


def unusable(cell: Any, found: tuple[Target, ...], headers: Headers, within: str = "") -> tuple[Text, Text]:
    """Say what was found and expected of a header that is unknown, or ambiguous, or whose fact has a column already."""
    match found:
        case ():
            return shown(cell), _KNOWN.fill(near=asked(headers.nearest(cell, within)))
        case (_,):
            return joined(shown(cell), _AGAIN), _ONE_COLUMN
        case _:
            return shown(cell), _ONE_FACT.fill(p=same(", ".join(target.path for target in found)))


@define(eq=False)
class _HeaderRow:
    """A header while it is read."""

    where: Where
    headers: Headers
    within: str
    targets: dict[int, Target] = field(factory=dict)
    keys: dict[str, int] = field(factory=dict)
    problems: list[Problem] = field(factory=list)
    strangers: list[int] = field(factory=list)

    def read(self, column: int, cell: Any) -> None:
        key, found = key_of(self.headers, cell), self.headers.find(cell, self.within)
        if key:
            self.keys.setdefault(key, column)
        if len(found) == 1 and not self._is_taken(found[0]):
            self.targets[column] = found[0]
        elif found:
            here = self.where.in_column(letter(column))
            self.problems.append(here.problem(*unusable(cell, found, self.headers, self.within)))
        elif not (is_blank(cell) or self.headers.is_ignored(cell) or (key and self.within)):
            self.strangers.append(column)

    def unused(self, names: Sequence[str]) -> Iterator[Unused]:
        """Give the columns that stand for no fact, once all are read."""
        taken = {target.field.path for target in self.targets.values()}
        for column in self.strangers:
            yield Unused(column, names[column], self.headers.nearest(names[column], self.within, taken))

    def unknown(self, one: Unused, cell: Any) -> Problem:
        """Say that a header is not known, where none may be."""
        return self.where.in_column(letter(one.column)).problem(*unusable(cell, (), self.headers, self.within))

    def _is_taken(self, target: Target) -> bool:
        """Whether another column fills the same, or speaks of the whole list where this one fills a record of it."""
        others = self.targets.values()
        return any(
            other.path == target.path or (other.top == target.top and (other.record is None) != (target.record is None))
            for other in others
        )
