"""One of two laws that are compared: a bundle's engine, asked in one place on one day."""

from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from bajigong.calendar import to_day
from bajigong.engine.engine import Engine
from bajigong.policy.text import Text

if TYPE_CHECKING:
    from bajigong.bundle import Bundle
    from bajigong.placed import PlacedLaw
    from bajigong.readings import Period
    from bajigong.tenants import Tenant


@frozen(eq=False)
class Side:
    """A law in a place on a day. ``name`` is what people call it."""

    name: Text
    engine: Engine
    place: str
    on: date

    @property
    def bundle(self) -> "Bundle":
        """The bundle that the engine decides by."""
        return self.engine.bundle

    @property
    def law(self) -> "PlacedLaw":
        """The rules as they stand in the place."""
        return self.engine.law(self.place)

    def counts(self, period: "Period") -> bool:
        """Say whether a period holds the day asked about."""
        return period[0] <= to_day(self.on) < period[1]


def side_of(tenant: "Tenant", on: date, place: str | None = None) -> Side:
    """Open a tenant's bundle as one side; ``place`` is its own region unless given."""
    return Side(tenant.label, Engine(tenant.open(), tenant.id), place or tenant.region, on)
