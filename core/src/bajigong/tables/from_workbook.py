"""Workbooks: one sheet of applicants, sheets of their records, and one of the agency."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from attrs import define, evolve, field, frozen

from bajigong.errors import InputError, Problem
from bajigong.policy.facts import AGENCY, APPLICANT, Schema, group_of
from bajigong.policy.text import Text, same
from bajigong.tables.agency_sheet import Draft, read_agency
from bajigong.tables.files import MOST
from bajigong.tables.headers import Headers, headers_of, letter
from bajigong.tables.layout import HEADER, KEYS, NO_HEADER, Layout, Row, Table, absent_said, cell_at, unused_said
from bajigong.tables.raw import Note, Raw, Where, lost, no_application, unheard
from bajigong.tables.words import EXAMPLE, fold, is_blank, joined, masked, near, plain, shown
from bajigong.tables.workbook import Sheet, header_of, open_workbook, read_table

_ID_NUMBER: Final = KEYS[0]
_A_KEY: Final = Text(
    "与申报人员表共有的「证件号码」「序号」或「姓名」列",
    "a column 证件号码, 序号 or 姓名 that the applicants' sheet has as well",
)
_ONCE: Final = Text("不重复的{key}（第{n}行已有）", "a {key} of its own (row {n} has the same)")
_GIVEN: Final = Text("{key}（其他工作表的记录据此对应）", "a {key}, by which the records of other sheets are joined")
_SOMEBODY: Final = Text("申报人员表中已有的{key}", "a {key} that stands in the applicants' sheet")
_SAME: Final = Text("与申报人员表一致：{value}", "the same as in the applicants' sheet: {value}")
_AS_TEXT: Final = Text(
    "以文本格式填写的号码（数值格式会丢失末位数字）", "a number kept as text (as a figure it loses its last digits)"
)


@define(eq=False)
class Joiner:
    """The applicants of a workbook, and the records that belong to none of them."""

    main: Layout
    drafts: Sequence[Draft]
    _astray: list[Problem] = field(factory=list)
    _indexes: dict[str, Mapping[str, Draft]] = field(factory=dict)

    def join(self, path: str, table: Table) -> None:
        """Give the records of a list's sheet to their applicants.

        Raises InputError where nothing tells whose they are.
        """
        shared = [key for key in KEYS if key in self.main.keys and key in table.layout.keys]
        if shared:
            for row, cells in table.rows:
                self._attach(path, row, {key: cell_at(cells, table.layout.keys[key]) for key in shared}, table.layout)
        elif group_of(path) == APPLICANT:
            raise table.layout.where.error(Text("没有对应列的表", "no column to join by"), _A_KEY)
        else:
            self._give_to_all(path, table)
        for draft in self.drafts:
            draft.close(path)

    def finish(self) -> Iterator[Raw]:
        """Give the applicants, then what could not be joined to anyone."""
        yield from (draft.raw() for draft in self.drafts)
        yield from (lost(problem) for problem in self._astray)

    def _give_to_all(self, path: str, table: Table) -> None:
        for draft in self.drafts:
            for row, _ in table.rows:
                draft.attach(path, row)

    def _attach(self, path: str, row: Row, keys: Mapping[str, Any], layout: Layout) -> None:
        key, value = next(iter(keys.items()))
        where = row.where.in_column(layout.headers[layout.keys[key]])
        draft = self._index(key).get(_text(value))
        if draft is None:
            expected = _AS_TEXT if _lost_digits(value) else _SOMEBODY.fill(key=where.column)
            self._astray += [*row.problems, where.problem(_shown(key, value), expected)]
            return
        draft.attach(path, row)
        for other in list(keys)[1:]:
            self._compare(draft, other, keys[other], row.where.in_column(layout.headers[layout.keys[other]]))

    def _compare(self, draft: Draft, key: str, value: Any, where: Where) -> None:
        """A second key must not name somebody else."""
        own = cell_at(draft.cells, self.main.keys[key])
        if not is_blank(value) and not is_blank(own) and _text(value) != _text(own):
            draft.problems.append(where.problem(_shown(key, value), _SAME.fill(value=_shown(key, own))))

    def _index(self, key: str) -> Mapping[str, Draft]:
        if key not in self._indexes:
            self._indexes[key] = self._make_index(key)
        return self._indexes[key]

    def _make_index(self, key: str) -> Mapping[str, Draft]:
        index: dict[str, Draft] = {}
        header = self.main.headers[self.main.keys[key]]
        for draft in self.drafts:
            value = cell_at(draft.cells, self.main.keys[key])
            where = draft.row.where.in_column(header)
            if is_blank(value):
                draft.problems.append(where.problem(shown(None), _GIVEN.fill(key=header)))
            elif _lost_digits(value):
                draft.problems.append(where.problem(_shown(key, value), _AS_TEXT))
            elif (first := index.setdefault(_text(value), draft)) is not draft:
                expected = _ONCE.fill(key=header, n=first.row.where.row)
                draft.problems.append(where.problem(_shown(key, value), expected))
        return index


def _text(value: Any) -> str:
    """Return a key as it is compared, "" for none and for what cannot be trusted."""
    return "" if is_blank(value) or _lost_digits(value) else fold(plain(value))


def _lost_digits(value: Any) -> bool:
    return isinstance(value, float) and abs(value) >= 2**53


def _shown(key: str, value: Any) -> Text:
    if key == _ID_NUMBER and not is_blank(value):
        return masked(plain(value))
    return shown(None if is_blank(value) else value)


#: The names of the applicants' sheet; without one it is the first sheet with an applicants' header.
APPLICANT_SHEETS: Final = ("申报人员", "申报名单", "applicants")
AGENCY_SHEETS: Final = ("评价机构", "agency")
#: Sheets for people, not for data.
UNREAD_SHEETS: Final = ("填表说明", "填写说明", "说明", "选项", "instructions", "choices")


@frozen(eq=False)
class Roles:
    """The sheets that are read. A list is named by its key path."""

    main: Sheet
    lists: tuple[tuple[str, Sheet], ...]
    agency: Sheet | None


def assign(sheets: Sequence[Sheet], headers: Headers, file: str, wanted: str | None = None) -> Roles:
    """Tell the sheets of a workbook apart. ``wanted`` names the applicants' sheet.

    Raises InputError where there is no applicants' sheet, and for a sheet that holds data but has no known name: to
    leave it out would read as "not given".
    """
    filled = [sheet for sheet in sheets if not all(is_blank(cell) for row in sheet.rows for cell in row)]
    lists = _list_names(headers)
    main = _wanted(filled, file, wanted) if wanted is not None else _main(filled, headers, file, lists)
    rest = [sheet for sheet in filled if sheet is not main]
    for sheet in rest if wanted is None else ():
        _refuse_unknown(sheet, headers, lists)
    agencies = [sheet for sheet in rest if fold(sheet.name) in AGENCY_SHEETS]
    named = tuple((lists[fold(sheet.name)], sheet) for sheet in rest if fold(sheet.name) in lists)
    return Roles(main, named, agencies[0] if agencies else None)


def _list_names(headers: Headers) -> Mapping[str, str]:
    return {
        fold(name): field.path
        for field in headers.schema.lists
        for name in (field.path, field.label.en, field.label.zh, *field.sheet)
    }


def _wanted(sheets: Sequence[Sheet], file: str, wanted: str) -> Sheet:
    for sheet in sheets:
        if fold(sheet.name) == fold(wanted):
            return sheet
    names = [sheet.name for sheet in sheets]
    expected = Text("工作簿中的工作表：{names}", "a sheet of the workbook: {names}")
    raise Where(file).error(shown(wanted), expected.fill(names=same(", ".join(names))))


def _main(sheets: Sequence[Sheet], headers: Headers, file: str, lists: Mapping[str, str]) -> Sheet:
    for sheet in sheets:
        if fold(sheet.name) in APPLICANT_SHEETS:
            return sheet
    for sheet in sheets:
        if fold(sheet.name) not in {*lists, *AGENCY_SHEETS, *UNREAD_SHEETS} and header_of(sheet, headers):
            return sheet
    raise Where(file).error(NO_HEADER, HEADER)


def _refuse_unknown(sheet: Sheet, headers: Headers, lists: Mapping[str, str]) -> None:
    name = fold(sheet.name)
    if name in lists or name in (*AGENCY_SHEETS, *UNREAD_SHEETS):
        return
    known = [*AGENCY_SHEETS, *(s for field in headers.schema.lists for s in (*field.sheet, field.label.en))]
    meant = near(name, known)
    if meant.zh or header_of(sheet, headers):
        found = Text("无法识别的工作表名{n}", "a sheet named {n}").fill(n=shown(sheet.name))
        expected = Text("已知的工作表名：{names}", "a sheet named one of {names}").fill(names=same(", ".join(known)))
        raise sheet.where.error(found, joined(expected, meant))


_OWN: Final = Text(
    "评价机构自己的信息：此处仍是模板的示例，请改为本机构的，或者删去该工作表",
    "the agency's own: this is still the example of the template; change the sheet, or take it away",
)


def read_excel(  # noqa: PLR0913  (what a reader is told, each by its name)
    path: Path,
    schema: Schema,
    sheet: str | None = None,
    note: Note = unheard,
    *,
    most: int = MOST,
    where: Where | None = None,
) -> Iterator[Raw]:
    """Give the applications of a workbook. ``sheet`` names the applicants' sheet; ``note`` hears what is not used.

    It may unfold to ``most`` bytes; ``where`` is what it is called, its path if absent.

    Raises InputError where it is not a workbook, or for a header, a merged cell or a sheet that cannot be used.
    """
    headers, where = headers_of(schema), where or Where(str(path))
    roles = assign(open_workbook(path, most, where), headers, where.file, sheet)
    _refuse_examples(roles)
    main = read_table(roles.main, headers, told=frozenset(path for path, _ in roles.lists))
    _say_unused(main, note)
    drafts = [Draft.of(row, cells) for row, cells in main.rows if not row.is_empty]
    if not drafts:
        raise no_application(roles.main.where)
    if roles.agency:
        taken = {target.top for target in main.layout.targets.values()}
        agency = read_agency(roles.agency, headers, taken, note)
        for draft in drafts:
            agency.join(draft)
    joiner, layouts = Joiner(main.layout, drafts), [main.layout]
    for listed_as, one in roles.lists:
        table = read_table(one, headers, listed_as)
        _say_unused(table, note)
        layouts.append(table.layout)
        joiner.join(listed_as, table)
    for said in absent_said(layouts, headers):
        note(said)
    return joiner.finish()


def _refuse_examples(roles: Roles) -> None:
    """Raise InputError for sheets of the agency's that still hold the template's example: all rows would rest on it."""
    of_agency = [one for path, one in roles.lists if group_of(path) == AGENCY]
    wrong = [
        evolve(sheet.where, row=row, column=letter(column)).problem(shown(cell), _OWN)
        for sheet in (*of_agency, *([roles.agency] if roles.agency else []))
        for row, cells in enumerate(sheet.rows, 1)
        for column, cell in enumerate(cells)
        if isinstance(cell, str) and EXAMPLE in cell
    ]
    if wrong:
        raise InputError(tuple(wrong))


def _say_unused(table: Table, note: Note) -> None:
    for said in unused_said(table.layout):
        note(said)
