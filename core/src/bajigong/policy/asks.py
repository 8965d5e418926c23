"""Requirements as they are written down: kinds with parameters, joined by ``&`` and ``|``.

A rule written in Python and one written in TOML come to the same value: a `When`, which is a choice of conjunctions.
Importing this module teaches the converter of `bajigong.policy.types` how they stand in a table.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, Self

import attrs
from attrs import frozen

from bajigong.policy.text import Text
from bajigong.policy.types import (
    Fault,
    TypeMismatch,
    class_hook,
    collect,
    converter,
    faults_of,
    fields_of,
    freeze,
    refuse,
)
from bajigong.policy.when import Node, reads


@frozen
class TermRef:
    """The place of a term's value among a requirement's parameters."""

    id: str


def term(name: str) -> TermRef:
    """Leave a parameter to whoever may fill the term."""
    return TermRef(name)


@frozen
class Part:
    """A part of a requirement: what is said where it fails, and when it holds."""

    text: Text
    node: Node


@frozen
class Requirement:
    """A requirement ready to be evaluated: what it says to people, and when it holds.

    ``event`` names what happened, where time may be counted from it: "obtaining the certificate …". ``parts`` are
    looked through where it does not hold, and the first that fails is named. One whose text is empty asks nothing, and
    is left out.
    """

    text: Text
    node: Node
    event: Text | None = None
    parts: tuple[Part, ...] = ()

    @property
    def reads(self) -> tuple[str, ...]:
        """The facts it reads."""
        return reads(self.node)


@frozen
class Ask:
    """One requirement as written: a kind and its parameters."""

    kind: str
    params: tuple[tuple[str, Any], ...] = ()

    def terms(self) -> Iterator[str]:
        """Name the terms its parameters leave open."""
        for _, value in self.params:
            if isinstance(value, TermRef):
                yield value.id
            elif isinstance(value, Ask):
                yield from value.terms()


@frozen
class When:
    """Any of these ways, each of which asks all of its requirements."""

    ways: tuple[tuple[Ask, ...], ...] = ((),)

    def __and__(self, other: Self) -> Self:
        """Both: every way of the one with every way of the other."""
        return type(self)(tuple(mine + theirs for mine in self.ways for theirs in other.ways))

    def __or__(self, other: Self) -> Self:
        """Either."""
        return type(self)(self.ways + other.ways)

    def only(self) -> Ask:
        """Return its one requirement, as for a parameter such as ``after=``.

        Raises ValueError where it holds several.
        """
        if len(self.ways) != 1 or len(self.ways[0]) != 1:
            raise ValueError("expected a single requirement")
        return self.ways[0][0]


#: No requirement at all.
ALWAYS = When()
_NONE_LEFT: Final[Mapping[str, str]] = MappingProxyType({})


@frozen
class Kind:
    """A kind of requirement: a name for rules to use, and how its parameters become a requirement.

    Calling it writes the requirement down: ``worked(years=5)``. ``build`` is called when a bundle is opened, with
    every term filled and with nested requirements built. ``left`` are parameters that a rule need not name: each is
    left to a term, and None where nobody has laid it down.
    """

    name: str
    build: Callable[..., Requirement]
    gist: Text
    left: tuple[tuple[str, str], ...] = ()

    def __call__(self, **params: Any) -> When:
        """Write a requirement of this kind down."""
        written = {key: value.only() if isinstance(value, When) else freeze(value) for key, value in params.items()}
        return When(((Ask(self.name, tuple(sorted(written.items()))),),))


def kind(
    zh: str, en: str, name: str = "", left: Mapping[str, str] = _NONE_LEFT
) -> Callable[[Callable[..., Requirement]], Kind]:
    """Declare the decorated function as a kind of requirement, under its own name unless another is given.

    ``left``: the terms to which parameters are left that a rule does not name, by parameter.
    """

    def declare(build: Callable[..., Requirement]) -> Kind:
        return Kind(name or build.__name__, build, Text(zh, en), tuple(left.items()))

    return declare


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


@frozen
class Joined:
    """``any`` and ``when`` of one table: one of the lists of the first, and all of the second."""

    any: Any
    all: Any


def read_when(value: Any, _: Any = None) -> When:
    """Read a list of requirements, all of which must hold. Raises TypeMismatch."""
    if isinstance(value, When):
        return value
    if isinstance(value, Joined):
        return read_joined(value)
    return When((_conjunction(value),))


def read_joined(value: Joined) -> When:
    """Read ``any`` and ``when`` of one table together. Raises TypeMismatch."""
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


def read_ask(value: Any, _: Any = None) -> Ask:
    """Read one requirement, a table with its ``kind``. Raises TypeMismatch."""
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
    return read_ask(value) if isinstance(value, Mapping) and isinstance(value.get("kind"), str) else freeze(value)


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


def _teach() -> None:
    made = converter()
    made.register_structure_hook_factory(_asking, _asking_hook)
    for wanted, hook in (
        (When, read_when),
        (Ask, read_ask),
        (_Parameter, _parameter),
        (TermRef, _term),
        (Requirement, _requirement),
    ):
        made.register_structure_hook(wanted, hook)


_teach()
