"""The people as a registration sheet in Excel: 15 of the usual headers, dates as dates, ID numbers that add up."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

import xlsxwriter

import population
from vocabulary import GRADES, NONE, RANKS, SCHOOLS

_GRADES: Final = dict(zip(GRADES, ("五级", "四级", "三级", "二级", "一级"), strict=True))
_RANKS: Final = dict(zip(RANKS, ("无", "初级", "中级", "高级"), strict=True))
_SCHOOLS: Final = dict(
    zip(
        SCHOOLS,
        ("高中及以下", "中专", "技工学校", "高级技工学校", "技师学院", "高等职业学校", "大专", "大学本科"),
        strict=True,
    )
)
#: The headers, each with the fact below it and the words in which its values are written.
_COLUMNS: Final[dict[str, tuple[str, Mapping[Any, str]]]] = {
    "申报职业": ("occupation", {}),
    "申报级别": ("grade", _GRADES),
    "从事职业": ("applicant.work.occupation", {NONE: "无"}),
    "从业开始日期": ("applicant.work.from", {}),
    "从业截止日期": ("applicant.work.to", {}),
    "原证书职业": ("applicant.certificates.occupation", {}),
    "原证书级别": ("applicant.certificates.grade", {**_GRADES, NONE: "无"}),
    "发证日期": ("applicant.certificates.issued", {}),
    "职称级别": ("applicant.titles.rank", _RANKS),
    "职称取得日期": ("applicant.titles.obtained", {}),
    "文化程度": ("applicant.education.school", _SCHOOLS),
    "专业是否相关": ("applicant.education.major_related", {True: "是", False: "否"}),
    "毕业时间": ("applicant.education.graduates", {}),
}
_CHECKS: Final = "10X98765432"
_WEIGHTS: Final = [pow(2, 17 - place, 11) for place in range(17)]


def write(path: Path, rows: int, seed: int = 1) -> None:
    """Write so many people to a workbook of one sheet."""
    with xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("申报人员")
        sheet.write_row(0, 0, ["姓名", "证件号码", *_COLUMNS])
        for number, cells in enumerate(_rows(rows, seed), 1):
            sheet.write_row(number, 0, cells)


#: The headers of a session's sheet.
_SESSION: Final = (
    *("姓名", "证件号码", "申报职业", "申报级别", "从事职业", "从业开始日期", "工作单位"),
    *("原证书职业", "原证书级别", "发证日期"),
)
_LEADS_TO: Final = {"五级": "无", "四级": "五级"}
#: Shares of people: who do not say when they began, who began too late, and who have the certificate before.
_SILENT, _LATE, _CERTIFIED = 0.03, 0.02, 0.8


def write_session(path: Path, rows: int, on: date, seed: int = 1, occupation: str = "电工") -> None:
    """Write the sheet of a session for one occupation: everybody another ID number, as an office would get it."""
    chance, numbers = Random(seed), set[str]()
    with xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("报名表")
        sheet.write_row(0, 0, _SESSION)
        for row in range(1, rows + 1):
            for column, cell in enumerate(_applicant(chance, row, numbers, on, occupation)):
                if cell is not None:
                    sheet.write(row, column, cell)


def _applicant(chance: Random, row: int, numbers: set[str], on: date, occupation: str) -> Sequence[Any]:
    birth = date(1970, 1, 1) + timedelta(days=chance.randrange(35 * 365))
    number = _id_number(birth, chance.randrange(1000))
    while number is None or number in numbers:
        birth += timedelta(days=1)
        number = _id_number(birth, chance.randrange(1000))
    numbers.add(number)
    grade = chance.choice(tuple(_LEADS_TO))
    began: date | None = birth + timedelta(days=17 * 365 + chance.randrange(4 * 365))
    if (share := chance.random()) < _SILENT + _LATE:
        began = None if share < _SILENT else on - timedelta(days=chance.randrange(90))
    held = (occupation, _LEADS_TO[grade], date(2008, 1, 1) + timedelta(days=chance.randrange(6000)))
    if grade == "五级" or chance.random() > _CERTIFIED:
        held = ("无", "无", None)  # type: ignore[assignment]
    employer = f"第{chance.randrange(400)}工厂"
    return [f"考生{row}", number, occupation, grade, occupation, began, employer, *held]


def _rows(rows: int, seed: int) -> Iterator[Sequence[Any]]:
    number = 0
    for part in population.chunks(rows, seed):
        births = part["applicant.birth_date"].to_pylist()
        facts = [[words.get(one, one) for one in part[path].to_pylist()] for path, words in _COLUMNS.values()]
        for birth, *values in zip(births, *facts, strict=True):
            number += 1
            yield [f"考生{number}", _id_number(birth, number), *values]


def _id_number(birth: date | None, number: int) -> str | None:
    """Return a number of 18 characters with a birth date inside, none where the date is not known."""
    if birth is None:
        return None
    first = f"510100{birth:%Y%m%d}{number % 1000:03}"
    total = sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=True))
    return first + _CHECKS[total % 11]
