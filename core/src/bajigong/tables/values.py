"""One reader for each type of fact: it returns the value, or raises InvalidValue saying what was expected."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from bajigong.calendar import DayWithin, NumberFrom
from bajigong.policy.facts import FactField, FactType
from bajigong.policy.occupations import LENGTH
from bajigong.policy.text import Text, listed
from bajigong.tables.occupations import Written, read_occupation
from bajigong.tables.words import FLAGS, BrokenCell, InvalidValue, Words, fold, masked, near, plain

EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2100, 12, 31)

_WRITTEN: Final = re.compile(
    r"([0-9]{4})(?:(?P<sep>[-/.])([0-9]{1,2})(?P=sep)([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})[日号])"
    r"(?:t?00:00(?::00(?:\.0+)?)?)?"
)
_DATE_DIGITS: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")

_FULL: Final = Text("完整日期（年月日），如 2012-07-01", "a full date (year, month and day) such as 2012-07-01")
_NO_TIME: Final = Text("不带时刻的日期", "a date without a time of day")
_ONE_OR_TEN: Final = Text(
    "写明月份的日期，如 2012-01 或 2012-10（表格中的 2012.10 会变成 2012.1，两者无法区分）",
    "a month such as 2012-01 or 2012-10 (a sheet turns 2012.10 into 2012.1, so it may be either)",
)
_REAL: Final = Text("实际存在的日期", "a day that exists")
_WITHIN: Final = Text("{a} 至 {b} 之间的日期", "a day from {a} to {b}").fill(a=EARLIEST, b=LATEST)
_AS_DATE: Final = Text(
    "完整日期（年月日），如 2012-07-01（请将单元格格式设为日期）",
    "a full date such as 2012-07-01 (give the cell a date format)",
)


def read_date(value: Any) -> date:
    """Return a value as a date. Raises InvalidValue for anything but a full date between 1900 and 2100."""
    if isinstance(value, datetime):
        if value.time() != value.min.time():
            raise InvalidValue(_NO_TIME)
        day = value.date()
    else:
        day = value if isinstance(value, date) else _parse(value)
    if not EARLIEST <= day <= LATEST:
        raise InvalidValue(_WITHIN)
    return day


_MONTH: Final = re.compile(r"([0-9]{4})(?:年([0-9]{1,2})月(?:份)?|[-/.]([0-9]{1,2})|([0-9]{2}))")
_CUT: Final = re.compile(r"[0-9]{4}\.1")
_YEAR: Final = re.compile(r"([0-9]{4})年?")
_DECEMBER: Final = 12


def read_day(value: Any) -> date | DayWithin:
    """Return a value as a date, or as bounds where it says no more than a month or a year: 2012.7, 2012年7月, 2012-07.

    Raises InvalidValue as `read_date` does.
    """
    written = fold(value) if isinstance(value, str) else plain(value) if type(value) in (int, float) else ""
    if _CUT.fullmatch(written):
        raise InvalidValue(_ONE_OR_TEN)
    if match := _MONTH.fullmatch(written):
        return _month(int(match[1]), int(match[2] or match[3] or match[4]))
    if (match := _YEAR.fullmatch(written)) and EARLIEST.year <= int(match[1]) <= LATEST.year:
        return DayWithin(date(int(match[1]), 1, 1), date(int(match[1]), _DECEMBER, 31))
    return read_date(value)


def _month(year: int, month: int) -> DayWithin:
    if not 1 <= month <= _DECEMBER:
        raise InvalidValue(_REAL)
    if not EARLIEST.year <= year <= LATEST.year:
        raise InvalidValue(_WITHIN)
    return DayWithin(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def _parse(value: Any) -> date:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise InvalidValue(_FULL)
    written = fold(value if isinstance(value, str) else plain(value))
    match = _WRITTEN.fullmatch(written) or _DATE_DIGITS.fullmatch(written)
    if match is None:
        raise InvalidValue(_FULL if isinstance(value, str) else _AS_DATE)
    year, month, day = (int(part) for part in match.groups() if part and part.isdigit())
    try:
        return date(year, month, day)
    except ValueError:
        raise InvalidValue(_REAL) from None


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
    """Return an ID number, its last letter in upper case.

    Raises InvalidValue, showing it masked, for one that cannot be.
    """
    number = _written(value)
    if not _PATTERN.fullmatch(number):
        raise InvalidValue(_NOT_OLD if len(number) == 15 and number.isdigit() else _EIGHTEEN, masked(number))
    if _birth_or_none(number) is None:
        raise InvalidValue(_BIRTH, masked(number))
    if check_character(number) != number[-1]:
        # Naming the right character would complete the masked number; that it is wrong is enough.
        raise InvalidValue(_CHECKED, masked(number))
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
        raise InvalidValue(_AS_TEXT, masked(plain(value)))
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise InvalidValue(_EIGHTEEN)
    return fold(plain(value)).lstrip("'").upper()


def _birth_or_none(number: str) -> date | None:
    try:
        return birth_date_in(number)
    except InvalidValue:
        return None


_CHECKED: Final = Text("校验码正确的号码", "a number whose check character agrees with the others")

Reader = Callable[[Any, FactField, Words], Any]

_NUMBER: Final = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)年?整?")
#: A span as people write it: 14年3个月, 十年半, 8个月.
_COUNT: Final = "[0-9]{1,3}|[二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]"
_SPAN: Final = re.compile(rf"(?:({_COUNT})年)?(半|[零又]?(?:({_COUNT})个?月))?|(半)年")
_AT_LEAST: Final = re.compile(
    r"(?:(?:满|至少|不少于|超过|>=?|≥)(.+?)(?:以上)?|(.+?)(?:\(含\))?(?:\+|多年|余年|及?以上|多))"
)
_DIGITS: Final = {word: place for place, word in enumerate("零一二三四五六七八九")} | {"两": 2}
_MONTHS: Final = 12
_YEARS: Final = "years"
_PARTS: Final = re.compile(r"[/()|、]")
_BEFORE_GRADE: Final = re.compile("^(?:国家)?职业(?:资格|技能等级)")

_CONTAINERS: Final = (Mapping, list, tuple)
_SINGLE: Final = Text("单个值", "a single value")
_FLAG: Final = Text("是 或 否", "true or false")
_TEXT: Final = Text("文字", "text")
_EXACT: Final = Text("以文本格式填写的号码（数值格式会丢失末位数字）", "text (a cell that holds a figure loses digits)")
_NUMBER_TEXT: Final = Text("不小于0的数", "a number of at least 0")
_YEARS_TEXT: Final = Text(
    "年数，如 14、14年3个月、10年以上", "a number of years such as 14, 14年3个月, or 10年以上 for ten years and more"
)
_MOST: Final = 10**9
_PLACE: Final = Text("6位行政区划代码，如 510100", "a place code of 6 digits such as 510100")
_REGISTERED: Final = Text("国家职业分类大典中的职业{near}", "an occupation of the national classification{near}")
_ONE_OF: Final = Text("{words}之一{near}", "one of {words}{near}")


def read_value(value: Any, field: FactField, words: Words) -> Any:
    """Return one value with its type. Raises InvalidValue for a value that the fact cannot have."""
    if not isinstance(value, str) and isinstance(value, _CONTAINERS):
        raise InvalidValue(_SINGLE)
    return _READERS[field.type](value, field, words)


def _date(value: Any, field: FactField, words: Words) -> Any:
    return read_date(value) if field.exact else read_day(value)


def _flag(value: Any, field: FactField, words: Words) -> bool:
    said = FLAGS.get(fold(plain(value)))
    if said is None:
        raise InvalidValue(_FLAG)
    return said


def _choice(value: Any, field: FactField, words: Words) -> str:
    found = words.choices[field.path].get(fold(plain(value)), ())
    if len(found) != 1:
        labels = listed(tuple(Text(choice.label.zh, choice.value) for choice in field.choices))
        meant = near(plain(value), (word for choice in field.choices for word in (choice.label.zh, *choice.aliases)))
        raise InvalidValue(_ONE_OF.fill(words=labels, near=meant))
    return found[0]


def _grade(value: Any, field: FactField, words: Words) -> str:
    written = fold(plain(value))
    found = words.grades.get(written) or _same_grade(written, words)
    if len(found) != 1:
        grades = words.schema.grades
        labels = listed(tuple(Text(f"{one.label.zh}（{one.id}）", one.id) for one in grades))
        meant = near(written, (word for grade in grades for word in (grade.label.zh, *grade.aliases)))
        raise InvalidValue(_ONE_OF.fill(words=labels, near=meant))
    return found[0]


def _same_grade(written: str, words: Words) -> tuple[str, ...]:
    """Read 三级（高级工）, 三级高级工 and the like: every part must name the same grade."""
    parts = [part for part in _PARTS.split(_BEFORE_GRADE.sub("", written)) if part]
    named = {words.grades.get(part) or _in_one(part, words) for part in parts}
    return named.pop() if len(named) == 1 else ()


def _in_one(written: str, words: Words) -> tuple[str, ...]:
    """Read a grade and its other name without anything between them."""
    halves = ((written[:place], written[place:]) for place in range(1, len(written)))
    found = {words.grades[a] for a, b in halves if a in words.grades and words.grades[a] == words.grades.get(b)}
    return found.pop() if len(found) == 1 else ()


def _occupation(value: Any, field: FactField, words: Words) -> "str | Written":
    register = words.schema.occupations
    read = read_occupation(plain(value), register)
    if field.path == "occupation" and isinstance(read, str) and register.codes and read[:LENGTH] not in register:
        raise InvalidValue(_REGISTERED.fill(near=near(read, register.codes)))
    return read


def _place(value: Any, field: FactField, words: Words) -> str:
    written = fold(plain(value))
    if not (len(written) == 6 and written.isascii() and written.isdigit()):
        raise InvalidValue(_PLACE)
    return written


def _number(value: Any, field: FactField, words: Words) -> float | NumberFrom:
    is_span = field.name.endswith(_YEARS)
    number = _written_number(fold(value), is_span=is_span) if isinstance(value, str) else value
    if number is None and is_span and (least := _least(fold(value))) is not None:
        return NumberFrom(_whole(least))
    if isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number < _MOST:
        raise InvalidValue(_YEARS_TEXT if is_span else _NUMBER_TEXT)
    return _whole(number)


def _whole(number: float) -> float:
    return int(number) if number == int(number) else number


def _least(written: str) -> float | None:
    """Return the years that a span has at least, as 十年以上, 5年多 and 满10年 say; None for anything else."""
    match = _AT_LEAST.fullmatch(written)
    if match is None:
        return None
    said = match[1] or match[2]
    return next((n for one in (said, f"{said}年") if (n := _written_number(one, is_span=True)) is not None), None)


def _written_number(written: str, *, is_span: bool) -> float | None:
    """Return a number as people write it, a span of years and months in years; None for anything else."""
    if match := _NUMBER.fullmatch(written):
        return float(match[1])
    match = _SPAN.fullmatch(written) if is_span else None
    if match is None or not written:
        return None
    years, rest, months, half = match.groups()
    if "半" in (rest, half):
        return _counted(years) + 0.5 if years or half else None
    if (over := _counted(months)) >= _MONTHS and years:
        return None
    return _counted(years) + over / _MONTHS


def _counted(words: str | None) -> int:
    """Return a number below 100 in digits or in words, 0 for none."""
    if words is None or words.isdigit():
        return int(words or 0)
    tens, ten, ones = words.rpartition("十")
    if not ten:
        return _DIGITS[words]
    return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)


def _text(value: Any, field: FactField, words: Words) -> str:
    if isinstance(value, bool | BrokenCell) or not isinstance(value, str | int | float | date):
        raise InvalidValue(_TEXT)
    if isinstance(value, float) and not abs(value) < 2**53:
        raise InvalidValue(_EXACT)
    written = " ".join(plain(value).split())
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in written if not character.isprintable()):
        raise InvalidValue(Text("不含控制字符的文字", "text without control characters"))
    return _track(written, words) if field.path == "track" else written


def _track(written: str, words: Words) -> str:
    """Tracks are few and declared: a text that must be the id of one, or what people call it."""
    schema = words.schema
    named = {fold(word): track for track, others in schema.track_words.items() for word in others}
    found = written if written in schema.tracks else named.get(fold(written))
    if found is None:
        labels = listed(tuple(Text(schema.track_label(track).zh, track) for track in schema.tracks))
        known = (*schema.tracks, *(word for others in schema.track_words.values() for word in others))
        raise InvalidValue(_ONE_OF.fill(words=labels, near=near(written, known)))
    return found


def _id_number(value: Any, field: FactField, words: Words) -> str:
    return read_id_number(value)


_READERS: Final[Mapping[FactType, Reader]] = {
    "date": _date,
    "flag": _flag,
    "choice": _choice,
    "text": _text,
    "number": _number,
    "grade": _grade,
    "occupation": _occupation,
    "trade": _text,
    "place": _place,
    "id_number": _id_number,
}
