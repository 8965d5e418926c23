"""The tenants at work: each opened once, when it is first named."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from attrs import define, field, frozen

from bajigong.cli.result_names import Names
from bajigong.engine.engine import Engine
from bajigong.errors import BajigongError
from bajigong.policy.facts import FactField
from bajigong.schema import Schema
from bajigong.tenants import Tenant, tenant, tenants


@frozen(eq=False)
class Office:
    """One tenant, its engine and the names of what its bundle declares."""

    tenant: Tenant
    engine: Engine
    names: Names

    @property
    def schema(self) -> Schema:
        """The facts that its applications may hold."""
        return self.engine.bundle.schema


@define(eq=False)
class Offices:
    """Opens tenants by name."""

    config: Path | None = None
    _open: dict[str, Office] = field(factory=dict)
    _names: tuple[str, ...] | None = None

    def get(self, name: str) -> Office:
        """Return a tenant at work. Raises TenantError where there is none of that name."""
        if name not in self._open:
            one = tenant(name, self.config)
            bundle = one.open()
            self._open[name] = Office(one, Engine(bundle, one.id), Names(one, bundle))
        return self._open[name]

    @property
    def known(self) -> tuple[str, ...]:
        """The names of all tenants."""
        if self._names is None:
            self._names = tuple(tenants(self.config))
        return self._names

    def every_fact(self) -> Schema:
        """Return the facts of all tenants that can be opened: what the headers of a table may name."""
        fields: dict[str, FactField] = {}
        for name in self.known:
            with suppress(BajigongError):
                fields |= self.get(name).schema.fields
        return Schema(fields, (), (), {})


def with_common(facts: Mapping[str, Any], common: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fill in what facts do not give from common ones; groups are filled in key by key, lists are not joined."""
    from bajigong.tables.words import is_blank

    filled = dict(facts)
    for key, value in common.items():
        own = filled.get(key)
        if isinstance(own, Mapping) and isinstance(value, Mapping):
            filled[key] = with_common(own, value)
        elif is_blank(own):
            filled[key] = value
    return filled
