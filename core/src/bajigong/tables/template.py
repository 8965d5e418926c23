"""A template for applications: a workbook or a CSV file to fill in, with the lists of the law that answers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from attrs import Factory, define, frozen

from bajigong.errors import BajigongError
from bajigong.outputs import write_whole
from bajigong.policy.facts import AGENCY, APPLICANT, FactField, FactType, Schema
from bajigong.policy.text import Lang, Text, same
from bajigong.tables.layout import KEYS
from bajigong.tables.raw import Where

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_APPLICANTS: Final = Text("申报人员", "applicants")
_AGENCY: Final = Text("评价机构", "agency")
YES: Final = Text("是", "yes")
NO: Final = Text("否", "no")

Cell = str | float | date | None


@frozen
class Column:
    """A column: its header, the fact that it fills, and its example."""

    header: str
    field: FactField
    example: Cell = None


@frozen
class Planned:
    """A sheet of the template."""

    name: str
    columns: tuple[Column, ...]


def plan(schema: Schema, lang: Lang) -> tuple[Planned, ...]:
    """Lay out the applicants' sheet, those of the lists, and last the agency's."""
    lists = [field for field in schema.lists if "apart" in field.template]
    return (
        Planned(_APPLICANTS.say(lang), tuple(_applicants(schema, lang))),
        *(Planned(sheet_name(field, lang), tuple(_records(schema, field, lang))) for field in lists),
        Planned(_AGENCY.say(lang), tuple(_group(schema, AGENCY, lang))),
    )


def further(schema: Schema, lang: Lang) -> tuple[Planned, ...]:
    """Lay out the sheets that people may add: the lists that have none in the template."""
    lists = [field for field in schema.lists if "apart" not in field.template]
    return tuple(Planned(sheet_name(field, lang), tuple(_records(schema, field, lang))) for field in lists)


def header(field: FactField, lang: Lang) -> str:
    """Return the usual header of a fact: in Chinese the first that is declared."""
    return field.aliases[0] if lang == "zh" and field.aliases else field.label.say(lang)


def sheet_name(field: FactField, lang: Lang) -> str:
    """Return the name of a list's sheet."""
    return field.sheet[0] if lang == "zh" and field.sheet else field.label.say(lang)


def options(field: FactField, schema: Schema, lang: Lang) -> tuple[str, ...]:
    """Return the words from which a value is chosen, none where it is free."""
    match field.type:
        case "choice":
            return tuple(choice.label.say(lang) for choice in field.choices)
        case "grade":
            return tuple(grade.label.say(lang) for grade in schema.grades)
        case "flag":
            return YES.say(lang), NO.say(lang)
        case _:
            return tuple(schema.track_label(one).say(lang) for one in schema.tracks) if field.path == "track" else ()


def _applicants(schema: Schema, lang: Lang) -> Iterable[Column]:
    yield from _group(schema, APPLICANT, lang)
    yield from (column for column in _group(schema, "", lang) if column.field.path != "tenant")
    for field in schema.lists:
        if "beside" in field.template:
            yield from _columns(schema, field.path, lang, 0)


def _records(schema: Schema, field: FactField, lang: Lang) -> Iterable[Column]:
    if field.parent == APPLICANT:
        known = (column for column in _group(schema, APPLICANT, lang) if column.field.role in KEYS)
        yield from known
    yield from _columns(schema, field.path, lang, 1)


def _group(schema: Schema, path: str, lang: Lang) -> Iterable[Column]:
    for field in schema.children.get(path, {}).values():
        if field.type != "list":
            yield _column(schema, field, lang)


def _columns(schema: Schema, path: str, lang: Lang, record: int) -> Iterable[Column]:
    for field in schema.children.get(path, {}).values():
        yield _column(schema, field, lang, record)


def _column(schema: Schema, field: FactField, lang: Lang, record: int = 0) -> Column:
    example = field.examples[record] if record < len(field.examples) else ""
    return Column(header(field, lang), field, _cell(schema, field, lang, example))


def _cell(schema: Schema, field: FactField, lang: Lang, value: Any) -> Cell:
    """Write an example as people would; what the schema does not have stays empty."""
    if isinstance(value, tuple):
        return ("、" if lang == "zh" else ", ").join(str(_cell(schema, field, lang, one)) for one in value)
    match field.type, value:
        case _, "":
            return None
        case "choice", _:
            return next((choice.label.say(lang) for choice in field.choices if choice.value == value), None)
        case "grade", _:
            return next((grade.label.say(lang) for grade in schema.grades if grade.id == value), None)
        case "flag", _:
            return (YES if value else NO).say(lang)
        case "occupation", _:
            return value if value in schema.occupations else next(iter(schema.occupations.codes), None)
        case _:
            if field.path != "track":
                return cast("Cell", value)
            return schema.track_label(str(value)).say(lang) if value in schema.tracks else None


