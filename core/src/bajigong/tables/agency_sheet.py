"""The agency's sheet of a workbook, and the drafts of applications that it fills in."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from attrs import define, evolve, frozen

from bajigong.errors import InputError, Problem
from bajigong.policy.facts import APPLICANT, put, value_at
from bajigong.policy.text import Text
from bajigong.tables.headers import Headers, Target, letter
from bajigong.tables.layout import Cells, Layout, Row, Unused, cell_at, unusable, unused_said
from bajigong.tables.raw import Note, Origin, Raw, TablePlaces, Where, unheard
from bajigong.tables.words import is_blank, joined, shown
from bajigong.tables.workbook import Sheet, header_of, read_table


@define(eq=False)
class Draft:
    """One applicant: what is known so far, and where it stands."""

    row: Row
    cells: Cells
    facts: dict[str, Any]
    origins: dict[str, Origin]
    problems: list[Problem]

    @classmethod
    def of(cls, row: Row, cells: Cells) -> "Draft":
        """Begin with the applicant's own row."""
        return cls(row, cells, row.facts, row.origins, list(row.problems))

    def attach(self, path: str, row: Row) -> None:
        """Add the record of another sheet's row, if the row holds one."""
        records, before = value_at(row.facts, path), value_at(self.facts, path) or None
        self.problems += row.problems
        if not records:
            return
        if before is not None and not isinstance(before, list):
            expected = Text("不再另表填写的记录", "no record in another sheet")
            self.problems.append(self.row.where.problem(shown(before), expected, path))
            return
        put(self.facts, path, [*(before or ()), *records])
        self.origins[f"{path}[{len(before or ())}]"] = row.origins[f"{path}[0]"]

    def close(self, path: str) -> None:
        """Declare that there is no record, where the list's sheet holds none for this applicant."""
        if value_at(self.facts, path) is None:
            put(self.facts, path, [])

    def raw(self) -> Raw:
        """Hand the applicant on."""
        where = self.row.where
        return Raw(self.facts, where.file, TablePlaces(self.origins), where.row, tuple(self.problems))


@frozen(eq=False)
class Agency:
    """What a sheet says of the agency, for every applicant."""

    facts: Mapping[str, Any]
    origins: Mapping[str, Origin]

    def join(self, draft: Draft) -> None:
        """Add the agency's facts to an applicant."""
        _merge(draft.facts, self.facts)
        draft.origins.update(self.origins)


def _merge(facts: dict[str, Any], more: Mapping[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, Mapping):
            _merge(facts.setdefault(key, {}), value)
        else:
            facts[key] = value


_ONE_ROW: Final = Text("一行评价机构信息", "one row for the agency")
_NOT_HERE: Final = Text("只填评价机构信息的表", "nothing but what concerns the agency")
_ONE_PLACE: Final = Text("只在一张表中填写的项", "a fact that only one sheet gives")
_TWO_COLUMNS: Final = Text("只有名称和内容两列", "a name and a value, in two columns")
_ALSO: Final = Text("（申报人员表中也有）", ", which the applicants' sheet gives too")


@frozen(eq=False)
class _Pair:
    """A name and its value, and where they stand."""

    where: Where
    target: Target
    value: Any


def read_agency(sheet: Sheet, headers: Headers, taken: Collection[str], note: Note = unheard) -> Agency:
    """Read the agency's sheet. ``taken`` are the paths of facts and lists that the applicants' sheet gives.

    ``note`` hears which names are not used. Raises InputError for a name that has its place elsewhere, or that is given
    twice.
    """
    if header_of(sheet, headers):
        return _from_row(sheet, headers, taken, note)
    sheet.check_merged(1)
    problems: list[Problem] = []
    pairs: dict[str, _Pair] = {}
    strangers: list[tuple[int, str]] = []
    for number, cells in enumerate(sheet.rows, 1):
        where = evolve(sheet.where, row=number, column="A")
        if _is_stranger(cells, headers):
            strangers.append((number, " ".join(str(cells[0]).split())))
            problems += [where.problem(*unusable(cells[0], (), headers))] if headers.schema.columns.strict else []
        else:
            problems += _read_pair(where, cells, headers, taken, pairs)
    if problems:
        raise InputError(tuple(problems))
    unused = tuple(Unused(number, name, headers.nearest(name, "", pairs)) for number, name in strangers)
    for said in unused_said(Layout(sheet.where, (), {}, {}, unused)):
        note(said)
    return _from_pairs(sheet.where, tuple(pairs.values()))


def _read_pair(
    where: Where, cells: Cells, headers: Headers, taken: Collection[str], pairs: dict[str, _Pair]
) -> Iterable[Problem]:
    """Add the pair of a row; a title, and a name without a value, say nothing."""
    name, value = cell_at(cells, 0), cell_at(cells, 1)
    for column, stray in enumerate(cells[2:], 2):
        if not is_blank(stray):
            yield where.in_column(letter(column)).problem(shown(stray), _TWO_COLUMNS)
    if is_blank(value) or headers.is_ignored(name):
        return
    found = headers.find(name)
    if len(found) != 1 or found[0].path in pairs:
        yield where.problem(*unusable(name, found, headers))
        return
    pairs[found[0].path] = _Pair(where, found[0], value)
    yield from _misplaced(found[0], where, shown(name), taken)


def _from_pairs(where: Where, pairs: tuple[_Pair, ...]) -> Agency:
    names = tuple(pair.target.field.label.zh for pair in pairs)
    layout = Layout(where, names, {column: pair.target for column, pair in enumerate(pairs)}, {})
    facts = layout.fill(1, [pair.value for pair in pairs]).facts
    return Agency(facts, {pair.target.path: Origin(evolve(pair.where, column="B"), {"": "B"}) for pair in pairs})


def _is_stranger(cells: Cells, headers: Headers) -> bool:
    """Say whether a row gives a value to a name that is not known."""
    name, value = cell_at(cells, 0), cell_at(cells, 1)
    return not (is_blank(name) or is_blank(value) or headers.is_ignored(name) or headers.find(name))


def _from_row(sheet: Sheet, headers: Headers, taken: Collection[str], note: Note) -> Agency:
    table = read_table(sheet, headers)
    for said in unused_said(table.layout):
        note(said)
    if len(table.rows) != 1:
        found = Text("{n}行内容", "{n} rows").fill(n=len(table.rows))
        raise sheet.where.error(found, _ONE_ROW)
    layout, row = table.layout, table.rows[0][0]
    problems = [*row.problems]
    for column, target in layout.targets.items():
        problems += _misplaced(target, row.where, shown(layout.headers[column]), taken)
    if problems:
        raise InputError(tuple(problems))
    return Agency(row.facts, _apart(row))


def _apart(row: Row) -> Mapping[str, Origin]:
    """Give each fact its own origin, as the applicants' own rows have theirs."""
    own = row.origins.pop("")
    return {**row.origins, **{path: Origin(own.row, {"": header}) for path, header in own.columns.items()}}


def _misplaced(target: Target, where: Where, name: Text, taken: Collection[str]) -> Iterable[Problem]:
    if target.field.group == APPLICANT:
        yield where.problem(name, _NOT_HERE)
    elif target.top in taken:
        yield where.problem(joined(name, _ALSO), _ONE_PLACE)
