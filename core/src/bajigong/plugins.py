"""Find installed plugins and ask them, one by one, for what they declare."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args, get_type_hints

import pluggy
from attrs import evolve, frozen

from bajigong import hookspecs, program_hooks
from bajigong.errors import LawError, PluginError, Slip
from bajigong.hookspecs import API_VERSION, PROJECT
from bajigong.policy.text import same

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


def describe(name: str) -> PluginInfo:
    """Describe one installed plugin. Raises PluginError as `open_manager` does."""
    point = discover().get(name)
    manager = open_manager(frozenset({name}))
    assert point is not None  # open_manager has refused what is not installed
    callers = manager.get_hookcallers(manager.get_plugin(name)) or ()
    distribution = point.dist.name if point.dist else ""
    return PluginInfo(name, distribution, _version(point), point.value, tuple(sorted(c.name for c in callers)))
