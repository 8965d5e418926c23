"""What the template holds: its sheets, their columns, and the values of the examples."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

from attrs import frozen

from bajigong.policy.facts import FactField, Schema
from bajigong.policy.text import Lang, Text
from bajigong.tables.layout import KEYS

APPLICANTS: Final = Text("申报人员", "applicants")
AGENCY: Final = Text("评价机构", "agency")
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
        Planned(APPLICANTS.say(lang), tuple(_applicants(schema, lang))),
        *(Planned(sheet_name(field, lang), tuple(_records(schema, field, lang))) for field in lists),
        Planned(AGENCY.say(lang), tuple(_group(schema, "agency", lang))),
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
    yield from _group(schema, "applicant", lang)
    yield from (column for column in _group(schema, "", lang) if column.field.path != "tenant")
    for field in schema.lists:
        if "beside" in field.template:
            yield from _columns(schema, field.path, lang, 0)


def _records(schema: Schema, field: FactField, lang: Lang) -> Iterable[Column]:
    if field.parent == "applicant":
        known = (column for column in _group(schema, "applicant", lang) if column.field.path in KEYS)
        yield from known
    yield from _columns(schema, field.path, lang, 1)


def _group(schema: Schema, path: str, lang: Lang) -> Iterable[Column]:
    for field in schema.children.get(path, {}).values():
        if field.type != "list":
            yield _column(schema, field, lang, _dig(_examples(), field.path))


def _columns(schema: Schema, path: str, lang: Lang, record: int) -> Iterable[Column]:
    records = _dig(_examples(), path) or ()
    example = records[record] if record < len(records) else {}
    for field in schema.children.get(path, {}).values():
        yield _column(schema, field, lang, example.get(field.name))


def _column(schema: Schema, field: FactField, lang: Lang, example: Any) -> Column:
    return Column(header(field, lang), field, _cell(schema, field, lang, example))


def _cell(schema: Schema, field: FactField, lang: Lang, value: Any) -> Cell:
    """Write an example as people would; what the schema does not have stays empty."""
    if isinstance(value, list):
        return ("、" if lang == "zh" else ", ").join(str(_cell(schema, field, lang, one)) for one in value)
    match field.type, value:
        case _, None:
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


def _dig(values: Mapping[str, Any], path: str) -> Any:
    for key in path.split("."):
        values = values.get(key, {})
    return values or None


@cache
def _examples() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name("example.toml").read_text(encoding="utf-8"))
