"""Dates as people write them. A date without its day, and a day that no calendar has, are refused."""

import re
from datetime import date, datetime
from typing import Any, Final

from bajigong.policy.text import Text
from bajigong.tables.misfit import Misfit
from bajigong.tables.words import fold, plain

EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2100, 12, 31)

_WRITTEN: Final = re.compile(
    r"([0-9]{4})(?:(?P<sep>[-/.])([0-9]{1,2})(?P=sep)([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})[日号])"
    r"(?:t?00:00(?::00(?:\.0+)?)?)?"
)
_DIGITS: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")

_FULL: Final = Text("完整日期（年月日），如 2012-07-01", "a full date (year, month and day) such as 2012-07-01")
_NO_TIME: Final = Text("不带时刻的日期", "a date without a time of day")
_REAL: Final = Text("实际存在的日期", "a day that exists")
_WITHIN: Final = Text("{a} 至 {b} 之间的日期", "a day from {a} to {b}").fill(a=EARLIEST, b=LATEST)
_AS_DATE: Final = Text(
    "完整日期（年月日），如 2012-07-01（请将单元格格式设为日期）",
    "a full date such as 2012-07-01 (give the cell a date format)",
)


def read_date(value: Any) -> date:
    """Return a value as a date. Raises Misfit for anything but a full date between 1900 and 2100."""
    if isinstance(value, datetime):
        if value.time() != value.min.time():
            raise Misfit(_NO_TIME)
        day = value.date()
    else:
        day = value if isinstance(value, date) else _parse(value)
    if not EARLIEST <= day <= LATEST:
        raise Misfit(_WITHIN)
    return day


def _parse(value: Any) -> date:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Misfit(_FULL)
    written = fold(value if isinstance(value, str) else plain(value))
    match = _WRITTEN.fullmatch(written) or _DIGITS.fullmatch(written)
    if match is None:
        raise Misfit(_FULL if isinstance(value, str) else _AS_DATE)
    year, month, day = (int(part) for part in match.groups() if part and part.isdigit())
    try:
        return date(year, month, day)
    except ValueError:
        raise Misfit(_REAL) from None
