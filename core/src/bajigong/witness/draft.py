"""Facts in the making: what each fact must be for several requirements to hold together."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import evolve, field, frozen

from bajigong.witness.limits import Limit, Manner, Within, meet, pick

Facts = Mapping[str, Any]


@frozen
class Record:
    """A record that some list must hold, with the limits of its fields."""

    path: str
    fields: Mapping[str, Limit] = field(hash=False)

    def narrowed(self, name: str, limit: Limit) -> "Record | None":
        """Return the record with one more limit, None where it cannot be met."""
        both = meet(self.fields[name], limit) if name in self.fields else limit
        return Record(self.path, {**self.fields, name: both}) if both else None

    def joined(self, other: "Record") -> "Record | None":
        """Return one record that does for both, None where there is none."""
        both = {name: meet(self.fields[name], other.fields[name]) for name in self.fields if name in other.fields}
        if self.path != other.path or not all(both.values()):
            return None
        return Record(self.path, {**self.fields, **other.fields, **{n: limit for n, limit in both.items() if limit}})


@frozen
class Bar:
    """No record that meets ``where`` may have its day ``name`` outside a limit; with no name there may be none."""

    where: Record
    name: str
    limit: Within

    def stops(self, record: Record) -> bool:
        """Say whether it speaks of a record: one that is not plainly another kind."""
        if record.path != self.where.path:
            return False
        mine = self.where.fields
        return all(meet(mine[name], record.fields[name]) for name in mine if name in record.fields)


@frozen
class Draft:
    """Limits of single facts by path, records that must be there, and records that must not."""

    single: Mapping[str, Limit] = field(factory=dict, hash=False)
    records: tuple[Record, ...] = ()
    bars: tuple[Bar, ...] = ()
    opens: frozenset[str] = frozenset()

    def also(self, other: "Draft") -> "Draft | None":
        """Return what meets both drafts, None where they contradict each other."""
        single = dict(self.single)
        for path, limit in other.single.items():
            both = meet(single[path], limit) if path in single else limit
            if both is None:
                return None
            single[path] = both
        records = list(self.records)
        for record in other.records:
            _add(records, record)
        return Draft(single, tuple(records), (*self.bars, *other.bars), self.opens | other.opens)

    def settled(self) -> "Draft | None":
        """Return the draft with its bars laid on its records, None where a record cannot stay outside one."""
        records: list[Record] = []
        for record in self.records:
            kept: Record | None = record
            for bar in self.bars:
                if kept and bar.stops(kept):
                    kept = kept.narrowed(bar.name, bar.limit) if bar.name else None
            if kept is None:
                return None
            records.append(kept)
        return evolve(self, records=tuple(records))

    def facts(self, manner: Manner) -> dict[str, Any]:
        """Return facts that meet a settled draft: nested mappings, lists in the order asked for."""
        found: dict[str, Any] = {}
        for path in dict.fromkeys((*(bar.where.path for bar in self.bars), *(one.path for one in self.records))):
            put(found, path, list(_written(self.records, path, manner)))
        for path, limit in self.single.items():
            put(found, path, pick(limit, manner))
        return found


def _add(records: list[Record], record: Record) -> None:
    """Add a record, joined with one that is there already if one record does for both."""
    for number, other in enumerate(records):
        both = other if other == record else other.joined(record)
        if both:
            records[number] = both
            return
    records.append(record)


def _written(records: tuple[Record, ...], path: str, manner: Manner) -> Iterator[dict[str, Any]]:
    for record in records:
        if record.path == path:
            yield {name: pick(limit, manner) for name, limit in record.fields.items()}


def put(facts: dict[str, Any], path: str, value: Any) -> None:
    """Set a value by its dotted path."""
    *above, last = path.split(".")
    for key in above:
        facts = facts.setdefault(key, {})
    facts[last] = value
