"""The node language read day by day: does a node hold on a day, under a hope? By plain Python and pendulum alone.

Nothing here knows of stretches: each question is put to one day, and answered from the records as they are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import floor
from typing import Any

from bajigong.policy import when

from .days import BEFORE_ALL_DAYS, full_from, plus
from .facts import CODE, Hope

LOWEST_FIRST = ("potter", "master")
AFTER_ALL_DAYS = date.max
#: What is hoped for of an amount.
PLENTY = 10**12


@dataclass(frozen=True)
class Trust:
    """What an unknown fact counts as: in favour if it is hoped for; ``against`` in what must not be, the reverse.

    ``settled`` are facts that count one way whatever is hoped.
    """

    hope: Hope
    against: bool = False
    settled: Mapping[str, bool] = field(default_factory=dict)

    def turned(self) -> "Trust":
        """Give the same for what must not be."""
        return Trust(self.hope, not self.against, {path: not favour for path, favour in self.settled.items()})

    def silent(self, paths: tuple[str, ...]) -> "Trust":
        """Give the same, but nothing told of some facts says that there is nothing."""
        return Trust(self.hope, self.against, {**self.settled, **dict.fromkeys(paths, False)})

    def unknown(self, path: str) -> bool:
        """Say whether an unknown fact is taken to be so."""
        return self.settled.get(path, (path in self.hope) is not self.against)


@dataclass(frozen=True)
class Reader:
    """Reads nodes about one application. ``open_ended`` are the dates of which none says that it goes on."""

    facts: Mapping[str, Any]
    on: date
    place: str
    open_ended: frozenset[str]

    def get(self, path: str) -> Any:
        """Give a fact that is in no list."""
        value: Any = self.facts
        for key in path.split("."):
            value = (value or {}).get(key)
        return value

    # ------------------------------------------------------------ nodes

    def holds(self, node: Any, day: date, trust: Trust) -> bool:
        """Say whether a node holds on a day."""
        match node:
            case when.Every(nodes):
                return all(self.holds(one, day, trust) for one in nodes)
            case when.Either(nodes):
                return any(self.holds(one, day, trust) for one in nodes)
            case when.Unless(one, silent):
                return not self.holds(one, day, trust.turned().silent(silent))
            case when.Open(term):
                return trust.unknown(f"term:{term}")
            case when.Selected(selector, values, among):
                own = self.place if selector == "place" else self.facts[selector]
                return (own in values or (selector == "occupation" and own[:CODE] in values)) is among
            case when.Fact(path, values):
                value = self.get(path)
                return trust.unknown(path) if value is None else value in values
            case when.Elapsed(when.Last(records, edge), 0, 0):
                return bool(self.begun(when.First(records, edge), day, trust))
            case when.Elapsed(event, years, months):
                return any(plus(begun, years=years, months=months) <= day for begun in self.begun(event, day, trust))
            case when.Before(when.Last(records, edge)):
                return not self.begun(when.First(records, edge), day, trust.turned())
            case when.Before(event):
                return not self.begun(event, day, trust.turned())
            case when.Fewer():
                return self._fewer(node, day, trust)
            case when.Recorded():
                return self._recorded(node, day, trust)
            case when.Accumulated():
                return self._accumulated(node, day, trust)
            case when.Total():
                return self._total(node, day, trust)
        raise AssertionError(node)

    def begun(self, event: Any, day: date, trust: Trust) -> list[date]:
        """Give the day from which time is counted as on a day, in a list; none where the event has not come."""
        match event:
            case when.Day(path):
                value = self.get(path)
                if value is None:
                    value = BEFORE_ALL_DAYS if path not in self.open_ended and trust.unknown(path) else None
                return [value] if value is not None and value <= day else []
            case when.First(records, edge):
                return sorted(self._days(records, edge, day, trust))[:1]
            case when.Last(records, edge):
                return self._last(records, edge, day, trust)
        raise AssertionError(event)

    def _last(self, records: Any, edge: Any, day: date, trust: Trust) -> list[date]:
        """Count from the latest that may have been. Where one has no day, it may be any: none is surely the last."""
        sure = sorted(self._days(records, edge, day, trust))
        if not sure:
            return []
        further = list(self._days(records, edge, day, trust.turned()))
        if BEFORE_ALL_DAYS in further:
            return []
        return [max(sure[0], *further)] if further else sure[:1]

    def _days(self, records: Any, edge: Any, day: date, trust: Trust) -> Iterator[date]:
        """Give the days, up to a day, of the records that pass."""
        for row in self.passing(records, trust):
            found = self._edge(records, edge, row)
            if found is None and self._may(records, edge, trust):
                yield BEFORE_ALL_DAYS
            elif found is not None and found <= day:
                yield found
        if self.get(records.path) is None and trust.unknown(records.path):
            yield BEFORE_ALL_DAYS

    # ------------------------------------------------------------ what adds up, and what lasts

    def _fewer(self, node: Any, day: date, trust: Trust) -> bool:
        turned = trust.turned()
        if self.get(node.records.path) is None:
            return trust.unknown(node.records.path)
        found = [self._edge(node.records, node.edge, row) for row in self.passing(node.records, turned)]
        of_the_year = sum(1 for one in found if one and one.year == day.year and one <= day)
        undated = found.count(None) if self._may(node.records, node.edge, turned) else 0
        return of_the_year + undated < node.count

    def _recorded(self, node: Any, day: date, trust: Trust) -> bool:
        path = node.records.path
        if self.get(path) is None:
            return trust.unknown(path)
        for row in self.passing(node.records, trust):
            since, until = BEFORE_ALL_DAYS, AFTER_ALL_DAYS
            if node.since:
                unknown = self._ongoing(path, node.since) or trust.unknown(f"{path}.{node.since.field}")
                since = self._edge(node.records, node.since, row) or (BEFORE_ALL_DAYS if unknown else AFTER_ALL_DAYS)
            if node.until:
                unknown = self._ongoing(path, node.until) or trust.unknown(f"{path}.{node.until.field}")
                until = self._edge(node.records, node.until, row) or (AFTER_ALL_DAYS if unknown else BEFORE_ALL_DAYS)
            if since <= day < until:
                return True
        return False

    def _accumulated(self, node: Any, day: date, trust: Trust) -> bool:
        path = node.records.path
        begun = self.begun(node.after, day, trust) if node.after else [BEFORE_ALL_DAYS]
        if not begun:
            return False
        if self.get(path) is None and node.stated and self.get(node.stated.years) is not None:
            return self._by_statement(node, begun[0], day, trust)
        if self.get(path) is None:
            return trust.unknown(path) and plus(begun[0], years=node.years) <= day
        full = self._full(node, begun[0], trust)
        if full is not None and full <= day:
            return True
        if not node.stated or not self._surely(node, begun[0], day):
            return False
        # So much is stated. The list may come to it by then, once all of it is known; else one of the two is wrong.
        every = dict.fromkeys(when.reads(when.Recorded(node.records, node.since, node.until)), True)
        best = self._full(node, begun[0], Trust(frozenset(), settled=every))
        return trust.unknown(path) or (best is not None and best <= self._as_of(node))

    def _as_of(self, node: Any) -> date:
        day: date = self.get(node.stated.as_of) or self.on
        return day

    def _surely(self, node: Any, begun: date, day: date) -> bool:
        """Say whether stated years are enough wherever they lie: after an event, as much must be left in any case."""
        years, first, as_of = self.get(node.stated.years), self.get(node.stated.since), self._as_of(node)
        if years is None or day < as_of or floor(12 * years) < 12 * node.years:
            return False
        enough = plus(begun, years=node.years)
        in_time = first is not None and plus(first, months=floor(12 * years)) >= enough and as_of >= enough
        return begun == BEFORE_ALL_DAYS or in_time

    def _by_statement(self, node: Any, begun: date, day: date, trust: Trust) -> bool:
        """Say whether stated years alone are enough; what is possible lays them late, and lets them go on."""
        if not trust.unknown(node.records.path):
            return self._surely(node, begun, day)
        earliest = plus(self._as_of(node), months=-floor(12 * self.get(node.stated.years)))
        return plus(max(earliest, begun), years=node.years) <= day

    def _full(self, node: Any, begun: date, trust: Trust) -> date | None:
        """Give the day on which a list's spells come to the years asked, from an event on."""
        spells: list[tuple[date, date | None]] = []
        for row in self.passing(node.records, trust):
            since = self._edge(node.records, node.since, row)
            if since is None and self._may(node.records, node.since, trust):
                since = BEFORE_ALL_DAYS
            if since is not None:
                spells.append((since, self._edge(node.records, node.until, row)))
        return full_from([one for one in spells if one[1] is None or one[0] < one[1]], node.years, begun)

    def _total(self, node: Any, day: date, trust: Trust) -> bool:
        path = node.records.path
        begun = self.begun(node.after, day, trust) if node.after else [BEFORE_ALL_DAYS]
        if not begun:
            return False
        if self.get(path) is None:
            return trust.unknown(path)
        total = 0
        for row in self.passing(node.records, trust):
            value = row.get(node.amount.field)
            unknown = PLENTY if trust.unknown(f"{path}.{node.amount.field}") else 0
            amount = unknown if value is None else floor(value * 1000 + 1e-6)
            at = self._edge(node.records, node.edge, row)
            if at is None:
                total += amount if self._may(node.records, node.edge, trust) else 0
            elif begun[0] <= at <= day and (not node.months or day < plus(at, months=node.months)):
                total += amount
        return total >= node.least * 1000

    # ------------------------------------------------------------ records

    def passing(self, records: Any, trust: Trust) -> list[Mapping[str, Any]]:
        """Give the records that pass every test."""
        rows = self.get(records.path) or []
        return [row for row in rows if all(self._passes(records.path, test, row, trust) for test in records.where)]

    def _passes(self, path: str, test: Any, row: Mapping[str, Any], trust: Trust) -> bool:
        value = row.get(test.field)
        if isinstance(test, when.SameOccupation):
            same = (
                trust.unknown(f"{path}.{test.field}")
                if value is None
                else value[:CODE] == self.facts["occupation"][:CODE]
            )
            if not test.related:
                return same
            related = row.get(test.related)
            return same or (trust.unknown(f"{path}.{test.related}") if related is None else related)
        if isinstance(test, when.Taken):
            return value is None or value in test.values or trust.unknown(f"{path}.{test.field}")
        if value is None:
            return trust.unknown(f"{path}.{test.field}")
        own = {**self.facts, "place": self.place}.get(getattr(test, "selector", ""))
        match test:
            case when.Is(_, values):
                return value in values
            case when.IsNot(_, values):
                return value not in values
            case when.Between(_, least, most):
                return least <= value and (most is None or value <= most)
            case when.Same():
                return value == own
            case when.AtLeast():
                return LOWEST_FIRST.index(value) >= LOWEST_FIRST.index(own)
            case when.Contains(_, selector, said):
                wanted = own if said is None else said
                return wanted in value or (selector == "occupation" and wanted[:CODE] in value)
            case when.Covers(_, level):
                return any(self._covers(code, level) for code in value)
        raise AssertionError(test)

    def _covers(self, code: str, level: str) -> bool:
        """Say whether a code of GB/T 2260 names the place or what it lies in."""
        of, digits = (
            (("nation", 0) if code == "000000" else ("province", 2) if code.endswith("0000") else ("city", 4))
            if code.endswith("00")
            else ("county", 6)
        )
        if level == "elsewhere":
            return of in ("city", "county") and code[:2] == self.place[:2] and code[:4] != self.place[:4]
        return level in ("", of) and code[:digits] == self.place[:digits]

    def _edge(self, records: Any, edge: Any, row: Mapping[str, Any]) -> date | None:
        value = row.get(edge.field)
        return value and plus(value, years=edge.years, months=edge.months) + timedelta(edge.days)

    def _ongoing(self, path: str, edge: Any) -> bool:
        return f"{path}.{edge.field}" in self.open_ended

    def _may(self, records: Any, edge: Any, trust: Trust) -> bool:
        """Say whether a day that is not known is taken to have come. One that is open-ended has not."""
        return not self._ongoing(records.path, edge) and trust.unknown(f"{records.path}.{edge.field}")
