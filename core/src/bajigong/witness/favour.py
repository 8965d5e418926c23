"""What would make a requirement hold: for each node, the drafts of facts that are favourable to it."""

from collections.abc import Iterable, Iterator
from datetime import date

from attrs import frozen

from bajigong.policy.when import (
    Accumulated,
    Before,
    Day,
    Edge,
    Either,
    Elapsed,
    Event,
    Every,
    Fact,
    Fewer,
    Node,
    Open,
    Recorded,
    Records,
    Selected,
    Unless,
)
from bajigong.witness.draft import Bar, Draft, Record
from bajigong.witness.limits import Within, moved
from bajigong.witness.passing import Passing, Setting


@frozen(eq=False)
class Favour:
    """Drafts facts in favour of requirements. ``apart``: each of several values that would do is a draft of its own."""

    setting: Setting
    apart: bool = False

    @property
    def _passing(self) -> Passing:
        return Passing(self.setting, self.apart)

    def drafts(self, node: Node) -> Iterator[Draft]:
        """Give the drafts under which a node holds; none where no facts can make it hold."""
        match node:
            case Elapsed(event, years, months):
                yield from self._happened(event, moved(self.setting.first, months=-12 * years - months))
            case Before(event):
                yield from self._not_yet(event)
            case Fewer(records, _, count):
                yield from [Draft(bars=tuple(self._none(records)))] if count > 0 else []
            case Recorded():
                yield from self._recorded(node)
            case Accumulated():
                yield from self._accumulated(node)
            case Fact(path, values):
                yield from (Draft({path: limit}) for limit in self._passing.choices(values))
            case Selected(selector):
                yield from [Draft()] if node.admits(getattr(self.setting.selection, selector)) else []
            case Open(term):
                yield Draft(opens=frozenset({term}))
            case Unless():
                yield Draft()  # nothing is told of what would stand against it
            case Every(nodes):
                yield from self.all_of(nodes)
            case Either(nodes):
                yield from (draft for one in nodes for draft in self.drafts(one))

    def all_of(self, nodes: Iterable[Node]) -> Iterator[Draft]:
        """Give the drafts under which several nodes hold together."""
        found: Iterable[Draft] = [Draft()]
        for node in nodes:
            found = self._joined(found, node)
        yield from found

    def _joined(self, drafts: Iterable[Draft], node: Node) -> Iterator[Draft]:
        mine = tuple(self.drafts(node))
        return (both for draft in drafts for one in mine if (both := draft.also(one)))

    def _happened(self, event: Event, last: date) -> Iterator[Draft]:
        if isinstance(event, Day):
            yield Draft({event.path: Within(last=last, life=True)})
            return
        limit = Within(last=_back(last, event.edge))
        for record in self._passing.records(event.records):
            kept = record.narrowed(event.edge.field, limit)
            yield from [Draft(records=(kept,))] if kept else []

    def _not_yet(self, event: Event) -> Iterator[Draft]:
        later = moved(self.setting.last, days=1)
        if isinstance(event, Day):
            yield Draft({event.path: Within(first=later)})
            return
        limit = Within(first=_back(later, event.edge))
        every = Passing(self.setting).records(event.records)
        yield Draft(bars=tuple(Bar(record, event.edge.field, limit) for record in every))

    def _none(self, records: Records) -> Iterator[Bar]:
        """Give what keeps a list empty of records that pass."""
        for record in Passing(self.setting).records(records):
            yield Bar(record, "", Within())

    def _recorded(self, node: Recorded) -> Iterator[Draft]:
        for record in self._passing.records(node.records):
            kept: Record | None = record
            if node.since:
                kept = record.narrowed(node.since.field, Within(last=_back(self.setting.first, node.since)))
            if kept and node.until and not self._open_ended(node.records.path, node.until):
                after = _back(moved(self.setting.last, days=1), node.until)
                kept = kept.narrowed(node.until.field, Within(first=after))
            yield from [Draft(records=(kept,))] if kept else []

    def _accumulated(self, node: Accumulated) -> Iterator[Draft]:
        last = moved(self.setting.first, months=-12 * node.years)
        events = self._happened(node.after, last) if node.after else [Draft()]
        for event in events:
            for record in self._passing.records(node.records):
                spell = record.narrowed(node.since.field, Within(last=_back(last, node.since)))
                both = event.also(Draft(records=(spell,))) if spell else None
                yield from [both] if both else []

    def _open_ended(self, path: str, edge: Edge) -> bool:
        return self.setting.schema.fields[f"{path}.{edge.field}"].open_ended


def _back(day: date, edge: Edge) -> date:
    """Return the day of the field whose edge falls on a day."""
    return moved(moved(day, days=-edge.days), months=-12 * edge.years - edge.months)
