"""A workbook or CSV of many applications read by its columns: each distinct value once, as a check of large files does.

What it gives is what `bajigong.register.lots` gives row by row; sheets of another kind are left to that.
"""

import csv
import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
from attrs import evolve, frozen

from bajigong.answers import Application
from bajigong.batch.files.from_workbook import Plain, read_plain
from bajigong.batch.intake import Coded, Intake, Part
from bajigong.batch.people import Facts, facts_of, put_all
from bajigong.errors import InputError, Problem
from bajigong.policy.facts import AGENCY
from bajigong.register.columns import Ready
from bajigong.register.lots import Asked, Lot, applicant, lot_of, scope_of
from bajigong.register.office import Office
from bajigong.tables import Raw, Where
from bajigong.tables.files import encoding_of
from bajigong.tables.from_columns import delimiter_of
from bajigong.tables.headers import Headers, Target, headers_of
from bajigong.tables.layout import find_header
from bajigong.tables.raw import Note
from bajigong.tables.values import read_value
from bajigong.tables.words import Words, gives_nothing, is_blank, words_of

#: So many rows are read and written together.
CHUNK: Final = 1 << 14
_TRACK: Final = "track"
_READ_WHOLE: Final = frozenset({"text", "id_number"})


def _day(value: date) -> str:
    return value.isoformat()


_WRITE: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_day).encode
_SPACE: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=_day).encode


def lots(office: Office, asked: Asked, path: Path, sheet: str | None, note: Note) -> list[Lot] | None:
    """Return the applications of a workbook or CSV, None for one whose sheets are not read by columns.

    Raises InputError with every fault of every row.
    """
    schema = office.engine.bundle.schema
    plain = _read_csv(path, headers_of(schema), sheet) or read_plain(path, headers_of(schema), sheet)
    if plain is None:
        return None
    where = evolve(plain.where, row=plain.first - 1)
    intake = Intake.of(
        schema,
        plain.header,
        where,
        tenant_place=asked.session.place,
        on=asked.on,
        today=asked.on,
        overrides=asked.overrides,
        common=Raw({AGENCY: asked.agency}, str(path), Where(str(path))),
    )
    columns = _Columns(office, asked, intake, plain)
    if not columns.whole:
        return None
    for said in _notes(intake):
        note(said)
    return columns.lots()


def _read_csv(path: Path, headers: Headers, sheet: str | None) -> Plain | None:
    """Return a CSV as a sheet, None for another file, or one with a fault: whoever reads its rows says which."""
    if path.suffix.lower() != ".csv" or sheet is not None:
        return None
    try:
        encoding = encoding_of(path)
        with path.open(encoding=encoding, newline="") as file:
            rows = list(csv.reader(file, strict=True, delimiter=delimiter_of(path, encoding, headers)))
    except (InputError, UnicodeError, csv.Error):
        return None
    number, cells = find_header(enumerate(rows, 1), lambda cell: bool(headers.find(cell))) or (len(rows), ())
    below = rows[number:]
    if not below or any(len(row) > len(cells) for row in below):
        return None
    short = [""] * len(cells)
    columns = tuple(_coded(one) for one in zip(*(row + short[len(row) :] for row in below), strict=True))
    if any(is_blank(name) and bool((one.codes >= 0).any()) for name, one in zip(cells, columns, strict=True)):
        return None
    return Plain(Where(str(path)), cells, columns, number + 1, len(below))


def _coded(cells: Sequence[str]) -> Coded:
    """Code the cells of a column, blank ones told apart."""
    values = list(dict.fromkeys(cells))
    places = {value: -1 if is_blank(value) else place for place, value in enumerate(values)}
    return Coded(np.fromiter(map(places.__getitem__, cells), np.int32, len(cells)), values)


def _notes(intake: Intake) -> Any:
    from bajigong.tables.layout import unused_said

    return unused_said(intake.plan.layout)


