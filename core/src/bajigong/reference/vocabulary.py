"""The terms, kinds and facts of a bundle, each with what a writer of law must know to use it, in plain words."""

import inspect
from collections.abc import Iterable, Iterator
from datetime import date
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

import attrs
from attrs import frozen

from bajigong.law.built import parameters
from bajigong.law.checks import tables_read
from bajigong.law.opening import Bundle
from bajigong.law.place import who_may_fill
from bajigong.policy.asks import Ask, Requirement, TermRef, When
from bajigong.policy.facts import FactType
from bajigong.policy.law import Term
from bajigong.policy.registers import Condition, TradeGrades
from bajigong.policy.text import Text, listed, same
from bajigong.policy.types import ChoiceOf, DayOfYear, Least, Names, Region, Some, is_pairs

_PLAIN: Final = {
    str: Text("文字", "text"),
    bool: Text("true 或 false", "true or false"),
    int: Text("整数", "a whole number"),
    date: Text("日期", "a date"),
    Any: Text("任意值", "any value"),
    Text: Text("中英文文字", "a text in both languages"),
    TermRef: Text("{ term = … }", "{ term = … }"),
    When: Text("条件列表", "a list of requirements"),
    Ask: Text("条件", "a requirement"),
    Requirement: Text("条件", "a requirement"),
    tuple[Condition, ...]: Text("各等级的条件列表", "a list of conditions for each grade"),
    tuple[TradeGrades, ...]: Text("各工种的等级列表", "a list of grades for each trade"),
}
_NAMES: Final = {
    "clause": Text("条款", "a clause"),
    "document": Text("文件", "a document"),
    "gate": Text("准入条件", "a gate"),
    "grade": Text("等级", "a grade"),
    "kind": Text("条件种类", "a kind"),
    "method": Text("评价方式", "a method"),
    "plugin": Text("插件", "a plugin"),
    "template": Text("申报条件版本", "an edition of conditions"),
    "term": Text("授权参数", "a term"),
    "track": Text("评价类型", "a track"),
}
_LIST: Final = Text("列表：{item}", "a list: {item}")
_SOME: Final = Text("非空列表：{item}", "a list of one at least: {item}")
_TABLE: Final = Text("键值表：{value}", "a table of names: {value}")
_OF: Final = Text("{what}的表", "a table: {what}")
_AT_LEAST: Final = Text("不小于{n}的整数", "a whole number, at least {n}")
_REGION: Final = Text("GB/T 2260 六位代码", "a code of GB/T 2260, six digits in quotes")
_DAY: Final = Text("每年的一天 MM-DD", "a day of every year, MM-DD")
_OR: Final = Text(" 或 ", " or ")


def type_words(wanted: Any, bundle: Bundle | None = None) -> Text:
    """Say what may be written for a type; a bundle gives the words of facts and the grades."""
    if wanted in _PLAIN:
        return _PLAIN[wanted]
    origin = get_origin(wanted)
    if origin is Annotated:
        return _marked(wanted, bundle)
    if origin is Literal:
        return one_of(word for word in get_args(wanted) if word != "")
    if origin in (Union, UnionType):
        members = [type_words(member, bundle) for member in get_args(wanted) if member is not NoneType]
        return listed(tuple(dict.fromkeys(members)), _OR.zh, _OR.en)
    if is_pairs(wanted):
        return _TABLE.fill(value=type_words(get_args(get_args(wanted)[0])[1], bundle))
    if origin is tuple:
        return _LIST.fill(item=type_words(get_args(wanted)[0], bundle))
    if attrs.has(wanted):
        keys = ", ".join(field.name for field in attrs.fields(wanted))
        return _OF.fill(what=same(f"{{ {keys} }}"))
    return same(str(wanted))


def _marked(wanted: Any, bundle: Bundle | None) -> Text:
    base, *marks = get_args(wanted)
    for mark in marks:
        match mark:
            case Least(number):
                return _AT_LEAST.fill(n=number)
            case Region():
                return _REGION
            case DayOfYear():
                return _DAY
            case Some():
                return _SOME.fill(item=type_words(get_args(base)[0], bundle))
            case Names(what):
                return _NAMES[what]
            case ChoiceOf(fact) if bundle and (field := bundle.schema.fact(fact)):
                return one_of(choice.value for choice in field.choices)
    return type_words(base, bundle)


def one_of(words: Iterable[Any]) -> Text:
    """List words of which one is written."""
    known = tuple(map(str, words))
    return Text(" | ".join(known), " | ".join(known))


