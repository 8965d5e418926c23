"""Excel in and out: who registered, and the scores; every fault is named by its row and column."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from attrs import evolve
from sqlmodel import Session as Database
from sqlmodel import col, select

from bajigong.engine.methods import FULL
from bajigong.errors import InputError, Problem
from bajigong.policy.law import Part
from bajigong.policy.text import Lang, Text, listed, same
from bajigong.register import letters, people, scores, sessions
from bajigong.register.labels import label
from bajigong.register.office import Office
from bajigong.register.scores import Typed
from bajigong.register.tables import Person, Registration, Session, Standing
from bajigong.tables.files import encoding_of
from bajigong.tables.raw import Where
from bajigong.tables.words import shown
from bajigong.tables.workbook import Sheet, open_workbook

TICKET: Final = Text("准考证号", "ticket")
NAME: Final = Text("姓名", "name")
_REGISTERED: Final = (
    NAME,
    Text("证件号码", "ID number"),
    Text("职业", "occupation"),
    Text("等级", "grade"),
    Text("审核结果", "standing"),
    TICKET,
    Text("需补材料", "papers wanted"),
)
_ABSENT: Final = frozenset({"缺考", "absent", "-"})
_SCORE: Final = Text("0至100之间的分数；缺考填“缺考”", "a score from 0 to 100, or 'absent'")
_KNOWN: Final = Text("本批次的准考证号", "a ticket of this session")
_HEADER: Final = Text("第一行为列名，含“准考证号”和各部分名称", "a first row with 'ticket' and the names of the parts")
_NAMED: Final = Text("与准考证号相符的姓名（{name}）", "the name that goes with the ticket ({name})")
_COLUMNS: Final = Text("列{those}", "the columns {those}")
_NOTHING: Final = Text("空表", "nothing")
_TWICE: Final = Text("重复的准考证号", "a ticket for the second time")
_ONCE: Final = Text("每个准考证号一行", "one row for each ticket")


def registered(office: Office, database: Database, session: Session, lang: Lang) -> bytes:
    """Write who registered for a session, and where each application stands, as a workbook."""
    rows = [[title.say(lang) for title in _REGISTERED]]
    for row in sessions.of(database, session):
        person = database.get_one(Person, row.person_id)
        missing = ["、".join(letters.paper(office, fact).say(lang) for fact in some) for some in row.missing]
        rows.append(
            [
                person.name,
                people.masked(person, office.keys),
                letters.occupation(office, row.occupation).say(lang),
                letters.grade(office, row.grade).say(lang),
                label(row.standing).say(lang),
                row.ticket or "",
                "；".join(missing),
            ]
        )
    return written("报名" if lang == "zh" else "registered", rows)


def score_form(office: Office, database: Database, session: Session, lang: Lang) -> bytes:
    """Write an empty sheet of scores: a row for everybody, a column for each part that somebody takes."""
    taken = taking(office, database, session)
    head = [TICKET.say(lang), NAME.say(lang), *(part.label.say(lang) for part in taken.parts.values())]
    body = [[ticket, taken.names[ticket]] for ticket in taken.rows]
    return written("成绩" if lang == "zh" else "scores", [head, *body])


class Taking:
    """Who is assessed in a session, by their tickets, and in which parts."""

    def __init__(self, parts: dict[str, Part], rows: dict[str, Registration], names: dict[str, str]) -> None:
        self.parts, self.rows, self.names = parts, rows, names


def taking(office: Office, database: Database, session: Session) -> Taking:
    """Return who is assessed in a session, in the order of their tickets."""
    query = select(Registration).where(Registration.session_id == session.id, col(Registration.ticket).is_not(None))
    admitted = query.where(col(Registration.standing) == Standing.ADMITTED).order_by(col(Registration.ticket))
    rows = {str(row.ticket): row for row in database.exec(admitted).all()}
    parts: dict[str, Part] = {}
    for row in {(row.occupation, row.grade, row.method): row for row in rows.values()}.values():
        parts |= {part.id: part for part in scores.parts_of(office, database, session, row)}
    names = {ticket: database.get_one(Person, row.person_id).name for ticket, row in rows.items()}
    return Taking(parts, rows, names)


def read_scores(office: Office, database: Database, session: Session, path: Path) -> list[Typed]:
    """Read a sheet of scores. Raises InputError with every fault, by its row and column."""
    reading = _Reading(_sheet(path), taking(office, database, session))
    typed = list(reading.typed())
    if reading.problems:
        raise InputError(tuple(reading.problems))
    return typed


def _sheet(path: Path) -> Sheet:
    """Return the first sheet of a workbook, or a CSV as one."""
    if path.suffix.lower() != ".csv":
        return open_workbook(path)[0]
    with path.open(encoding=encoding_of(path), newline="") as file:
        rows = list(csv.reader(file))
    width = max(map(len, rows), default=0)
    return Sheet(Where(str(path)), [[*row, *[None] * (width - len(row))] for row in rows], ())


class _Reading:
    """A sheet of scores while it is read."""

    def __init__(self, sheet: Sheet, taking: Taking) -> None:
        self.where, self.rows, self.taking = sheet.where, sheet.rows, taking
        self.problems: list[Problem] = []
        self.head = [_said(cell) for cell in sheet.rows[0]] if sheet.rows else []

    def typed(self) -> Iterator[Typed]:
        columns = dict(self._columns())
        ticket_at = next((index for index, title in enumerate(self.head) if title in (TICKET.zh, TICKET.en)), None)
        if ticket_at is None or not columns:
            those = tuple(same(title) for title in self.head if title)
            self._wrong(1, "", _COLUMNS.fill(those=listed(those)) if those else _NOTHING, _HEADER)
            return
        seen = set[str]()
        for number, cells in enumerate(self.rows[1:], 2):
            if not any(_said(cell) for cell in cells):
                continue
            ticket = _said(cells[ticket_at])
            if ticket not in self.taking.rows:
                self._wrong(number, self.head[ticket_at], shown(ticket), _KNOWN)
                continue
            if ticket in seen:
                self._wrong(number, self.head[ticket_at], _TWICE, _ONCE)
            seen.add(ticket)
            self._named(number, cells, self.taking.names[ticket])
            yield from self._row(number, cells, columns, self.taking.rows[ticket])

    def _columns(self) -> Iterator[tuple[int, str]]:
        for index, title in enumerate(self.head):
            for part in self.taking.parts.values():
                if title in (part.id, part.label.zh, part.label.en):
                    yield index, part.id

    def _named(self, number: int, cells: Sequence[Any], name: str) -> None:
        for index, title in enumerate(self.head):
            said = _said(cells[index])
            if title in (NAME.zh, NAME.en) and said and said != name:
                self._wrong(number, title, shown(said), _NAMED.fill(name=name))

    def _row(self, number: int, cells: Sequence[Any], columns: Mapping[int, str], row: Registration) -> Iterator[Typed]:
        for index, part in columns.items():
            said = _said(cells[index])
            if not said:
                continue
            try:
                yield Typed(row, part, _score(said))
            except ValueError:
                self._wrong(number, self.head[index], shown(said), _SCORE)

    def _wrong(self, number: int, column: str, found: Text, expected: Text) -> None:
        self.problems.append(evolve(self.where, row=number, column=column).problem(found, expected))


def _score(said: str) -> Decimal | None:
    """Read a score exactly; None for somebody who was absent. Raises ValueError for what is neither."""
    if said.lower() in _ABSENT:
        return None
    try:
        value = Decimal(said)
    except InvalidOperation as error:
        raise ValueError(said) from error
    if not (value.is_finite() and 0 <= value <= FULL):
        raise ValueError(said)
    return value


def _said(cell: Any) -> str:
    if isinstance(cell, float):
        return repr(cell).removesuffix(".0")
    return "" if cell is None else unicodedata.normalize("NFKC", str(cell)).strip()


def written(name: str, rows: Iterable[Sequence[Any]]) -> bytes:
    """Write rows as a workbook of one sheet, the first row as its head, all cells as text."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet(name)
        bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        for number, row in enumerate(rows):
            for index, cell in enumerate(row):
                sheet.write_string(number, index, str(cell), text if number else bold)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 10, 22)
    return out.getvalue()