@frozen(eq=False)
class _Columns:
    """The sheet while it is read."""

    office: Office
    asked: Asked
    intake: Intake
    plain: Plain

    @property
    def whole(self) -> bool:
        """Whether columns tell everything: no fact of the agency, and text of one record in each list at most."""
        targets = self.intake.plan.layout.targets.values()
        records = [target.record for target in targets if target.field.type == "text"]
        named = any(target.field.group == AGENCY for target in targets)
        return not named and not any(records) and not self.intake.plan.whole

    def lots(self) -> list[Lot]:
        """Return all rows. Raises InputError with every fault of every row."""
        found, problems = list[Lot](), list[Problem]()
        for start in range(0, self.plain.rows, CHUNK):
            columns = [evolve(one, codes=one.codes[start : start + CHUNK]) for one in self.plain.columns]
            first = self.plain.first + start
            taken = self.intake.take(columns, first)
            problems.extend(problem for refused in taken.refused for problem in refused.problems)
            for part in taken.parts:
                lot = self._lot(columns, first, part)
                problems.extend(self._wrong(lot))
                found.append(lot)
        if problems:
            raise InputError(tuple(sorted(problems, key=lambda problem: problem.row or 0)))
        return found

    def _wrong(self, lot: Lot) -> Iterator[Problem]:
        at = self.office.engine.bundle.schema.path("id_number")
        for row, (one, scope) in enumerate(zip(lot.of, lot.scopes, strict=True)):
            yield from self.asked.wrong(one.number, at, scope, lambda row=row: lot.where(row))  # type: ignore[misc]

    def _lot(self, columns: Sequence[Coded], first: int, part: Part) -> Lot:
        numbers = (part.index + first).tolist()

        def where(row: int) -> Where:
            return evolve(self.plain.where, row=numbers[row])

        if part.applications:
            agency = self.asked.agency
            those = [evolve(one, facts={**one.facts, AGENCY: agency}) for one in part.applications]
            return lot_of(self.office, those, where)
        schema = self.office.engine.bundle.schema
        rows = facts_of(schema, part.people, frozenset({AGENCY}))
        numbers_of = self._texts(columns, part, rows)
        of = [applicant(facts, schema, number) for facts, number in zip(rows, numbers_of, strict=True)]
        written = _Written(self.asked, rows)
        return Lot(of, list(map(scope_of, rows)), written.application, written.receipt, where, part.people)

    def _texts(self, columns: Sequence[Coded], part: Part, rows: list[Facts]) -> list[Any]:
        """Put text into its places, which no column of facts holds; return the ID numbers."""
        words = words_of(self.office.engine.bundle.schema)
        numbers: list[Any] = [None] * len(rows)
        for place, target in self.intake.plan.layout.targets.items():
            if target.field.type not in _READ_WHOLE or target.path == _TRACK:
                continue
            codes = columns[place].codes[part.index].tolist()
            known = {code: _read(columns[place].values[code], target, words) for code in set(codes) if code >= 0}
            values = list(map(known.get, codes))
            if target.field.type == "id_number":
                numbers = values
            elif target.record is None:
                put_all(rows, target.path, values)
            else:
                _put_in_first(rows, target, values)
        return numbers


def _read(value: Any, target: Target, words: Words) -> Any:
    is_text = target.field.type == "text"
    if is_blank(value) or gives_nothing(value, is_text=is_text, in_record=target.record is not None):
        return None
    return read_value(value, target.field, words)


def _put_in_first(rows: Sequence[Facts], target: Target, values: Sequence[Any]) -> None:
    """Put text into the first record of each row's list, where there is one."""
    *above, name = target.field.parent.split(".")
    for row, value in zip(rows, values, strict=True):
        group: Any = row
        for key in above:
            group = group.get(key, {})
        records = group.get(name)
        if records and value is not None:
            records[0][target.field.name] = value


class _Written:
    """The applications of rows, and their receipts as JSON; what is said of the agency is written once for all."""

    def __init__(self, asked: Asked, rows: Sequence[Facts]) -> None:
        self.asked, self.rows = asked, rows
        self._agency = f'"agency":{_WRITE(asked.agency)}', f'"agency": {_SPACE(asked.agency)}'

    def application(self, row: int) -> Application:
        """Return a row as an application."""
        return Application({**self.rows[row], AGENCY: self.asked.agency}, self.asked.on, self.asked.session.place)

    def receipt(self, row: int) -> Ready:
        """Return what is kept of a row, as `bajigong.receipts.receipt` has it."""
        facts, (agency, spaced) = self.rows[row], self._agency
        on, place = self.asked.on.isoformat(), self.asked.session.place
        # Keys stand in their order, and "agency" before every other.
        own, wide = _WRITE(facts)[1:-1], _SPACE(facts)[1:-1]
        return Ready.of(
            f'{{"facts":{{{agency},{own}}},"on":"{on}","place":"{place}"}}',
            f'{{"facts": {{{spaced}, {wide}}}, "on": "{on}", "place": "{place}"}}',
        )
