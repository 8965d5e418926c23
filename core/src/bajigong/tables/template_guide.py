"""The sheet that explains the template: how to fill it in, then every column with its meaning, type and words."""

from collections.abc import Iterator, Mapping
from typing import Final

from bajigong.policy.facts import FactField, FactType
from bajigong.policy.text import Lang, Text
from bajigong.schema import Schema
from bajigong.tables.template_plan import Planned, further, options, plan

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
