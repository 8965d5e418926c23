"""When a requirement holds: the small language to which every kind of requirement comes down.

A node says which facts it reads and how they make a span; `bajigong.compile` writes it as code. Paths name facts:
``applicant.birth_date``, ``applicant.certificates`` (a list), ``applicant.certificates.grade`` (a field of it).
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from attrs import frozen

Value = str | bool
#: How long the code of an occupation is; that of a trade goes on.
_OCCUPATION = len("0-00-00-00")


@frozen(cache_hash=True)
class Is:
    """A record whose field has one of these values."""

    field: str
    values: tuple[Value, ...]


@frozen(cache_hash=True)
class Between:
    """A record whose number lies between two, both counted; with ``most`` None there is no upper bound."""

    field: str
    least: int
    most: int | None = None


@frozen(cache_hash=True)
class Same:
    """A record whose field has the application's own value: its grade, say."""

    field: str
    selector: str


@frozen(cache_hash=True)
class AtLeast:
    """A record whose grade is the application's own or a higher one."""

    field: str
    selector: str


@frozen(cache_hash=True)
class IsNot:
    """A record whose field has none of these values."""

    field: str
    values: tuple[Value, ...]


@frozen(cache_hash=True)
class SameOccupation:
    """A record of the occupation applied for, or one stated to be related to it.

    With ``related`` empty only the same occupation counts. A different occupation with nothing stated is unknown.
    """

    field: str = "occupation"
    related: str = "related"


@frozen(cache_hash=True)
class Contains:
    """A record whose list field contains a value, or the application's own where ``value`` is None."""

    field: str
    selector: str
    value: str | None = None


@frozen(cache_hash=True)
class Covers:
    """A record whose list of region codes covers the application's place, by codes of one level or of any.

    ``level`` may be "elsewhere" too: another city of the province in which the place lies, or a county in one.
    """

    field: str
    level: str = ""


Test = Is | IsNot | Same | AtLeast | Between | SameOccupation | Contains | Covers


@frozen(cache_hash=True)
class Records:
    """The records of one list that pass every test."""

    path: str
    where: tuple[Test, ...] = ()


@frozen(cache_hash=True)
class Edge:
    """A day found in a record: a date field, moved by whole years and months, then by days."""

    field: str
    years: int = 0
    months: int = 0
    days: int = 0


@frozen(cache_hash=True)
class Day:
    """The event of a single dated fact, such as a birth."""

    path: str


@frozen(cache_hash=True)
class First:
    """The event of the earliest record that passes."""

    records: Records
    edge: Edge


Event = Day | First


@frozen(cache_hash=True)
class Elapsed:
    """Holds for good from the day so many years (and months) after the event."""

    event: Event
    years: int = 0
    months: int = 0


@frozen(cache_hash=True)
class Before:
    """Holds until the event, and for ever where it never came."""

    event: Event


@frozen(cache_hash=True)
class Fewer:
    """Holds while fewer than ``count`` records that pass fall in the calendar year, up to and with the day.

    So from the day of the ``count``-th record of a year until 1 January of the next it does not hold.
    """

    records: Records
    edge: Edge
    count: int


@frozen(cache_hash=True)
class Recorded:
    """Holds while some record says so: from ``since`` until ``until``, open where an edge is None."""

    records: Records
    since: Edge | None = None
    until: Edge | None = None


@frozen(cache_hash=True)
class Stated:
    """A total stated in years as of a day, in place of a list of spells; ``since``: no spell began before it."""

    years: str
    as_of: str
    since: str


@frozen(cache_hash=True)
class Accumulated:
    """Holds for good from the day the spells add up to so many years, counting only time after an event.

    Overlaps count once and gaps do not count: the day is the anniversary of the first counted day, later by the days
    of gap before it. A spell with no end goes on.
    """

    records: Records
    since: Edge
    until: Edge
    years: int
    after: Event | None = None
    stated: Stated | None = None


@frozen(cache_hash=True)
class Fact:
    """Holds always or never: an undated fact with one of these values."""

    path: str
    values: tuple[Value, ...]


