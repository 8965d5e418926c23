"""Find installed plugins and ask them, one by one, for what they declare and what they add to the program.

Commands and formats of plugins are asked for only where the program has none such; who is enabled is told of verdicts.
`TomlPlugin` is one that is TOML and nothing else: the law of a place, or a track without code of its own. Its module
holds one line, ``PLUGIN = TomlPlugin(__file__, interface=1)``, and its entry point names it:
``sichuan = "bajigong_sichuan.plugin:PLUGIN"``.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache, cached_property
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Generic, TypeVar, get_args, get_type_hints

import pluggy
from attrs import define, evolve, field, frozen

from bajigong import hookspecs, program_hooks
from bajigong.answers import Application, Verdict
from bajigong.errors import BajigongError, LawError, PluginError, Slip
from bajigong.hookspecs import API_VERSION, PROJECT, hookimpl
from bajigong.policy.facts import FactField, FurtherChoice
from bajigong.policy.formats import ReadFormat, WriteFormat
from bajigong.policy.law import (
    Aspect,
    Clause,
    Document,
    Duty,
    Filling,
    Gate,
    Incentive,
    Ladder,
    Method,
    Route,
    Term,
    Track,
    Way,
)
from bajigong.policy.registers import Register
from bajigong.policy.text import Text, same, shown
from bajigong.policy.toml import load_beside, of_type

#: Every hook of the law, in the order in which a bundle asks.
HOOKS = tuple(name for name in vars(hookspecs) if name.startswith(f"{PROJECT}_"))
#: Every hook that adds to the program.
PROGRAM_HOOKS = tuple(name for name in vars(program_hooks) if name.startswith(f"{PROJECT}_"))


@frozen
class PluginInfo:
    """An installed plugin: its name, distribution, version, module, and the hooks it answers."""

    name: str
    distribution: str
    version: str
    module: str
    hooks: tuple[str, ...]


@cache
def discover() -> Mapping[str, EntryPoint]:
    """Map plugin names to entry points, sorted by name; looked up once. Imports no plugin.

    Raises PluginError where two distributions claim one name.
    """
    found: dict[str, EntryPoint] = {}
    for point in sorted(entry_points(group=PROJECT), key=lambda point: (point.name, point.value)):
        other = found.get(point.name)
        if other and other.value != point.value:
            raise PluginError(point.name, f"is claimed by {_origin(other)} and by {_origin(point)}", _version(point))
        found[point.name] = point
    return MappingProxyType(found)


def _origin(point: EntryPoint) -> str:
    return f"{point.dist.name if point.dist else 'an unknown distribution'} ({point.value})"


def _version(point: EntryPoint) -> str:
    return point.dist.version if point.dist else ""


@cache
def open_manager(names: frozenset[str]) -> pluggy.PluginManager:
    """Return the manager of one set of plugins; it is never changed afterwards, so tenants may share it.

    Raises PluginError, naming the plugin and its version, for one that is not installed, cannot be imported, was
    built for another version of the interface, or answers no hook.
    """
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(hookspecs)
    manager.add_hookspecs(program_hooks)
    installed = discover()
    for name in sorted(names):
        if name not in installed:
            raise PluginError(name, f"is not installed; installed are: {', '.join(installed) or 'none'}")
        _register(manager, name, installed[name])
    return manager


def _register(manager: pluggy.PluginManager, name: str, point: EntryPoint) -> None:
    version = _version(point)
    try:
        module = point.load()
    except LawError as error:
        raise LawError(slips=_named(name, error)) from error
    except Exception as error:
        raise PluginError(name, f"cannot be imported: {error!r}", version) from error
    built_for = getattr(module, "API_VERSION", None)
    if built_for != API_VERSION:
        raise PluginError(name, f"was built for interface {built_for}; this is interface {API_VERSION}", version)
    try:
        manager.register(module, name=name)
        manager.check_pending()
    except (pluggy.PluginValidationError, ValueError) as error:
        raise PluginError(name, f"has a hook that does not fit: {error}", version) from error
    if not manager.get_hookcallers(module):
        raise PluginError(name, "answers no hook; are its functions marked with bajigong.hookimpl?", version)


def collect(manager: pluggy.PluginManager, hook: str, slips: list[Slip] | None = None) -> Iterator[tuple[str, Any]]:
    """Ask one hook plugin by plugin, sorted by name, and give each declaration with the plugin that made it.

    Raises PluginError for a plugin that fails to answer or answers with a wrapper, LawError for one whose files of law
    are wrong; with ``slips`` what is wrong with them is put there, and the plugin answers nothing.
    """
    for impl in sorted(getattr(manager.hook, hook).get_hookimpls(), key=lambda impl: impl.plugin_name):
        if impl.wrapper or impl.hookwrapper:
            raise PluginError(impl.plugin_name, f"{hook} may not be a wrapper", version_of(impl.plugin_name))
        try:
            answers = tuple(impl.function())
        except LawError as error:
            named = _named(impl.plugin_name, error)
            if slips is None:
                raise LawError(slips=named) from error
            slips += [slip for slip in named if slip not in slips]
            continue
        except Exception as error:
            raise PluginError(impl.plugin_name, f"{hook} failed: {error}", version_of(impl.plugin_name)) from error
        for answer in answers:
            yield impl.plugin_name, answer


def _named(plugin: str, error: LawError) -> tuple[Slip, ...]:
    """Say of which plugin the files are that are wrong."""
    by = f"plugin {plugin!r} {version_of(plugin)}".strip()
    return tuple(evolve(slip, by=slip.by or by) for slip in error.slips or (Slip("", None, "", same(str(error))),))


@cache
def declarations_of(hook: str) -> tuple[type[Any], ...]:
    """Return what a hook of the law may be answered with: the types that its annotation names."""
    [named] = get_args(get_type_hints(getattr(hookspecs, hook))["return"])
    return get_args(named) or (named,)


@cache
def version_of(plugin: str) -> str:
    """Return a plugin's version, "" for one that is not installed, such as a file of law."""
    point = discover().get(plugin)
    return _version(point) if point else ""


