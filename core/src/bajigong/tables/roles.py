"""What each sheet of a workbook is for: the applicants, a list of their records, the agency, or nothing."""

from collections.abc import Mapping, Sequence
from typing import Final

from attrs import frozen

from bajigong.policy.text import Text, same
from bajigong.tables.header_row import HEADER, NO_HEADER
from bajigong.tables.headers import Headers
from bajigong.tables.raw import Where
from bajigong.tables.sheets import header_of
from bajigong.tables.words import fold, is_blank, joined, near, shown
from bajigong.tables.workbook import Sheet

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