GUIDE: Final = Text("填表说明", "instructions")

_RULES: Final = (
    Text("灰色斜体为示例，填写前请删除或覆盖。", "What is grey and italic is an example: delete it or write over it."),
    Text(
        "空单元格表示「未提供」；确实没有的记录，请在该记录的各列填「无」。",
        "An empty cell means 'not given'. Where there is no such record, write 'none' in the columns of that record.",
    ),
    Text(
        "第二条及以后的记录填在各分表中，以证件号码对应；也可在本表增加列名加序号的列，如「从业开始日期2」。",
        "Further records go into the sheets of their own, joined by ID number, or into columns with a number behind "
        "the header, such as 'worked from 2'.",
    ),
    Text(
        "分表保留表头而没有某人的记录，视为声明其没有该类记录；不使用的分表请整张删除。",
        "A sheet with a header and no record of a person declares that there is none. Delete sheets you do not use.",
    ),
    Text(
        "日期须写到日，如 2012-07-01；证件号码、职业编码须为文本格式；不得合并单元格。",
        "Dates need their day, as in 2012-07-01; ID numbers and codes are kept as text; cells must not be merged.",
    ),
    Text("多个值用逗号、顿号或空格隔开。", "Several values are kept apart by commas or spaces."),
)
_HEADINGS: Final = (
    Text("工作表", "sheet"),
    Text("列名", "column"),
    Text("含义", "meaning"),
    Text("类型", "type"),
    Text("可填内容", "allowed"),
    Text("键", "key"),
)
_OPTIONAL: Final = Text("{name}（可增加）", "{name} (may be added)")
_SEVERAL: Final = Text("，可多个", ", several")
_TYPES: Final[Mapping[FactType, Text]] = {
    "date": Text("日期", "date"),
    "flag": Text("是否", "yes or no"),
    "choice": Text("选项", "choice"),
    "text": Text("文字", "text"),
    "trade": Text("工种名称", "a trade's name"),
    "number": Text("数字", "number"),
    "grade": Text("等级", "grade"),
    "occupation": Text("职业（编码或名称）", "occupation (code or name)"),
    "place": Text("行政区划代码（6位）", "place code (6 digits)"),
    "id_number": Text("公民身份号码（18位）", "resident ID number (18 characters)"),
}


def guide(schema: Schema, lang: Lang) -> Iterator[tuple[str, ...]]:
    """Give the rows of the sheet: the rules, a heading, then one row for each column of each sheet."""
    yield from ((rule.say(lang),) for rule in _RULES)
    yield ()
    yield tuple(heading.say(lang) for heading in _HEADINGS)
    for planned in plan(schema, lang):
        yield from _rows(planned, planned.name, schema, lang)
    for planned in further(schema, lang):
        yield from _rows(planned, _OPTIONAL.fill(name=planned.name).say(lang), schema, lang)


def _rows(planned: Planned, name: str, schema: Schema, lang: Lang) -> Iterator[tuple[str, ...]]:
    for column in planned.columns:
        allowed = _separator(lang).join(options(column.field, schema, lang))
        yield name, column.header, column.field.label.say(lang), _type(column.field, lang), allowed, column.field.path


def _type(field: FactField, lang: Lang) -> str:
    return _TYPES[field.type].say(lang) + (_SEVERAL.say(lang) if field.many else "")


def _separator(lang: Lang) -> str:
    return "、" if lang == "zh" else ", "


_LISTS: Final = Text("选项", "choices")
_ROWS: Final = 2000
_TEXT_TYPES: Final = ("text", "id_number", "occupation", "place")
_HEADER: Final = {"bold": True, "bg_color": "#DDE7F3", "border": 1, "text_wrap": True, "valign": "vcenter"}
_EXAMPLE: Final = {"italic": True, "font_color": "#7F7F7F"}


