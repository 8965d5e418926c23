"""What requirements ask, held to the kinds that they name: every parameter has its name, type and values."""

import inspect
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, Final, get_args, get_origin, get_type_hints, is_typeddict

import attrs
from attrs import frozen

from bajigong.law.bundle import Bundle
from bajigong.policy.asks import Ask, Kind, Requirement, TermRef
from bajigong.policy.law import Term
from bajigong.policy.text import Text, among, near, nearest, one_of
from bajigong.policy.types import ChoiceOf, Fault, Keys, Mark, Names, TypeMismatch, fields_of, freeze, structure

_KIND: Final = Text("未知的条件种类 {kind!r}；应为{expected}", "found requirement kind {kind!r}; expected {expected}")
_OF: Final = Text("条件“{kind}”：{message}", "requirement '{kind}': {message}")
_UNKNOWN: Final = Text("有未知的键{key!r}；应为{expected}", "found key {key!r}; expected {expected}")
_MISSING: Final = Text("缺少键{key!r}", "key {key!r} is missing")
_NONE: Final = Text("不带参数", "no parameters")
_TERM: Final = Text("授权参数“{term}”的取值：{message}", "a value of term '{term}': {message}")
_GRADE: Final = Text("填写为等级{word!r}；应为{expected}", "found grade {word!r}; expected {expected}")
#: What stands for a filling of a term of each kind where only its type is asked about.
_SAMPLES: Final[Mapping[str, Any]] = {"flag": True, "whole": 1, "table": ()}


@frozen
class Parameter:
    """One parameter of a kind: its name, the type of its values, and whether it may be left out."""

    name: str
    type: Any
    needed: bool
    default: Any = None


@cache
def parameters(kind: Kind) -> tuple[Parameter, ...]:
    """Return the parameters of a kind, in order; those of a ``**`` that is typed are its own.

    Raises TypeError or NameError for a kind whose types cannot be resolved.
    """
    hints = get_type_hints(kind.build, include_extras=True)
    found: list[Parameter] = []
    for one in inspect.signature(kind.build).parameters.values():
        if one.kind is inspect.Parameter.VAR_KEYWORD:
            found += _further(hints.get(one.name))
        elif one.kind is not inspect.Parameter.VAR_POSITIONAL:
            needed = one.default is inspect.Parameter.empty
            found.append(Parameter(one.name, hints.get(one.name, Any), needed, None if needed else one.default))
    return tuple(found)


def _further(hint: Any) -> list[Parameter]:
    """Give the parameters of ``**programme: Unpack[Programme]``, which may all be left out."""
    [table] = get_args(hint) or (None,)
    if not is_typeddict(table):
        return []
    return [Parameter(name, kind, needed=False) for name, kind in get_type_hints(table, include_extras=True).items()]


def meant(kind: Kind, name: str, value: Any) -> Any:
    """Return a parameter's value as its type means it: a table with a key ``kind`` need not be a requirement."""
    if not isinstance(value, Ask):
        return value
    wanted = next((one.type for one in parameters(kind) if one.name == name), Any)
    asks = any(part is Any or part is Requirement for part in (wanted, *get_args(wanted)))
    return value if asks else freeze({"kind": value.kind, **dict(value.params)})


def ask_faults(bundle: Bundle, ask: Ask) -> Iterator[Fault]:
    """Say everything that is wrong with a requirement, and where in it."""
    said = bundle.kinds.get(ask.kind)
    if said is None:
        yield Fault(("kind",), _KIND.fill(kind=ask.kind, expected=_near(ask.kind, sorted(bundle.kinds))))
        return
    known = {one.name: one for one in parameters(said.what)}
    given = dict(ask.params)
    lacking = [name for name, one in known.items() if one.needed and name not in given]
    misspelt = {close for name in given if name not in known for close in nearest(name, known)}
    for name in lacking:
        if name not in misspelt:
            yield _fault(ask, (), _MISSING.fill(key=name))
    for name, written in given.items():
        if name not in known:
            expected = _near(name, known) if known else _NONE
            yield _fault(ask, (name,), _UNKNOWN.fill(key=name, expected=expected))
            continue
        value = meant(said.what, name, written)
        yield from (_fault(ask, (name, *f.path), f.message) for f in _given(bundle, value, known[name].type))
        if isinstance(value, Ask):
            yield from (Fault((name, *fault.path), fault.message) for fault in ask_faults(bundle, value))


def _fault(ask: Ask, path: Keys, message: Text) -> Fault:
    return Fault(path, _OF.fill(kind=ask.kind, message=message))


def _given(bundle: Bundle, value: Any, wanted: Any) -> Iterator[Fault]:
    if not isinstance(value, TermRef):
        yield from value_faults(bundle, value, wanted)
        return
    term = bundle.terms.get(value.id)
    if term is None:
        return  # that it is not declared is said once, by its rule
    if term.what.kind.startswith("choice") and not term.what.choices:
        return  # that they are lacking is said of the term
    for fault in value_faults(bundle, sample(term.what), wanted):
        yield Fault((), _TERM.fill(term=value.id, message=fault.message))


def sample(term: Term) -> Any:
    """Return a value that a term may be filled with, as far as its kind says one."""
    choices = tuple(term.choices)
    return {**_SAMPLES, "choice": choices[0] if choices else "", "choices": choices}[term.kind]


def value_faults(bundle: Bundle, value: Any, wanted: Any) -> Iterator[Fault]:
    """Say what keeps a value from being one that a parameter takes."""
    try:
        structure(value, wanted)
    except TypeMismatch as misfit:
        yield from misfit.faults
        return
    for path, mark, word in _named(value, wanted):
        match mark:
            case Names("grade") if str(word) not in bundle.grades:
                yield Fault(path, _GRADE.fill(word=str(word), expected=_near(str(word), bundle.grades)))
            case ChoiceOf(fact) if fact in bundle.facts:
                choices = [choice.value for choice in bundle.facts[fact].what.choices]
                if word not in choices:
                    yield Fault(path, among(word, choices))


def _named(value: Any, wanted: Any) -> Iterator[tuple[Keys, Mark, Any]]:
    """Give the words in a value that name something, each with what it names."""
    if get_origin(wanted) is Annotated:
        _, *marks = get_args(wanted)
        yield from (((), mark, value) for mark in marks if value != "")
    elif get_origin(wanted) is tuple and isinstance(value, tuple):
        for number, one in enumerate(value):
            yield from (((number, *path), mark, word) for path, mark, word in _named(one, get_args(wanted)[0]))
    elif attrs.has(wanted):
        pairs = dict(value) if isinstance(value, tuple) else {}
        for name, field in fields_of(wanted).items():
            if name in pairs:
                yield from (((name, *path), mark, word) for path, mark, word in _named(pairs[name], field.type))


def _near(word: str, known: Any) -> Text:
    wanted, meant = one_of(known), near(word, known)
    return Text(wanted.zh + meant.zh, wanted.en + meant.en)
