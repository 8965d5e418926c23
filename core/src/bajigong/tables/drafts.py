"""An applicant's row while records of other sheets join it."""

from collections.abc import Mapping
from typing import Any

from attrs import define, frozen

from bajigong.errors import Problem
from bajigong.policy.text import Text
from bajigong.tables.layout import Cells, Row, put
from bajigong.tables.raw import Origin, Raw, TablePlaces
from bajigong.tables.words import shown


@define(eq=False)
class Draft:
    """One applicant: what is known so far, and where it stands."""

    row: Row
    cells: Cells
    facts: dict[str, Any]
    origins: dict[str, Origin]
    problems: list[Problem]

    @classmethod
    def of(cls, row: Row, cells: Cells) -> "Draft":
        """Begin with the applicant's own row."""
        return cls(row, cells, row.facts, row.origins, list(row.problems))

    def attach(self, path: str, row: Row) -> None:
        """Add the record of another sheet's row, if the row holds one."""
        records, before = _dig(row.facts, path), _dig(self.facts, path)
        self.problems += row.problems
        if not records:
            return
        if before is not None and not isinstance(before, list):
            expected = Text("不再另表填写的记录", "no record in another sheet")
            self.problems.append(self.row.where.problem(shown(before), expected, path))
            return
        put(self.facts, path, [*(before or ()), *records])
        self.origins[f"{path}[{len(before or ())}]"] = row.origins[f"{path}[0]"]

    def close(self, path: str) -> None:
        """Declare that there is no record, where the list's sheet holds none for this applicant."""
        if _dig(self.facts, path) is None:
            put(self.facts, path, [])

    def raw(self) -> Raw:
        """Hand the applicant on."""
        where = self.row.where
        return Raw(self.facts, where.file, TablePlaces(self.origins), where.row, tuple(self.problems))


@frozen(eq=False)
class Agency:
    """What a sheet says of the agency, for every applicant."""

    facts: Mapping[str, Any]
    origins: Mapping[str, Origin]

    def join(self, draft: Draft) -> None:
        """Add the agency's facts to an applicant."""
        _merge(draft.facts, self.facts)
        draft.origins.update(self.origins)


def _dig(facts: Mapping[str, Any], path: str) -> Any:
    for key in path.split("."):
        facts = facts.get(key) or {}
    return facts or None


def _merge(facts: dict[str, Any], more: Mapping[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, Mapping):
            _merge(facts.setdefault(key, {}), value)
        else:
            facts[key] = value
