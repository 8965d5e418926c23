"""Telling plugins of verdicts: those that a tenant enables, and no others."""

from collections.abc import Iterable
from functools import cache

import pluggy

from bajigong.answers import Application, Verdict
from bajigong.errors import PluginError
from bajigong.plugins import open_manager, version_of

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
