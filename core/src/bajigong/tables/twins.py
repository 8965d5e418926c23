"""The same ID number on two rows of a sheet: one person twice, or a number that was copied too far down."""

import re
from typing import Any, Final

from attrs import define, field

from bajigong.policy.text import Text
from bajigong.tables.raw import Where, where_said
from bajigong.tables.words import fold, masked, plain

_NUMBER: Final = re.compile(r"[0-9]{17}[0-9X]")
#: So many numbers of one file are remembered, and so many pairs of rows named.
MOST: Final = 2_000_000
MOST_SAID: Final = 20

_TWICE: Final = Text(
    "{where}：注意：第{a}行与第{b}行的证件号码相同（{number}）",
    "{where}: warning: rows {a} and {b} have the same ID number, {number}",
)
_AND_MORE: Final = Text("{where}：证件号码相同的行还有，不再逐一列出", "{where}: more rows have the same ID number")


@define(eq=False)
class Twins:
    """Remembers the ID numbers of one file, and on which row each stood first."""

    _rows: dict[str, int] = field(factory=dict)
    _said: int = 0

    def see(self, where: Where, row: int | None, written: Any) -> Text | None:
        """Hear of a row's ID number; return what is to be said where another row has it. Others are passed over."""
        number = fold(plain(written)).lstrip("'").upper() if written is not None else ""
        if row is None or not _NUMBER.fullmatch(number):
            return None
        first = self._rows.get(number)
        if first is None:
            if len(self._rows) < MOST:
                self._rows[number] = row
            return None
        self._said += 1
        return twice_said(where, first, row, number, self._said)


def twice_said(where: Where, first: int, row: int, number: str, times: int) -> Text | None:
    """Say that a number stands on two rows, ``times`` for this file; after many, once that there are more."""
    if times > MOST_SAID:
        return _AND_MORE.fill(where=where_said(where)) if times == MOST_SAID + 1 else None
    return _TWICE.fill(where=where_said(where), a=first, b=row, number=masked(number))
