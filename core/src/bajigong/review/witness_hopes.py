"""What waits for a term that nobody has filled."""

from collections.abc import Iterable, Iterator
from datetime import date

from attrs import evolve, frozen

from bajigong.policy.when import (
    Accumulated,
    Before,
    Between,
    Day,
    Edge,
    Either,
    Elapsed,
    Event,
    Every,
    Fact,
    Fewer,
    First,
    Is,
    IsNot,
    Last,
    Node,
    Open,
    Recorded,
    Records,
    Selected,
    Test,
    Total,
    Unless,
    parts,
)
from bajigong.review.witness_facts import Bar, Draft, Number, Passing, Record, Setting, Within, moved


@frozen(eq=False)
class FactDrafts:
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
            case Total():
                yield from self._total(node)
            case Unless(one, silent):
                # Nothing is told of what would stand against it, or what is told does not.
                yield from [Draft()] if silent else self.drafts_against(one)
            case Every(nodes):
                yield from self.all_of(nodes)
            case Either(nodes):
                yield from (draft for one in nodes for draft in self.drafts(one))

    def drafts_against(self, node: Node) -> Iterator[Draft]:
        """Give drafts under which a node does not hold."""
        match node:
            case Elapsed(event):
                yield from self._not_yet(event)
            case Before(event):
                yield from self._happened(event, self.setting.first)
            case Accumulated(records) | Recorded(records) | Total(records):
                yield Draft(bars=tuple(self._none(records)))
            case Fact(path, values):
                others = tuple(value for value in self._passing.all_values(path) if value not in values)
                yield from (Draft({path: limit}) for limit in self._passing.choices(others))
            case Selected(selector):
                yield from [] if node.admits(getattr(self.setting.selection, selector)) else [Draft()]
            case Open(term):
                yield Draft(opens=frozenset({term}))
            case Unless(one):
                yield from self.drafts(one)
            case Every(nodes):
                yield from (draft for one in nodes for draft in self.drafts_against(one))
            case Either(nodes):
                yield from self.all_of(Unless(one) for one in nodes)

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

    def _total(self, node: Total) -> Iterator[Draft]:
        """One record brings all of it, on the first day on which it must."""
        day = self.setting.first
        for event in self._happened(node.after, day) if node.after else [Draft()]:
            for record in self._passing.records(node.records):
                dated = record.narrowed(node.edge.field, Within(_back(day, node.edge), _back(day, node.edge)))
                whole = dated and dated.narrowed(node.amount.field, Number(node.least, node.least))
                both = event.also(Draft(records=(whole,))) if whole else None
                yield from [both] if both else []

    def _open_ended(self, path: str, edge: Edge) -> bool:
        return self.setting.schema.fields[f"{path}.{edge.field}"].open_ended


def _back(day: date, edge: Edge) -> date:
    """Return the day of the field whose edge falls on a day."""
    return moved(moved(day, days=-edge.days), months=-12 * edge.years - edge.months)


def implies(one: Node, other: Node) -> bool:
    """Say whether ``other`` surely holds wherever ``one`` does; False where it cannot be told by looking at them."""
    if one == other:
        return True
    match one, other:
        case _, Every(nodes):
            return all(implies(one, node) for node in nodes)
        case Either(nodes), _:
            return bool(nodes) and all(implies(node, other) for node in nodes)
        case Every(nodes), _:
            return any(implies(node, other) for node in nodes)
        case _, Either(nodes):
            return any(implies(one, node) for node in nodes)
    return _implies(one, other)


def _implies(one: Node, other: Node) -> bool:
    match one, other:
        case Elapsed(event, years, months), Elapsed(earlier, fewer, rest):
            return _no_earlier(event, earlier) and 12 * years + months >= 12 * fewer + rest
        case Accumulated(), Accumulated():
            return _adds_up(one, other)
        case Fact(path, values), Fact(same, more):
            return path == same and set(values) <= set(more)
        case Selected(selector, values, among), Selected(same, more, also):
            within = set(values) <= set(more) if among else set(more) <= set(values)
            return selector == same and among == also and within
        case Recorded(records, since, until), Recorded(more_records, begun, ended):
            return _narrower(records, more_records) and (since, until) == (begun, ended)
        case Total(records, least=least), Total(more_records, least=fewer):
            alike = evolve(one, records=more_records, least=fewer) == other
            return alike and _narrower(records, more_records) and least >= fewer
        case Unless(node, ()), Unless(opposite, ()):
            return implies(opposite, node)
    return False


def _adds_up(one: Accumulated, other: Accumulated) -> bool:
    if not _narrower(one.records, other.records) or (one.since, one.until) != (other.since, other.until):
        return False
    later = other.after is None or (one.after is not None and _no_earlier(one.after, other.after))
    return later and one.years >= other.years


def _no_earlier(one: Event, other: Event) -> bool:
    """Say whether the first event never comes before the second."""
    if one == other:
        return True
    if isinstance(one, First | Last) and isinstance(other, First):
        return one.edge == other.edge and _narrower(one.records, other.records)
    return False


def _narrower(one: Records, other: Records) -> bool:
    return one.path == other.path and all(any(_test(mine, theirs) for mine in one.where) for theirs in other.where)


def _test(one: Test, other: Test) -> bool:
    if one == other:
        return True
    match one, other:
        case Is(field, values), Is(same, more):
            return field == same and set(values) <= set(more)
        case IsNot(field, values), IsNot(same, fewer):
            return field == same and set(values) >= set(fewer)
        case Between(field, least, most), Between(same, low, high):
            return field == same and least >= low and (high is None or (most is not None and most <= high))
    return False


def open_terms(node: Node) -> Iterator[str]:
    """Name the open terms that a node waits for."""
    return (part.term for part in parts(node) if isinstance(part, Open))
