"""The guild's law as a plugin, found by its entry point."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from core.tests.toy import HERE, held, honest, rules, worked

from bajigong.hookspecs import hookimpl
from bajigong.plugins import TomlPlugin
from bajigong.policy.asks import Kind
from bajigong.policy.toml import load_law


class Guild(TomlPlugin):
    """Answers every hook with what the guild declares, most of it in Python."""

    @cached_property
    def declared(self) -> tuple[Any, ...]:
        """Everything that the guild declares, but for its kinds of requirement."""
        return (*rules(), *load_law(HERE / "form.toml"))

    @hookimpl
    def bajigong_kinds(self) -> Iterable[Kind]:
        """What its rules ask."""
        return (worked, held, honest)


PLUGIN = Guild(__file__, interface=1)
