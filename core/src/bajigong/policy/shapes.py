"""The shapes that only law has: requirements, values left to terms, the conditions of a standard.

Importing this module teaches them to the converter of `bajigong.policy.structure`.
"""

from collections.abc import Mapping
from typing import Any, Final

import attrs
from attrs import frozen

from bajigong.policy.asks import Ask, Requirement, TermRef, When
from bajigong.policy.law import Document
from bajigong.policy.registers import Condition, TradeGrades
from bajigong.policy.structure import (
    LIST,
    TABLE,
    Fault,
    TypeMismatch,
    class_hook,
    collect,
    converter,
    faults_of,
    fields_of,
    refuse,
)
from bajigong.policy.text import Text
from bajigong.policy.types import GradeId, freeze
from bajigong.policy.words import among

#: The kind of requirement by which the short form of a standard's condition is read.
SHORT: Final = "condition"

_ASKED: Final = Text(
    '条件列表 [{{ kind = "…", … }}]，至少一项；无条件时不写',
    "a list of at least one requirement {{ kind = '…', … }}; leave it out where nothing is asked",
).fill()
_CHOICE: Final = Text(
    "条件列表的列表 [[…], […]]，每个列表为一种情形",
    "a list of lists of requirements [[…], […]], one of which must hold",
).fill()
_ASK: Final = Text('条件 {{ kind = "…", … }}', "a requirement {{ kind = '…', … }}").fill()
_TERM: Final = Text('{{ term = "…" }}', "{{ term = '…' }}").fill()
_CONDITION: Final = Text(
    '版本中的条件号“4-3”、{{ years = …, after = "…" }} 或条件列表',
    "a condition's number '4-3', {{ years = …, after = '…' }} or a list of requirements",
).fill()


#: What may be said of a document: an issued one counts from its date on, a draft only where drafts do.
_STATUS: Final = ("draft", "in_force")


@frozen
class Joined:
    """``any`` and ``when`` of one table: one of the lists of the first, and all of the second."""

    any: Any
    all: Any


def _when(value: Any, _: Any = None) -> When:
    if isinstance(value, When):
        return value
    if isinstance(value, Joined):
        return _joined(value)
    return When((_conjunction(value),))


def _joined(value: Joined) -> When:
    if not isinstance(value.any, list) or not value.any:
        raise refuse(value.any, _CHOICE, "any")
    faults, ways, together = list[Fault](), list[tuple[Ask, ...]](), tuple[Ask, ...]()
    for number, way in enumerate(value.any):
        try:
            ways.append(_conjunction(way))
        except TypeMismatch as misfit:
            faults += misfit.within("any", number)
    try:
        together = _conjunction(value.all) if value.all is not None else ()
    except TypeMismatch as misfit:
        faults += misfit.within("when")
    if faults:
        raise TypeMismatch(tuple(faults))
    return When(tuple(way + together for way in ways))


def _conjunction(value: Any) -> tuple[Ask, ...]:
    if not isinstance(value, list) or not value:
        raise refuse(value, _ASKED)
    return tuple(collect(((number,), one, Ask) for number, one in enumerate(value)))


def _ask(value: Any, _: Any = None) -> Ask:
    if isinstance(value, Ask):
        return value
    if not isinstance(value, Mapping) or not isinstance(value.get("kind"), str):
        raise refuse(value, _ASK)
    names = sorted(name for name in value if name != "kind")
    read = collect(((name,), value[name], _Parameter) for name in names)
    return Ask(value["kind"], tuple(zip(names, read, strict=True)))


class _Parameter:
    """Stands for the type of a parameter whose kind is not known yet."""


def _parameter(value: Any, _: Any = None) -> Any:
    if isinstance(value, Mapping) and set(value) == {"term"}:
        return _term(value)
    return _ask(value) if isinstance(value, Mapping) and isinstance(value.get("kind"), str) else freeze(value)


def _term(value: Any, _: Any = None) -> TermRef:
    if isinstance(value, TermRef):
        return value
    if not isinstance(value, Mapping) or set(value) != {"term"} or not isinstance(value["term"], str):
        raise refuse(value, _TERM)
    return TermRef(value["term"])


def _requirement(value: Any, _: Any = None) -> Any:
    """A requirement among the parameters of another is checked by itself."""
    if isinstance(value, Ask):
        return value
    if isinstance(value, Requirement):
        return class_hook(Requirement)(value, Requirement)
    raise refuse(value, _ASK)


