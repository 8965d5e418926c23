"""What may be written for a type, in words: a whole number of at least 0, one of three words, a list of grades."""

from collections.abc import Iterable
from datetime import date
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

import attrs

from bajigong.law.opening import Bundle
from bajigong.policy.asks import Ask, Requirement, TermRef, When
from bajigong.policy.registers import Condition, TradeGrades
from bajigong.policy.structure import is_pairs
from bajigong.policy.text import Text, listed, same
from bajigong.policy.types import ChoiceOf, DayOfYear, Least, Names, Region, Some

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
            case ChoiceOf(path) if bundle and path in bundle.facts:
                return one_of(choice.value for choice in bundle.facts[path].what.choices)
    return type_words(base, bundle)


def one_of(words: Iterable[Any]) -> Text:
    """List words of which one is written."""
    known = tuple(map(str, words))
    return Text(" | ".join(known), " | ".join(known))
