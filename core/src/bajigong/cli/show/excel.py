"""Results as an Excel workbook: the answers, what could not be checked, and the counts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from attrs import define, field
from xlsxwriter.exceptions import XlsxFileError

from bajigong import __version__
from bajigong.batch.files.inputs import HEAD
from bajigong.cli.open_tenants import VERDICTS, Names, Row
from bajigong.cli.show.table import COLUMNS, MADE_BY, Column, Value, record
from bajigong.errors import BajigongError
from bajigong.law.opening import Said
from bajigong.policy.registers import Grade
from bajigong.policy.text import Lang, Text

#: The rows of a sheet that Excel can hold, its header among them, and the characters of a cell.
_ROWS: Final = 1_048_576
_CHARACTERS: Final = 32_767
_COLOURS: Final = {
    "eligible": "#E2F0D9",
    "not_eligible": "#F8D7DA",
    "undetermined": "#FFF2CC",
    "not_covered": "#E7E6E6",
    "head": "#D9E1F2",
}
#: The same verdicts in a chart, where they stand on white.
_COLUMNS: Final = {
    "eligible": "#5B9A68",
    "not_eligible": "#C8575F",
    "undetermined": "#E0B13C",
    "not_covered": "#8C8C8C",
    "error": "#404040",
}
_RESULTS = Text("核验结果", "results")
_REFUSED = Text("未核验", "not checked")
_SUMMARY = Text("汇总", "summary")
_NO_GRADE = Text("（未填）", "(none)")
_ALL = Text("合计", "total")
_DRAWN = Text("各等级申报的核验结论", "verdicts by grade applied for")
_FULL = Text("Excel工作表至多{n}行，请改用.csv或.ndjson", "an Excel sheet holds at most {n} rows; use .csv or .ndjson")

_ANSWERED = tuple(column for column in COLUMNS if column.key != "error")
_OUTCOME: Final = next(place for place, column in enumerate(COLUMNS) if column.key == "outcome")
_PROBLEM = (
    *(column for column in COLUMNS if column.key in ("file", "row", "name")),
    *map(Column, ("sheet", "column", "place", "found", "expected"), HEAD[3:], (14, 16, 28, 30, 50)),
)
_COUNTED = (
    Column("grade", Text("申报等级", "grade"), 24),
    *(Column(key, word, 14) for key, word in VERDICTS.items()),
    Column("all", _ALL, 14),
)


@define(eq=False)
class XlsxFile:
    """Writes rows to a workbook. Nothing of it stays in memory but the counts."""

    path: Path
    lang: Lang
    _book: Any = field(init=False)
    _looks: dict[tuple[str, str], Any] = field(factory=dict)
    _sheets: dict[str, Any] = field(factory=dict)
    _next: Counter[str] = field(factory=Counter)
    _counts: Counter[tuple[str, str]] = field(factory=Counter)
    _grades: dict[str, Said[Grade]] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        options = {"constant_memory": True, "tmpdir": str(self.path.parent)}
        self._book = xlsxwriter.Workbook(str(self.path), options)
        self._book.set_custom_property(MADE_BY, __version__)
        for key, title, columns in (("results", _RESULTS, _ANSWERED), ("refused", _REFUSED, _PROBLEM)):
            self._open(key, title, columns)

    def put(self, row: Row) -> None:
        """Write one row, or the problems of one."""
        said = record(row, self.lang)
        outcome = str(said["outcome"])
        if row.number is not None:
            self._counts[row.answer.verdict.grade or "" if row.answer else "", outcome] += 1
            self._grades |= row.names.bundle.grades if row.names else {}
        if row.answer:
            self._write("results", [said.get(column.key) for column in _ANSWERED], outcome)
        for one in row.problems:
            fact = row.names.fact(one.place).say(self.lang) if row.names else one.place
            found = (one.sheet, one.column, fact, one.found.say(self.lang), one.expected.say(self.lang))
            self._write("refused", [row.file, one.row or row.place, row.name, *found])

    def put_answers(self, rows: Iterable[Sequence[Value]], grades: Iterable[str | None], names: Names) -> None:
        """Write many rows, their cells in the order of the columns."""
        self._grades |= names.bundle.grades
        for cells, grade in zip(rows, grades, strict=True):
            outcome = str(cells[_OUTCOME])
            self._counts[grade or "", outcome] += 1
            self._write("results", cells[:-1], outcome)

    @staticmethod
    def shape(value: Value) -> Value:
        """Return a value as a cell holds it."""
        return value

    def close(self) -> None:
        """Add the counts and finish the file."""
        for key, columns in (("results", _ANSWERED), ("refused", _PROBLEM)):
            self._sheets[key].autofilter(0, 0, self._next[key] - 1, len(columns) - 1)
        self._open("summary", _SUMMARY, _COUNTED)
        seen = {grade for grade, _ in self._counts}
        ordered = sorted(self._grades.values(), key=lambda said: said.what.order)
        grades = [said.what.id for said in ordered if said.what.id in seen]
        for grade in grades:
            self._count(self._grades[grade].what.label.say(self.lang), [grade])
        if "" in seen:
            self._count(_NO_GRADE.say(self.lang), [""])
            grades.append("")
        if grades:
            self._draw(len(grades))
        self._count(_ALL.say(self.lang), grades, "head")
        try:
            self._book.close()
        except XlsxFileError as error:
            if isinstance(error.__context__, OSError):  # what the system said, and not that the library heard it
                raise error.__context__ from error
            raise

    def _draw(self, grades: int) -> None:
        """Draw the counts: a column for each grade, its verdicts one upon the other."""
        sheet = self._sheets["summary"]
        chart = self._book.add_chart({"type": "column", "subtype": "stacked"})
        for number, key in enumerate(VERDICTS, 1):
            chart.add_series(
                {
                    "name": [sheet.name, 0, number],
                    "categories": [sheet.name, 1, 0, grades, 0],
                    "values": [sheet.name, 1, number, grades, number],
                    "fill": {"color": _COLUMNS[key]},
                    "gap": 60,
                }
            )
        chart.set_title({"name": _DRAWN.say(self.lang), "name_font": {"size": 12, "bold": False}})
        chart.set_y_axis({"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": 720, "height": 360})
        sheet.insert_chart(grades + 3, 0, chart)

    def _count(self, label: str, grades: list[str], look: str = "") -> None:
        numbers = [sum(self._counts[grade, key] for grade in grades) for key in VERDICTS]
        self._write("summary", [label, *numbers, sum(numbers)], look)

    def _open(self, key: str, title: Text, columns: tuple[Column, ...]) -> None:
        sheet = self._sheets[key] = self._book.add_worksheet(title.say(self.lang))
        for number, column in enumerate(columns):
            sheet.set_column(number, number, column.width)
        sheet.freeze_panes(1, 0)
        self._write(key, [column.head.say(self.lang) for column in columns], "head")

    def _write(self, key: str, values: Sequence[Value], look: str = "") -> None:
        """Write one row. Every value has its type: no text becomes a formula, a link or a number by its looks."""
        row, sheet = self._next[key], self._sheets[key]
        if row >= _ROWS:
            raise BajigongError(_FULL.fill(n=_ROWS).say(self.lang))
        for number, value in enumerate(values):
            if value in (None, ""):
                sheet.write_blank(row, number, None, self._look(look))
            elif isinstance(value, date):
                sheet.write_datetime(row, number, value, self._look(look, "yyyy-mm-dd"))
            elif isinstance(value, int):
                sheet.write_number(row, number, value, self._look(look))
            else:
                sheet.write_string(row, number, str(value)[:_CHARACTERS], self._look(look))
        self._next[key] += 1

    def _look(self, look: str, shape: str = "") -> Any:
        if (look, shape) not in self._looks:
            colour = {"bg_color": _COLOURS[look]} if look in _COLOURS else {}
            weight = {"bold": True, "bottom": 1, "text_wrap": True} if look == "head" else {}
            number = {"num_format": shape} if shape else {}
            self._looks[look, shape] = self._book.add_format({"valign": "top", **colour, **weight, **number})
        return self._looks[look, shape]
