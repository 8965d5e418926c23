"""When a requirement holds: the small language to which every kind of requirement comes down.

A node says which facts it reads and how they make a span; `bajigong.compile` writes it as code. Paths name facts:
``applicant.birth_date``, ``applicant.certificates`` (a list), ``applicant.certificates.grade`` (a field of it).
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import attrs
from attrs import frozen

from bajigong.policy.types import Count, Months, Years

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
class Taken:
    """A record that is taken to have one of these values while nothing is told; told another, it is open."""

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


Test = Is | IsNot | Taken | Same | AtLeast | Between | SameOccupation | Contains | Covers


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


@frozen(cache_hash=True)
class Last:
    """The event of the latest record that passes, of those up to the day asked about: each later one comes anew."""

    records: Records
    edge: Edge


Event = Day | First | Last


@frozen(cache_hash=True)
class Elapsed:
    """Holds from the day so many years (and months) after the event: for good, after `Last` until the next one."""

    event: Event
    years: Years = 0
    months: Months = 0


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
    """A total stated in years as of a day, in place of a list of spells or beside it; ``since``: none began before it.

    Beside a list it counts where the list may come to as much; where a list known in full comes to less, it is open.
    """

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
    years: Years
    after: Event | None = None
    stated: Stated | None = None


@frozen(cache_hash=True)
class Amount:
    """A number found in a record, at least 0."""

    field: str


@frozen(cache_hash=True)
class Total:
    """Holds while an amount of the records that pass adds up to ``least``, each counted from its day on.

    ``months``: for so long only does a record count, with 0 for good. ``after``: only records from the event's day on
    count; after `Last` it is begun again with each. Thousandths of an amount count, less does not.
    """

    records: Records
    edge: Edge
    amount: Amount
    least: Count
    months: Months = 0
    after: Event | None = None


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
    """Holds while the other does not: what is unknown leaves the one open as it leaves the other.

    ``silent`` are facts that are only ever told against somebody, such as a sanction on an agency: nothing told of
    them says that there is nothing to tell.
    """

    node: "Node"
    silent: tuple[str, ...] = ()


Node = Elapsed | Before | Fewer | Recorded | Accumulated | Total | Fact | Selected | Open | Every | Either | Unless

#: The prefix by which an open term stands among missing facts inside the engine.
TERM = "term:"


@lru_cache(maxsize=4096)
def reads(node: Node) -> tuple[str, ...]:
    """Return the paths of the facts that a node reads, each once, the list before its fields."""
    return tuple(dict.fromkeys(_paths(node, "")))


@lru_cache(maxsize=4096)
def looks_at(node: Node) -> tuple[str, ...]:
    """Return the paths that a node reads, and those that it looks at in place of what was not given."""
    beside = (path for part in parts(node) for path in _beside(part))
    return tuple(dict.fromkeys((*reads(node), *beside)))


def parts(node: Any) -> Iterator[Any]:
    """Give a node and everything inside it: nodes, events, records, their tests and edges."""
    yield node
    for part in within(node):
        yield from parts(part)


def within(part: Any) -> Iterator[Any]:
    """Give what a part of a node is directly made of, in the order of its fields."""
    for field in attrs.fields(type(part)):
        value = getattr(part, field.name)
        yield from (one for one in (value if isinstance(value, tuple) else (value,)) if attrs.has(type(one)))


def home(part: Any, outer: str) -> str:
    """Return the path of the list whose fields a part's edges and tests name; ``outer`` where it has no list."""
    records = part if isinstance(part, Records) else getattr(part, "records", None)
    return records.path if isinstance(records, Records) else outer


def _beside(part: Any) -> tuple[str, ...]:
    match part:
        case Stated(years, as_of, since):
            return years, as_of, since
        case Unless(_, silent):
            return silent
    return ()


def _paths(part: Any, outer: str) -> Iterator[str]:
    inside = home(part, outer)
    match part:
        case Day(path) | Fact(path):
            yield path
        case Open(term):
            yield TERM + term
        case Edge(name) | Amount(name):
            yield f"{inside}.{name}"
        case Unless(node, silent):
            yield from (path for path in _paths(node, inside) if path not in silent)
        case Records(path, where):
            yield path
            yield from (f"{path}.{test.field}" for test in where)
            yield from (f"{path}.{test.related}" for test in where if isinstance(test, SameOccupation) and test.related)
        case _:
            for one in within(part):
                yield from _paths(one, inside)