def write_template(path: str | Path, schema: Schema, lang: Lang) -> None:
    """Write the template for the facts of a schema, with headers and explanations in one language.

    Raises InputError where the file cannot be written.
    """
    data = _Writer.of(schema, lang).write()
    try:
        write_whole(Path(path), data, lang)
    except (BajigongError, ValueError) as error:  # a name that holds a NUL is a ValueError
        reason = same(getattr(error.__cause__, "strerror", None) or str(error))
        found = Text("无法写入的文件（{r}）", "a file that cannot be written ({r})").fill(r=reason)
        raise Where(str(path)).error(found, Text("可以写入的文件", "a file that can be written")) from error


@define(eq=False)
class _Writer:
    """Writes one workbook. Words to choose from stand in a hidden sheet, for a cell's own list may not be long."""

    schema: Schema
    lang: Lang
    buffer: BytesIO
    book: "Workbook"
    _formats: dict[tuple[tuple[str, Any], ...], Any] = Factory(dict)
    _ranges: dict[tuple[str, ...], str] = Factory(dict)

    @classmethod
    def of(cls, schema: Schema, lang: Lang) -> "_Writer":
        import xlsxwriter

        buffer = BytesIO()
        return cls(schema, lang, buffer, xlsxwriter.Workbook(buffer, {"in_memory": True}))

    def write(self) -> bytes:
        *tables, agency = plan(self.schema, self.lang)
        for planned in tables:
            self._table(planned)
        self._pairs(agency)
        self._guide()
        self._lists()
        self.book.close()
        return self.buffer.getvalue()

    def _table(self, planned: Planned) -> None:
        sheet = self.book.add_worksheet(planned.name)
        sheet.freeze_panes(1, 0)
        for index, column in enumerate(planned.columns):
            sheet.set_column(index, index, _width(column.header), self._format(_number_format(column)))
            sheet.write_string(0, index, column.header, self._format(_HEADER))
            self._value(sheet, 1, index, column)
            self._choose(sheet, (1, index, _ROWS, index), column)

    def _pairs(self, planned: Planned) -> None:
        sheet = self.book.add_worksheet(planned.name)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 32)
        for row, column in enumerate(planned.columns):
            sheet.write_string(row, 0, column.header, self._format(_HEADER))
            self._value(sheet, row, 1, column)
            self._choose(sheet, (row, 1, row, 1), column)

    def _value(self, sheet: "Worksheet", row: int, index: int, column: Column) -> None:
        style = self._format({**_EXAMPLE, **_number_format(column)})
        if isinstance(column.example, str):
            sheet.write_string(row, index, column.example, style)
        elif column.example is not None:
            sheet.write(row, index, column.example, style)

    def _choose(self, sheet: "Worksheet", cells: tuple[int, int, int, int], column: Column) -> None:
        words = options(column.field, self.schema, self.lang)
        if words and not column.field.many:
            # Other words that mean the same are read too: so warn, and do not forbid.
            sheet.data_validation(*cells, {"validate": "list", "source": self._range(words), "error_type": "warning"})

    def _range(self, words: tuple[str, ...]) -> str:
        from xlsxwriter.utility import xl_col_to_name

        if words not in self._ranges:
            name = xl_col_to_name(len(self._ranges), True)
            self._ranges[words] = f"='{_LISTS.say(self.lang)}'!{name}$1:{name}${len(words)}"
        return self._ranges[words]

    def _guide(self) -> None:
        sheet = self.book.add_worksheet(GUIDE.say(self.lang))
        for index, width in enumerate((16, 24, 32, 14, 60, 36)):
            sheet.set_column(index, index, width)
        for row, cells in enumerate(guide(self.schema, self.lang)):
            self._row(sheet, row, cells)

    def _row(self, sheet: "Worksheet", row: int, cells: Sequence[str]) -> None:
        for index, cell in enumerate(cells):
            sheet.write_string(row, index, cell)

    def _lists(self) -> None:
        sheet = self.book.add_worksheet(_LISTS.say(self.lang))
        sheet.hide()
        for index, words in enumerate(self._ranges):
            sheet.write_column(0, index, words)

    def _format(self, properties: dict[str, Any]) -> Any:
        key = tuple(properties.items())
        if key not in self._formats:
            self._formats[key] = self.book.add_format(properties)
        return self._formats[key]


def _number_format(column: Column) -> dict[str, Any]:
    if column.field.type == "date":
        return {"num_format": "yyyy-mm-dd"}
    return {"num_format": "@"} if column.field.type in _TEXT_TYPES else {}


def _width(header: str) -> int:
    return max(12, 2 + sum(1 if character.isascii() else 2 for character in header))