def program_folders() -> tuple[Path, ...]:
    """Return the folders of the program and of the installed plugins, importing none: their files are not results."""
    modules = {PROJECT, *(point.module.partition(".")[0] for point in entry_points(group=PROJECT))}
    specs = [spec for module in sorted(modules) if (spec := find_spec(module))]
    return tuple(Path(folder) for spec in specs for folder in spec.submodule_search_locations or ())


@cache
def standing_alone() -> tuple[str, ...]:
    """Name the installed plugins that say ``STANDS_ALONE``: they answer where nobody names a tenant.

    One that cannot be imported is passed over: whoever enables it is told.
    """
    found = []
    for name, point in discover().items():
        with suppress(Exception):
            if getattr(point.load(), "STANDS_ALONE", False):
                found.append(name)
    return tuple(found)


def describe(name: str) -> PluginInfo:
    """Describe one installed plugin. Raises PluginError as `open_manager` does."""
    point = discover().get(name)
    manager = open_manager(frozenset({name}))
    assert point is not None  # open_manager has refused what is not installed
    callers = manager.get_hookcallers(manager.get_plugin(name)) or ()
    distribution = point.dist.name if point.dist else ""
    return PluginInfo(name, distribution, _version(point), point.value, tuple(sorted(c.name for c in callers)))


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


class TomlPlugin:
    """Answers every hook with what the TOML files of one folder declare. They are read once, when a bundle opens."""

    def __init__(self, beside: str, *, interface: int) -> None:
        #: The version of the interface that the plugin was written for.
        self.API_VERSION = interface
        self.module_file = beside

    @cached_property
    def declared(self) -> tuple[Any, ...]:
        """Everything that the files declare. Raises LawError as `load_law` does."""
        return load_beside(self.module_file)

    @hookimpl
    def bajigong_registers(self) -> Iterable[Any]:
        """Grades, occupations with their names and standards, templates and number schemes."""
        return of_type(self.declared, *get_args(Register))

    @hookimpl
    def bajigong_facts(self) -> Iterable[FactField | FurtherChoice]:
        """Facts of its own, and further choices of others."""
        return of_type(self.declared, FactField, FurtherChoice)

    @hookimpl
    def bajigong_law(self) -> Iterable[Any]:
        """Documents, clauses, terms and fillings."""
        return of_type(self.declared, Document, Clause, Term, Filling)

    @hookimpl
    def bajigong_tracks(self) -> Iterable[Track]:
        """Tracks."""
        return of_type(self.declared, Track)

    @hookimpl
    def bajigong_eligibility(self) -> Iterable[Gate | Way | Route]:
        """Gates, ways and routes."""
        return of_type(self.declared, Gate, Way, Route)

    @hookimpl
    def bajigong_assessment_methods(self) -> Iterable[Method | Aspect]:
        """Methods and what is laid down about them."""
        return of_type(self.declared, Method, Aspect)

    @hookimpl
    def bajigong_grade_ladders(self) -> Iterable[Ladder]:
        """Ladders."""
        return of_type(self.declared, Ladder)

    @hookimpl
    def bajigong_incentives(self) -> Iterable[Incentive]:
        """Incentives."""
        return of_type(self.declared, Incentive)

    @hookimpl
    def bajigong_duties(self) -> Iterable[Duty]:
        """Duties."""
        return of_type(self.declared, Duty)