def _conditions(value: Any, _: Any = None) -> tuple[Condition, ...]:
    """Read the conditions of a standard, by grade: a condition of its edition by its number, or what is asked.

    What is asked is a list of requirements; a single one without a ``kind`` is of the kind named `SHORT`.
    """
    if isinstance(value, tuple):
        return tuple(collect(((number,), one, Condition) for number, one in enumerate(value)))
    if not isinstance(value, Mapping):
        raise refuse(value, TABLE)
    for grade, some in value.items():
        if not isinstance(some, list):
            raise refuse(some, LIST, grade)
    faults, found = list[Fault](), list[Condition]()
    for grade, some in value.items():
        for number, one in enumerate(some, 1):
            try:
                found.append(_condition(str(grade), number, one))
            except TypeMismatch as misfit:
                faults += misfit.within(grade, number - 1)
    if faults:
        raise TypeMismatch(tuple(faults))
    return tuple(found)


def _condition(grade: str, number: int, value: Any) -> Condition:
    if isinstance(value, str):
        return Condition(grade, number, as_in=value)
    if isinstance(value, Mapping) and "any" in value:
        others = set(value) - {"any", "when"}
        if others:
            raise TypeMismatch((Fault((min(others),), among(min(others), ("any", "when"))),))
        return Condition(grade, number, _joined(Joined(value["any"], value.get("when"))))
    if isinstance(value, Mapping):
        return Condition(grade, number, When(((_ask({"kind": SHORT, **value}),),)))
    if not isinstance(value, list):
        raise refuse(value, _CONDITION)
    return Condition(grade, number, _when(value))


def _trade_grades(value: Any, _: Any = None) -> tuple[TradeGrades, ...]:
    if isinstance(value, tuple):
        return value
    if not isinstance(value, Mapping):
        raise refuse(value, TABLE)
    names = list(value)
    read = collect(((name,), value[name], tuple[GradeId, ...]) for name in names)
    return tuple(TradeGrades(name, grades) for name, grades in zip(names, read, strict=True))


def _asking(cls: Any) -> bool:
    return attrs.has(cls) and any(field.type is When for field in fields_of(cls).values())


def _asking_hook(cls: Any) -> Any:
    """Read a table in which ``any`` may stand beside ``when``; faults of both are said where they stand."""
    plain = class_hook(cls)

    def hook(value: Any, wanted: Any) -> Any:
        if not isinstance(value, Mapping) or "any" not in value:
            return plain(value, wanted)
        rest = {key: one for key, one in value.items() if key != "any"}
        try:
            return plain({**rest, "when": Joined(value["any"], value.get("when"))}, wanted)
        except Exception as error:
            raise TypeMismatch(tuple(_out_of_when(fault) for fault in faults_of(error))) from error

    return hook


def _out_of_when(fault: Fault) -> Fault:
    """``any`` stands beside ``when`` in a file, and not in it."""
    inner = fault.path[:1] == ("when",) and fault.path[1:2] in (("any",), ("when",))
    return Fault(fault.path[1:], fault.message) if inner else fault


def _document_hook(cls: Any) -> Any:
    """Read a document, of which ``status = "draft"`` says the same as ``draft = true``."""
    plain = class_hook(cls)

    def hook(value: Any, wanted: Any) -> Any:
        if isinstance(value, Mapping) and "status" in value:
            if value["status"] not in _STATUS:
                raise TypeMismatch((Fault(("status",), among(value["status"], _STATUS)),))
            value = {key: one for key, one in value.items() if key != "status"} | {"draft": value["status"] == "draft"}
        return plain(value, wanted)

    return hook


def _teach() -> None:
    made = converter()
    made.register_structure_hook_factory(_asking, _asking_hook)
    made.register_structure_hook_factory(lambda cls: cls is Document, _document_hook)
    for wanted, hook in (
        (When, _when),
        (Ask, _ask),
        (_Parameter, _parameter),
        (TermRef, _term),
        (Requirement, _requirement),
    ):
        made.register_structure_hook(wanted, hook)
    made.register_structure_hook_func(lambda wanted: wanted == tuple[Condition, ...], _conditions)
    made.register_structure_hook_func(lambda wanted: wanted == tuple[TradeGrades, ...], _trade_grades)


_teach()
