"""The layout of a sheet: which column fills which fact. Built from its header, it turns rows into nested values."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Any, Final

from attrs import evolve, frozen

from bajigong.errors import InputError, Problem
from bajigong.policy.text import Text, same
from bajigong.tables.headers import RUNNING_NUMBER, Headers, Target, letter
from bajigong.tables.raw import Origin, Where
from bajigong.tables.words import is_blank, joined, near, shown

Cells = Sequence[Any]
Numbered = tuple[int, Cells]
Columns = Mapping[int, str]

#: By what the records of a sheet are joined to the applicants, the best first.
KEYS: Final = ("applicant.id_number", RUNNING_NUMBER, "applicant.name")
#: A header stands within the first rows, below a title at most.
_DEEPEST_HEADER: Final = 20

KNOWN: Final = Text("已知的列名{near}", "a known header{near}")
NO_VALUE: Final = Text("空列名下无内容，或补上列名", "a header over every value")
NO_HEADER: Final = Text("没有表头的表", "no header")
HEADER: Final = Text("含有「姓名」「申报职业」等列名的一行", "a row of headers such as 姓名, 申报职业")
_ONE_COLUMN: Final = Text("每项只有一列", "one column for each fact")


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
    """The columns of one sheet. ``keys`` are those by which records are joined."""

    where: Where
    headers: tuple[str, ...]
    targets: Mapping[int, Target]
    keys: Mapping[str, int]

    def fill(self, number: int, cells: Cells) -> Row:
        """Turn a row into nested values; empty cells are left out, as are records of nothing but empty cells."""
        where = evolve(self.where, row=number)
        facts: dict[str, Any] = {}
        origins = {"": Origin(where, self._plain_headers)}
        for column, path in self._plain:
            if not is_blank(value := cell_at(cells, column)):
                put(facts, path, value)
        for path, records in self._lists.items():
            filled = [(record, names) for columns, names in records if (record := _record(columns, cells))]
            if filled:
                put(facts, path, [record for record, _ in filled])
                origins |= {f"{path}[{index}]": Origin(where, names) for index, (_, names) in enumerate(filled)}
        return Row(where, facts, origins, tuple(self._strays(where, cells)))

    def _strays(self, where: Where, cells: Cells) -> Iterable[Problem]:
        for column, value in enumerate(cells):
            if not is_blank(value) and (column >= len(self.headers) or not self.headers[column]):
                yield where.in_column(letter(column)).problem(shown(value), NO_VALUE)

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


def find_header(rows: Iterable[Numbered], recognise: Callable[[Any], bool], *, least: int = 2) -> Numbered | None:
    """Return the first row in which at least ``least`` cells are known headers; titles above it are passed over."""
    for number, cells in islice(rows, _DEEPEST_HEADER):
        if sum(recognise(cell) for cell in cells if isinstance(cell, str)) >= least:
            return number, cells
    return None


def make_layout(where: Where, cells: Cells, headers: Headers, within: str = "") -> Layout:
    """Read a header. Raises InputError with everything that is wrong with it."""
    problems: list[Problem] = []
    targets: dict[int, Target] = {}
    keys: dict[str, int] = {}
    for column, cell in enumerate(cells):
        here = where.in_column(letter(column))
        found = headers.find(cell, within)
        key = key_of(headers, cell)
        if key and key not in keys:
            keys[key] = column
        if len(found) == 1 and not _taken(found[0], targets):
            targets[column] = found[0]
        elif found:
            problems.append(here.problem(*clash(cell, found)))
        elif not (is_blank(cell) or headers.is_ignored(cell) or (within and key)):
            expected = KNOWN.fill(near=near(headers.folded(cell), headers.words(within)))
            problems.append(here.problem(shown(cell), expected))
    if problems:
        raise InputError(tuple(problems))
    names = tuple("" if is_blank(cell) else " ".join(str(cell).split()) for cell in cells)
    return Layout(evolve(where, row=None), names, targets, keys)


@frozen(eq=False)
class Table:
    """The rows of one sheet, each with its cells, by which it is joined to others."""

    layout: Layout
    rows: tuple[tuple[Row, Cells], ...]


def put(facts: dict[str, Any], path: str, value: Any) -> None:
    """Set a value at a dotted path."""
    *above, name = path.split(".")
    for key in above:
        facts = facts.setdefault(key, {})
    facts[name] = value


def key_of(headers: Headers, cell: Any) -> str:
    """Return the key of `KEYS` that a header stands for, "" for none."""
    if headers.folded(cell) == RUNNING_NUMBER:
        return RUNNING_NUMBER
    found = headers.find(cell)
    return found[0].path if len(found) == 1 and found[0].path in KEYS else ""


def _taken(target: Target, targets: Mapping[int, Target]) -> bool:
    """Whether another column fills the same, or says of the whole list what this one says of a record of it."""
    return any(
        other.path == target.path
        or (other.record is not None and other.field.parent == target.path)
        or (target.record is not None and target.field.parent == other.path)
        for other in targets.values()
    )


def clash(cell: Any, found: tuple[Target, ...]) -> tuple[Text, Text]:
    """Say what was found and expected of a header whose one target another has, or that has several."""
    if len(found) == 1:
        again = Text("（该项已有一列）", ", a fact that another column fills already")
        return joined(shown(cell), again), _ONE_COLUMN
    paths = same(", ".join(target.path for target in found))
    expected = Text("含义唯一的列名：{p}", "a header that stands for one fact: {p}")
    return shown(cell), expected.fill(p=paths)


def _record(columns: Columns, cells: Cells) -> dict[str, Any]:
    return {name: v for column, name in columns.items() if not is_blank(v := cell_at(cells, column))}


def cell_at(cells: Cells, column: int) -> Any:
    """Return a cell of a row, None beyond its end."""
    return cells[column] if column < len(cells) else None
