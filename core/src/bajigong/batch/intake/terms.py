"""The way of single rows: one row after the other is read and checked, and whatever is odd is decided."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from attrs import frozen

from bajigong.errors import Problem
from bajigong.schema import Schema
from bajigong.tables.check import check
from bajigong.tables.from_columns import as_raw
from bajigong.tables.layout import Cells, Layout
from bajigong.tables.raw import Raw, Where
from bajigong.tables.read import with_common
from bajigong.tables.words import is_blank

if TYPE_CHECKING:
    from bajigong.answers import Application


@frozen(eq=False)
class Terms:
    """What holds for every row of a table.

    ``overrides`` and ``on`` go before what a row says; ``common`` comes after it.
    """

    schema: Schema
    tenant_place: str
    on: date | None
    today: date
    overrides: Mapping[str, Any]
    common: Raw | None

    def check(self, raw: Raw) -> "Application | tuple[Problem, ...]":
        """Check an application, what is common filled in already."""
        return check(
            raw,
            self.schema,
            tenant_place=self.tenant_place,
            on=self.on,
            overrides=self.overrides,
            today=self.today,
        )

    def check_common(self) -> "Application | tuple[Problem, ...]":
        """Check what is common, and the overrides, by themselves."""
        return self.check(self.common or Raw({}, "", Where("")))

    def check_row(self, layout: Layout, number: int, cells: Cells) -> "tuple[Raw, Application | tuple[Problem, ...]]":
        """Read and check one row of a table that is not empty. Returns it as it was written, and what became of it."""
        raw = as_raw(layout.fill(number, cells))
        if raw.problems and not raw.facts:
            return raw, raw.problems
        raw = with_common(raw, self.common)
        return raw, self.check(raw)

    @property
    def changes(self) -> Mapping[str, Any]:
        """What goes before a row's own, by path."""
        changes = {path: value for path, value in self.overrides.items() if value is not None}
        return changes if self.on is None else {**changes, "on": self.on}

    def gives(self, path: str) -> bool:
        """Say whether a fact is given for all rows."""
        value: Any = self.common.facts if self.common else None
        for key in path.split("."):
            value = value.get(key) if isinstance(value, Mapping) else None
        return path in self.changes or not is_blank(value)
