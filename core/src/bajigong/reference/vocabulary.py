"""The terms, kinds and facts of a bundle, each with what a writer of law must know to use it."""

import inspect
from collections.abc import Iterator
from typing import Any, Final

import attrs
from attrs import frozen

from bajigong.law.checks import tables_read
from bajigong.law.opening import Bundle
from bajigong.law.parameters import parameters
from bajigong.law.place import who_may_fill
from bajigong.policy.facts import FactType
from bajigong.policy.law import Term
from bajigong.policy.text import Text, listed, same
from bajigong.reference.words import one_of, type_words

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
