"""Requirements as they are written down: kinds with parameters, joined by ``&`` and ``|``.

A rule written in Python and one written in TOML come to the same value: a `When`, which is a choice of conjunctions.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, Self

from attrs import frozen

from bajigong.policy.text import Text
from bajigong.policy.types import freeze
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
