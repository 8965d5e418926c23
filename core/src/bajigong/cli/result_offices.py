"""The tenants at work: each opened once, when it is first named."""

from contextlib import suppress
from datetime import date
from pathlib import Path

from attrs import define, field, frozen

from bajigong.cli.result_names import Names
from bajigong.engine.engine import Engine
from bajigong.errors import BajigongError, TenantError
from bajigong.occupations import NO_OCCUPATIONS
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
    """Opens tenants by name, with the law as it was known on a day if one is given."""

    config: Path | None = None
    day: date | None = None
    _open: dict[str, Office] = field(factory=dict)
    _names: tuple[str, ...] | None = None

    def get(self, name: str) -> Office:
        """Return a tenant at work. Raises TenantError where there is none of that name."""
        if name not in self._open:
            one = tenant(name, self.config)
            bundle = one.open(self.day)
            self._open[name] = Office(one, Engine(bundle, one.id), Names(one, bundle))
        return self._open[name]

    def find(self, name: object) -> Office | None:
        """Return a tenant at work, None where there is none of that name."""
        if not isinstance(name, str):
            return None
        try:
            return self.get(name.strip())
        except TenantError:
            if name.strip() in self.known:
                raise  # it is there, and something in its set-up is wrong
            return None

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
        return Schema(fields, (), (), NO_OCCUPATIONS)