@frozen(cache_hash=True)
class Selected:
    """Holds always or never: the application's own track, occupation or grade is one of these, or none of them.

    An occupation stands for its trades too.
    """

    selector: str
    values: tuple[str, ...]
    among: bool = True

    def admits(self, value: str) -> bool:
        """Say whether it holds for an application whose selector has this value."""
        whole = value[:_OCCUPATION] if self.selector == "occupation" else value
        return (value in self.values or whole in self.values) == self.among


@frozen(cache_hash=True)
class Open:
    """Never certain, always possible: a term that nobody has filled."""

    term: str


@frozen(cache_hash=True)
class Every:
    """Holds while all of them hold."""

    nodes: tuple["Node", ...]


@frozen(cache_hash=True)
class Either:
    """Holds while one of them at least holds; with none, never."""

    nodes: tuple["Node", ...]


@frozen(cache_hash=True)
class Unless:
    """Holds while the other does not: for what is only ever told against somebody, a sanction on an agency.

    ``silent`` are the facts of which nothing told says that there is nothing to tell. Whatever else is unknown leaves
    it open.
    """

    node: "Node"
    silent: tuple[str, ...] = ()


Node = Elapsed | Before | Fewer | Recorded | Accumulated | Fact | Selected | Open | Every | Either | Unless

#: The prefix by which an open term stands among missing facts inside the engine.
TERM = "term:"


@lru_cache(maxsize=4096)
def reads(node: Node) -> tuple[str, ...]:
    """Return the paths of the facts that a node reads, each once, the list before its fields."""
    found: dict[str, None] = {}
    for path in _paths(node):
        found[path] = None
    return tuple(found)


def all_records(nodes: Iterable[Node]) -> Iterator[Records]:
    """Give the records that nodes look for."""
    for node in nodes:
        match node:
            case Elapsed(event) | Before(event):
                yield from _sought(event)
            case Accumulated(records, _, _, _, after):
                yield records
                yield from _sought(after) if after else ()
            case Fewer(records) | Recorded(records):
                yield records
            case Every(inner) | Either(inner):
                yield from all_records(inner)
            case Unless(one):
                yield from all_records([one])


def _sought(event: Event) -> Iterator[Records]:
    if isinstance(event, First):
        yield event.records


def looks_at(node: Node) -> tuple[str, ...]:
    """Return the paths that a node reads, and those that it looks at in place of a list that was not given."""
    return (*reads(node), *_stated(node))


def _stated(node: Node) -> tuple[str, ...]:
    match node:
        case Accumulated(stated=Stated(years, as_of, since)):
            return years, as_of, since
        case Every(nodes) | Either(nodes):
            return tuple(path for one in nodes for path in _stated(one))
        case Unless(one, silent):
            return (*silent, *_stated(one))
    return ()


def _paths(node: Node) -> list[str]:
    match node:
        case Elapsed(event) | Before(event):
            return _event_paths(event)
        case Fewer(records, edge):
            return _record_paths(records, edge)
        case Recorded(records, since, until):
            return _record_paths(records, since, until)
        case Accumulated(records, since, until, _, after):
            return _record_paths(records, since, until) + (_event_paths(after) if after else [])
        case Fact(path):
            return [path]
        case Open(term):
            return [TERM + term]
        case Every(nodes) | Either(nodes):
            return [path for one in nodes for path in _paths(one)]
        case Unless(one, silent):
            return [path for path in _paths(one) if path not in silent]
        case Selected():
            return []


def _event_paths(event: Event) -> list[str]:
    return [event.path] if isinstance(event, Day) else _record_paths(event.records, event.edge)


def _record_paths(records: Records, *edges: Edge | None) -> list[str]:
    fields = [test.field for test in records.where]
    fields += [test.related for test in records.where if isinstance(test, SameOccupation) and test.related]
    fields += [edge.field for edge in edges if edge]
    return [records.path, *(f"{records.path}.{field}" for field in fields)]
