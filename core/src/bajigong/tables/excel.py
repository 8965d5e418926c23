"""Workbooks: one sheet of applicants, sheets of their records, and one of the agency."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from attrs import evolve

from bajigong.errors import InputError
from bajigong.policy.text import Text
from bajigong.schema import Schema
from bajigong.tables.agency_sheet import read_agency
from bajigong.tables.drafts import Draft
from bajigong.tables.header_row import unused_said
from bajigong.tables.headers import headers_of, letter
from bajigong.tables.join import Joiner
from bajigong.tables.layout import Table
from bajigong.tables.raw import Note, Raw, no_application, unheard
from bajigong.tables.roles import Roles, assign
from bajigong.tables.sheets import read_table
from bajigong.tables.words import EXAMPLE, shown
from bajigong.tables.workbook import open_workbook

_AGENCY: Final = "agency."
_OWN: Final = Text(
    "评价机构自己的信息：此处仍是模板的示例，请改为本机构的，或者删去该工作表",
    "the agency's own: this is still the example of the template; change the sheet, or take it away",
)


def read_excel(path: Path, schema: Schema, sheet: str | None = None, note: Note = unheard) -> Iterator[Raw]:
    """Give the applications of a workbook. ``sheet`` names the applicants' sheet; ``note`` hears what is not used.

    Raises InputError where it is not a workbook, or for a header, a merged cell or a sheet that cannot be used.
    """
    headers = headers_of(schema)
    roles = assign(open_workbook(path), headers, str(path), sheet)
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
    joiner = Joiner(main.layout, drafts)
    for field, one in roles.lists:
        table = read_table(one, headers, field)
        _say_unused(table, note)
        joiner.join(field, table)
    return joiner.finish()


def _refuse_examples(roles: Roles) -> None:
    """Raise InputError for sheets of the agency's that still hold the template's example: all rows would rest on it."""
    of_agency = [one for path, one in roles.lists if path.startswith(_AGENCY)]
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
