"""Results as an Excel workbook: the answers, what could not be checked, and the counts."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from attrs import define, field

from bajigong.cli.result_names import VERDICTS
from bajigong.cli.result_row import Row
from bajigong.cli.result_table import COLUMNS, Column, Value, record
from bajigong.errors import BajigongError
from bajigong.policy.text import Lang, Text

#: The rows of a sheet that Excel can hold, its header among them.
_MOST: Final = 1_048_576
_COLOURS: Final = {"eligible": "#E2F0D9", "not_eligible": "#F8D7DA", "undetermined": "#FFF2CC", "not_covered": "#E7E6E6"}
_RESULTS = Text("核验结果", "results")
_REFUSED = Text("未核验", "not checked")
_SUMMARY = Text("汇总", "summary")
_ANSWERED = tuple(column for column in COLUMNS if column.key != "error")
_PROBLEM = (
    *(column for column in COLUMNS if column.key in ("file", "row", "name")),
    Column("sheet", Text("工作表", "sheet"), 14),
    Column("column", Text("列", "column"), 16),
    Column("place", Text("事实", "fact"), 28),
    Column("found", Text("填写为", "found"), 30),
    Column("expected", Text("应为", "expected"), 50),
)
_NO_GRADE = Text("（未填）", "(none)")
_ALL = Text("合计", "total")
_FULL = Text("超过Excel一个工作表可容纳的{n}行；请改用.csv或.ndjson", "more than the {n} rows of an Excel sheet; use .csv or .ndjson")


@define(eq=False)
class XlsxFile:
    """Writes rows to a workbook. Nothing of it stays in memory but the counts."""

    path: Path
    lang: Lang
    _book: Any = field(init=False)
    _formats: dict[str, Any] = field(factory=dict)
    _sheets: dict[str, Any] = field(factory=dict)
    _next: Counter[str] = field(factory=Counter)
    _counts: Counter[tuple[str, str]] = field(factory=Counter)

    def __attrs_post_init__(self) -> None:
        # Every value is written with its type: no text becomes a formula, a link or a number by its looks.
        self._book = xlsxwriter.Workbook(str(self.path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
        head = self._book.add_format({"bold": True, "bg_color": "#D9E1F2", "bottom": 1, "text_wrap": True})
        self._formats = {key: self._format(colour) for key, colour in _COLOURS.items()}
        self._formats |= {"head": head, "": self._format("")}
        for key, title, columns in (("", _RESULTS, _ANSWERED), ("error", _REFUSED, _PROBLEM)):
            self._open(key, title, columns)

    def put(self, row: Row) -> None:
        """Write one row, or the problems of one."""
        said = record(row, self.lang)
        outcome = str(said["outcome"])
        self._counts[str(said.get("grade") or _NO_GRADE.say(self.lang)), outcome] += 1
        if row.answer:
            self._write("", [said.get(column.key) for column in _ANSWERED], outcome)
            return
        for one in row.problems:
            found = (one.sheet, one.column, one.place, one.found.say(self.lang), one.expected.say(self.lang))
            self._write("error", [row.file, one.row or row.place, row.name, *found], "")

    def close(self) -> None:
        """Add the counts and finish the file."""
        for key, columns in (("", _ANSWERED), ("error", _PROBLEM)):
            self._sheets[key].autofilter(0, 0, max(self._next[key] - 1, 0), len(columns) - 1)
        self._summary()
        self._book.close()

    def _format(self, colour: str) -> Any:
        return self._book.add_format({"valign": "top", "text_wrap": True, **({"bg_color": colour} if colour else {})})

    def _open(self, key: str, title: Text, columns: tuple[Column, ...]) -> None:
        sheet = self._sheets[key] = self._book.add_worksheet(title.say(self.lang))
        for number, column in enumerate(columns):
            sheet.set_column(number, number, column.width)
        sheet.freeze_panes(1, 0)
        self._write(key, [column.head.say(self.lang) for column in columns], "head")

    def _write(self, key: str, values: list[Value], look: str) -> None:
        row = self._next[key]
        if row >= _MOST:
            raise BajigongError(_FULL.fill(n=_MOST).say(self.lang))
        for number, value in enumerate(values):
            self._cell(self._sheets[key], row, number, value, self._formats[look])
        self._next[key] += 1

    def _cell(self, sheet: Any, row: int, column: int, value: Value, look: Any) -> None:
        if isinstance(value, date):
            sheet.write_datetime(row, column, value, look)
        elif isinstance(value, int):
            sheet.write_number(row, column, value, look)
        else:
            sheet.write_string(row, column, value or "", look)

    def _summary(self) -> None:
        grades = list(dict.fromkeys(grade for grade, _ in self._counts))
        columns = (Column("grade", Text("申报等级", "grade"), 24), *(Column(k, t, 12) for k, t in VERDICTS.items()))
        self._open("all", _SUMMARY, (*columns, Column("all", _ALL, 12)))
        for grade in grades:
            self._write("all", self._count(grade, [self._counts[grade, key] for key in VERDICTS]), "")
        sums = [sum(self._counts[grade, key] for grade in grades) for key in VERDICTS]
        self._write("all", self._count(_ALL.say(self.lang), sums), "head")

    def _count(self, label: str, numbers: list[int]) -> list[Value]:
        return [label, *numbers, sum(numbers)]