_FLAG: Final = Text("true 或 false", "true or false")
_WHOLE: Final = Text("整数", "a whole number")
_FROM: Final = Text("不小于{n}", "at least {n}")
_TO: Final = Text("不大于{n}", "at most {n}")
_ROWS: Final = Text("若干行：{columns}", "rows: {columns}")
_SOME_OF: Final = Text("以下若干项：{words}", "some of: {words}")
_TYPES: Final[dict[FactType, Text]] = {
    "date": Text("日期", "date"),
    "flag": Text("是否", "true or false"),
    "choice": Text("选项", "choice"),
    "text": Text("文字", "text"),
    "number": Text("数", "number"),
    "grade": Text("等级", "grade"),
    "occupation": Text("职业", "occupation"),
    "trade": Text("工种", "trade"),
    "place": Text("地区", "place"),
    "id_number": Text("身份证号", "ID number"),
    "list": Text("记录列表", "list of records"),
}


@frozen
class TermEntry:
    """A term: who may fill it, with what, and how it is filled in this law: each value with its clause.

    ``otherwise`` is what holds while nobody has filled it, None where that stays open or the mechanism does not exist.
    """

    id: str
    label: Text
    who: Text
    values: Text
    grants: bool
    each: bool
    by: str
    fillings: tuple[tuple[Any, str], ...]
    otherwise: Any = None


@frozen
class ParameterEntry:
    """A parameter of a kind; ``default`` is None where it is needed or has none."""

    name: str
    values: Text
    needed: bool


@frozen
class KindEntry:
    """A kind of requirement, what it asks, and its parameters. ``about`` is its own description, in English."""

    name: str
    gist: Text
    about: str
    by: str
    parameters: tuple[ParameterEntry, ...]


@frozen
class ChoiceEntry:
    """A choice of a fact."""

    value: str
    label: Text


@frozen
class FactEntry:
    """A fact: its path, type, label, the headers that stand for it and its choices with their labels."""

    path: str
    type: Text
    label: Text
    headers: tuple[str, ...]
    choices: tuple[ChoiceEntry, ...]
    by: str


def terms(bundle: Bundle) -> Iterator[TermEntry]:
    """Give the terms by id."""
    for name, said in sorted(bundle.terms.items()):
        term = said.what
        filled = ((one.what.value, one.what.clause) for one in bundle.fillings if one.what.term == name)
        who, values = who_may_fill(term), term_values(bundle, term)
        yield TermEntry(name, term.label, who, values, term.grants, term.each, said.by, tuple(filled), term.otherwise)


def term_values(bundle: Bundle, term: Term) -> Text:
    """Say what a term may be filled with."""
    match term.kind:
        case "flag":
            return _FLAG
        case "whole":
            bounds = [(_FROM, term.least), (_TO, term.most)]
            return listed((_WHOLE, *(words.fill(n=n) for words, n in bounds if n is not None)), "，", ", ")
        case "choice":
            return one_of(term.choices)
        case "choices":
            return _SOME_OF.fill(words=", ".join(map(str, term.choices)))
        case "table":
            columns = [_columns(wanted) for wanted in tables_read(bundle, term.id)]
            return _ROWS.fill(columns=columns[0] if columns else "…")


def _columns(wanted: Any) -> Text:
    [row, *_] = getattr(wanted, "__args__", (wanted,))
    return same(", ".join(field.name for field in attrs.fields(row))) if attrs.has(row) else same("…")


def kinds(bundle: Bundle) -> Iterator[KindEntry]:
    """Give the kinds of requirement by name."""
    for name, said in sorted(bundle.kinds.items()):
        about = " ".join((inspect.getdoc(said.what.build) or "").split("\n\n")[0].split())
        known = tuple(
            ParameterEntry(one.name, type_words(one.type, bundle), one.needed) for one in parameters(said.what)
        )
        yield KindEntry(name, said.what.gist, about, said.by, known)


def facts(bundle: Bundle) -> Iterator[FactEntry]:
    """Give the facts in the order in which they are declared."""
    for path, said in bundle.facts.items():
        fact = said.what
        choices = tuple(ChoiceEntry(choice.value, choice.label) for choice in fact.choices)
        headers = tuple(dict.fromkeys((fact.label.zh, *fact.aliases)))
        yield FactEntry(path, _TYPES[fact.type], fact.label, headers, choices, said.by)
