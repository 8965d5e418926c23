"""Resident ID numbers (GB 11643): 18 characters, a birth date inside, a check character at the end."""

import re
from datetime import date
from typing import Any, Final

from bajigong.policy.text import Text
from bajigong.tables.dates import read_date
from bajigong.tables.misfit import Misfit
from bajigong.tables.words import fold, masked, plain

_PATTERN: Final = re.compile(r"[0-9]{17}[0-9X]")
_CHECKS: Final = "10X98765432"

_EIGHTEEN: Final = Text("18位公民身份号码", "a resident ID number of 18 characters")
_NOT_OLD: Final = Text(
    "18位公民身份号码（15位旧号码已停用）", "18 characters (the old numbers of 15 are no longer valid)"
)
_AS_TEXT: Final = Text(
    "以文本格式填写的18位号码（数值格式会丢失末位数字）",
    "18 characters kept as text (a cell that holds a figure loses its last digits)",
)
_BIRTH: Final = Text("第7至14位为实际存在的出生日期的号码", "a real birth date as the 7th to 14th characters")


def read_id_number(value: Any) -> str:
    """Return an ID number, its last letter in upper case. Raises Misfit, showing it masked, for one that cannot be."""
    number = _written(value)
    if not _PATTERN.fullmatch(number):
        raise Misfit(_NOT_OLD if len(number) == 15 and number.isdigit() else _EIGHTEEN, masked(number))
    if _birth_or_none(number) is None:
        raise Misfit(_BIRTH, masked(number))
    if check_character(number) != number[-1]:
        # Naming the right character would complete the masked number; that it is wrong is enough.
        raise Misfit(_CHECKED, masked(number))
    return number


def birth_date_in(number: str) -> date:
    """Return the birth date inside a number that was read."""
    return read_date(number[6:14])


def check_character(number: str) -> str:
    """Return the last character that the first seventeen call for."""
    total = sum(int(digit) * pow(2, 17 - position, 11) for position, digit in enumerate(number[:17]))
    return _CHECKS[total % 11]


def _written(value: Any) -> str:
    if isinstance(value, float):
        raise Misfit(_AS_TEXT, masked(plain(value)))
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Misfit(_EIGHTEEN)
    return fold(plain(value)).lstrip("'").upper()


def _birth_or_none(number: str) -> date | None:
    try:
        return birth_date_in(number)
    except Misfit:
        return None


_CHECKED: Final = Text("校验码正确的号码", "a number whose check character agrees with the others")
