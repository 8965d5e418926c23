"""What installed plugins add to the program: commands, formats, and who is told of verdicts.

Commands and formats are asked for only where the program has none such.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final, Generic, TypeVar

import pluggy
from attrs import define, field, frozen

from bajigong.answers import Application, Verdict
from bajigong.errors import BajigongError, PluginError
from bajigong.hookspecs import PROJECT
from bajigong.plugins import collect, discover, open_manager, version_of
from bajigong.policy.formats import ReadFormat, WriteFormat
from bajigong.policy.text import Text
from bajigong.policy.words import shown

Listeners = tuple[pluggy.HookImpl, ...]


@cache
def listeners(plugins: frozenset[str]) -> Listeners:
    """Return who among the enabled plugins hears of verdicts, by name. Raises PluginError as `open_manager` does."""
    return tuple(sorted(open_manager(plugins).hook.bajigong_verdict.get_hookimpls(), key=lambda impl: impl.plugin_name))


def tell(those: Iterable[pluggy.HookImpl], verdict: Verdict, application: Application) -> None:
    """Tell of one verdict. Raises PluginError, naming the plugin, where one cannot take it."""
    said = {"verdict": verdict, "application": application}
    for impl in those:
        try:
            impl.function(*(said[name] for name in impl.argnames))
        except Exception as error:
            name = impl.plugin_name
            raise PluginError(name, f"bajigong_verdict failed: {error}", version_of(name)) from error


T = TypeVar("T")

_KIND: Final = Text("{hook} 返回了{what}；应为 {expected}", "{hook} returned {what}; expected {expected}")
_SUFFIX: Final = "offers files ending in {suffix!r}; expected suffixes in lower case with their dot, such as '.abc'"


@frozen
class Offer(Generic[T]):
    """Something added, and the plugin that adds it."""

    by: str
    what: T


@define
class Offers(Generic[T]):
    """Everything added by one hook, by plugin; and what kept others from adding anything."""

    found: list[Offer[T]] = field(factory=list)
    broken: list[PluginError] = field(factory=list)


def offered(hook: str, kind: type[T]) -> Offers[T]:
    """Ask every installed plugin what it adds. One that cannot be used adds nothing, and its error is kept.

    The program's own plugins are not asked: what they would add is in the program.
    """
    offers: Offers[T] = Offers()
    for name, point in discover().items():
        if point.dist and point.dist.name == PROJECT:
            continue
        try:
            offers.found += [Offer(name, _held(name, hook, what, kind)) for what in _answers(name, hook)]
        except PluginError as error:
            offers.broken.append(error)
        except BajigongError as error:
            offers.broken.append(PluginError(name, str(error), version_of(name)))
    return offers


def _answers(name: str, hook: str) -> Iterable[Any]:
    return (what for _, what in collect(open_manager(frozenset({name})), hook))


def _held(name: str, hook: str, what: Any, kind: type[T]) -> T:
    if not isinstance(what, kind):
        said = _KIND.fill(hook=hook, what=shown(what), expected=kind.__name__)
        raise PluginError(name, said.en, version_of(name))
    return what


@cache
def readers() -> Mapping[str, tuple[Offer[ReadFormat], ...]]:
    """Return the formats of applications that plugins add, by suffix; more than one where they dispute it.

    Raises PluginError for a suffix that is none.
    """
    return _by_suffix(offered("bajigong_readers", ReadFormat).found)


@cache
def writers() -> Mapping[str, tuple[Offer[WriteFormat], ...]]:
    """Return the formats of results that plugins add, likewise."""
    return _by_suffix(offered("bajigong_writers", WriteFormat).found)


F = TypeVar("F", bound=ReadFormat | WriteFormat)


def _by_suffix(offers: Iterable[Offer[F]]) -> Mapping[str, tuple[Offer[F], ...]]:
    found: dict[str, tuple[Offer[F], ...]] = {}
    for offer, suffix in _suffixes(offers):
        if not suffix.startswith(".") or suffix != suffix.lower() or len(suffix) == 1:
            raise PluginError(offer.by, _SUFFIX.format(suffix=suffix), version_of(offer.by))
        found[suffix] = (*found.get(suffix, ()), offer)
    return found


def _suffixes(offers: Iterable[Offer[F]]) -> Iterator[tuple[Offer[F], str]]:
    return ((offer, suffix) for offer in offers for suffix in offer.what.suffixes)


def format_for(suffix: str, by_suffix: Mapping[str, tuple[Offer[F], ...]]) -> Offer[F] | None:
    """Return the format of a suffix, None where no plugin adds one. Raises PluginError where two do."""
    offers = by_suffix.get(suffix, ())
    if len(offers) > 1:
        first, second = offers[:2]
        said = f"offers files ending in {suffix!r}, and so does plugin {second.by!r}; only one may be installed"
        raise PluginError(first.by, said, version_of(first.by))
    return offers[0] if offers else None
