"""Numbers of certificates: made by the scheme in force, one after another, within the act that gives them."""

import re
from collections.abc import Iterable

from sqlmodel import Session as Database

from bajigong.policy.registers import NumberPart, NumberScheme
from bajigong.policy.text import Text
from bajigong.register.errors import RegisterError
from bajigong.register.tables import Serial

_NO_SCHEME = Text(
    "没有资料载明{grade}级证书编号如何编制，不能编号",
    "no source says how a certificate of grade {grade} is numbered; none is given",
)
_FULL = Text(
    "{filing}的{year}年{grade}级编号已用完", "the numbers of {filing} for {year} and grade {grade} are used up"
)


def fits(filing: str, schemes: Iterable[NumberScheme]) -> bool:
    """Whether a filing number is one that certificate numbers issued today can begin with."""
    return any(_begins(filing, scheme) for scheme in schemes if scheme.current and scheme.filing)


def allocate(database: Database, schemes: Iterable[NumberScheme], filing: str, year: int, grade: str) -> str:
    """Give the next number within a filing, a year and a grade; it is given for good once the act is done.

    Raises RegisterError where no scheme in force says how the grade is written, or where they are used up.
    """
    scheme = _scheme(schemes, filing, grade)
    row = database.get(Serial, (filing, year, grade), with_for_update=True)
    if row is None:
        row = Serial(filing=filing, year=year, grade=grade)
    row.last += 1
    database.add(row)
    number = filing + "".join(_part(part, year, grade, row.last) for part in _rest(scheme))
    if len(number) != scheme.length:
        raise RegisterError(_FULL.fill(filing=filing, year=year, grade=grade))
    return number


def _scheme(schemes: Iterable[NumberScheme], filing: str, grade: str) -> NumberScheme:
    for scheme in schemes:
        levels = [dict(part.table) for part in scheme.parts if part.role == "grade"]
        if scheme.current and levels and grade in levels[0] and _begins(filing, scheme):
            return scheme
    raise RegisterError(_NO_SCHEME.fill(grade=grade))


def _begins(filing: str, scheme: NumberScheme) -> bool:
    if len(filing) != scheme.filing or any(part.as_in for part in scheme.parts):
        return False
    at = 0
    for part in scheme.parts:
        if at >= scheme.filing:
            break
        text = filing[at : at + part.length]
        listed = dict(part.table)
        if not re.fullmatch(f"(?:{part.pattern}){{{part.length}}}", text):
            return False
        if listed and not part.open_table and text not in listed:
            return False
        at += part.length
    return True


def _rest(scheme: NumberScheme) -> list[NumberPart]:
    at, rest = 0, list[NumberPart]()
    for part in scheme.parts:
        if at >= scheme.filing:
            rest.append(part)
        at += part.length
    return rest


def _part(part: NumberPart, year: int, grade: str, serial: int) -> str:
    if part.role == "grade":
        return grade
    figure = year % 10**part.length if part.role == "year" else serial
    return f"{figure:0{part.length}d}"
