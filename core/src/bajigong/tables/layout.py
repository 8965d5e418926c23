"""The layout of a sheet: which column fills which fact. It turns rows into nested values."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

from attrs import evolve, frozen

from bajigong.errors import Problem
from bajigong.policy.text import Text
from bajigong.tables.headers import RUNNING_NUMBER, Target, letter
from bajigong.tables.raw import Origin, Where
from bajigong.tables.words import is_blank, shown, sums_up

Cells = Sequence[Any]
Numbered = tuple[int, Cells]
Columns = Mapping[int, str]

#: The keys under which a row of totals says that it is one.
_TELLING: Final = ("applicant.name", RUNNING_NUMBER)

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


def put(facts: dict[str, Any], path: str, value: Any) -> None:
    """Set a value at a dotted path."""
    *above, name = path.split(".")
    for key in above:
        facts = facts.setdefault(key, {})
    facts[name] = value


def _record(columns: Columns, cells: Cells) -> dict[str, Any]:
    return {name: v for column, name in columns.items() if not is_blank(v := cell_at(cells, column))}


def cell_at(cells: Cells, column: int) -> Any:
    """Return a cell of a row, None beyond its end."""
    return cells[column] if column < len(cells) else None
