"""Random rules of every node, nested, and random people for them, in the law of nobody's that tests the core."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from core.tests.toy import POTTER, TOWN, filled, opened
from hypothesis import strategies as st

from bajigong.calendar import DayWithin, NumberFrom
from bajigong.law.bundle import Bundle
from bajigong.policy import when
from bajigong.policy.asks import Requirement, kind
from bajigong.policy.facts import Choice, FactField
from bajigong.policy.law import Gate, Route, Way
from bajigong.policy.text import same

from .days import plus

CHOICES = ("x", "y", "z")
OCCUPATIONS = (POTTER, f"{POTTER}-001", "8-99-01-02")
PLACES = (TOWN, "110101", "110000", "000000", "310100")
LISTS = ("applicant.courses", "applicant.posts")
GRADES = ("potter", "master")
#: Days near to which something turns, among them the leap days.
DAYS = (date(2020, 2, 29), date(2021, 2, 28), date(2021, 3, 1), date(2022, 6, 15), date(2023, 6, 15), date(2024, 2, 29))
_FIELDS = {
    "kind": "choice",
    "related": "flag",
    "grade": "grade",
    "occupation": "occupation",
    "hours": "number",
    "on": "date",
    "from": "date",
    "to": "date",
    "tags": "choice",
    "trades": "occupation",
    "regions": "place",
}
_MANY = ("tags", "trades", "regions")
SINGLE = {
    "applicant.kind": "choice",
    "applicant.born": "date",
    "applicant.left": "date",
    "applicant.sworn": "flag",
    "applicant.years": "number",
    "applicant.years_on": "date",
}
OPEN_ENDED = frozenset({"applicant.left", *(f"{path}.to" for path in LISTS)})

one_of = st.sampled_from
days = st.builds(lambda day, more: day + timedelta(more), one_of(DAYS), one_of((-1, 0, 0, 0, 1, 40)))


def facts_declared() -> list[FactField]:
    """Declare the facts that random rules read."""

    def fact(path: str, of: Any) -> FactField:
        choices = tuple(Choice(value, same(value)) for value in CHOICES) if of == "choice" else ()
        name = path.rpartition(".")[2]
        return FactField(path, of, same(path), choices=choices, many=name in _MANY, open_ended=path in OPEN_ENDED)

    return [
        *(fact(path, of) for path, of in SINGLE.items()),
        *(fact(path, "list") for path in LISTS),
        *(fact(f"{path}.{name}", of) for path in LISTS for name, of in _FIELDS.items()),
    ]


# ---------------------------------------------------------------- nodes

_some = st.lists(one_of(CHOICES), min_size=1, max_size=2, unique=True).map(tuple)
tests = st.one_of(
    st.builds(when.Is, st.just("kind"), _some),
    st.builds(when.IsNot, st.just("kind"), _some),
    st.builds(when.Taken, st.just("kind"), _some),
    st.builds(when.Is, st.just("related"), st.just((True,))),
    st.builds(when.Between, st.just("hours"), one_of((1, 8)), one_of((None, 20))),
    st.just(when.Same("grade", "grade")),
    st.just(when.AtLeast("grade", "grade")),
    st.builds(when.SameOccupation, st.just("occupation"), one_of(("related", ""))),
    st.just(when.Contains("trades", "occupation")),
    st.builds(when.Contains, st.just("tags"), st.just("track"), one_of(CHOICES)),
    st.builds(when.Covers, st.just("regions"), one_of(("", "nation", "province", "city", "county", "elsewhere"))),
)
#: What counts and what is refused, of one field.
_taken_and_refused = st.tuples(
    st.builds(when.Taken, st.just("kind"), _some), st.builds(when.IsNot, st.just("kind"), _some)
)
_where = st.one_of(st.lists(tests, max_size=2).map(tuple), _taken_and_refused)
records = st.builds(when.Records, one_of(LISTS), _where)
on = st.builds(when.Edge, one_of(("on", "on", "from", "to")), years=one_of((0, 0, 1, -1)), days=one_of((0, 0, 1)))
events = st.one_of(
    st.builds(when.Day, one_of(("applicant.born", "applicant.left"))),
    st.builds(when.First, records, on),
    st.builds(when.Last, records, on),
)
after = st.one_of(st.none(), events)
atoms = st.one_of(
    st.builds(when.Elapsed, events, one_of((0, 1, 2)), one_of((0, 0, 6))),
    st.builds(when.Before, events),
    st.builds(when.Fewer, records, on, one_of((1, 2))),
    st.builds(when.Recorded, records, st.one_of(st.none(), on), st.one_of(st.none(), on)),
    st.builds(
        when.Accumulated,
        records,
        st.just(when.Edge("from")),
        st.just(when.Edge("to", days=1)),
        one_of((1, 2)),
        after,
        one_of((None, None, when.Stated("applicant.years", "applicant.years_on", "applicant.born"))),
    ),
    st.builds(when.Total, records, on, st.just(when.Amount("hours")), one_of((1, 16, 24)), one_of((0, 0, 12)), after),
    st.builds(when.Fact, st.just("applicant.kind"), _some),
    st.builds(when.Fact, st.just("applicant.sworn"), st.just((True,))),
    st.builds(when.Selected, st.just("occupation"), st.just((POTTER,)), st.booleans()),
    st.builds(when.Selected, st.just("place"), st.just((TOWN,)), st.booleans()),
    st.builds(when.Selected, st.just("grade"), one_of((("potter",), GRADES))),
    st.just(when.Open("guild:years")),
)
silent = one_of(((), (), ("applicant.courses",), ("applicant.kind",), ("applicant.posts.on",)))
nodes = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.builds(when.Every, st.lists(inner, max_size=3).map(tuple)),
        st.builds(when.Either, st.lists(inner, max_size=3).map(tuple)),
        st.builds(when.Unless, inner, silent),
    ),
    max_leaves=5,
)


# Nodes as somebody may make them who did not look: any fact anywhere, of whatever type, and values of other facts.
_paths = one_of((*SINGLE, *LISTS, "grade", "occupation", "applicant.courses.on", "applicant.nothing"))
_fields = one_of((*_FIELDS, "nothing", ""))
_values = st.lists(one_of(("x", "potter", POTTER, TOWN, True, "true", "", "9-9")), max_size=2).map(tuple)
_selectors = one_of(("track", "occupation", "grade", "place", "name"))
_odd_tests = st.one_of(
    st.builds(when.Is, _fields, _values),
    st.builds(when.IsNot, _fields, _values),
    st.builds(when.Between, _fields, st.just(1)),
    st.builds(when.Same, _fields, _selectors),
    st.builds(when.AtLeast, _fields, _selectors),
    st.builds(when.SameOccupation, _fields, _fields),
    st.builds(when.Contains, _fields, _selectors, st.one_of(st.none(), one_of(("x", "potter", "?")))),
    st.builds(when.Covers, _fields, one_of(("", "city", "village"))),
)
_odd_records = st.builds(when.Records, _paths, st.lists(_odd_tests, max_size=1).map(tuple))
_odd_edges = st.builds(when.Edge, _fields)
_odd_events = st.one_of(
    st.builds(when.Day, _paths), *(st.builds(made, _odd_records, _odd_edges) for made in (when.First, when.Last))
)
_odd_stated = st.one_of(st.none(), st.builds(when.Stated, _paths, _paths, _paths))
odd_nodes = st.one_of(
    st.builds(when.Elapsed, _odd_events, one_of((-1, 0, 1))),
    st.builds(when.Before, _odd_events),
    st.builds(when.Fewer, _odd_records, _odd_edges, one_of((-1, 0, 1))),
    st.builds(when.Recorded, _odd_records, st.one_of(st.none(), _odd_edges), st.one_of(st.none(), _odd_edges)),
    st.builds(when.Accumulated, _odd_records, _odd_edges, _odd_edges, one_of((-1, 0, 1)), st.none(), _odd_stated),
    st.builds(when.Total, _odd_records, _odd_edges, st.builds(when.Amount, _fields), one_of((-1, 0, 1, 10**18))),
    st.builds(when.Fact, _paths, _values),
    st.builds(when.Selected, _selectors, _values),
    st.builds(when.Unless, st.builds(when.Fact, _paths, _values), st.just(("applicant.nothing",))),
)


# ---------------------------------------------------------------- people


def _value(name: str) -> st.SearchStrategy[Any]:
    return {
        "kind": one_of(CHOICES),
        "related": st.booleans(),
        "grade": one_of(GRADES),
        "occupation": one_of(OCCUPATIONS),
        "hours": one_of((0, 4, 7.5, 8, 16, 20)),
        "tags": st.lists(one_of(CHOICES), max_size=2),
        "trades": st.lists(one_of(OCCUPATIONS), max_size=2),
        "regions": st.lists(one_of(PLACES), max_size=2),
    }.get(name, days)


record = st.fixed_dictionaries({}, optional={name: _value(name) for name in _FIELDS})
full_record = st.fixed_dictionaries({name: _value(name) for name in _FIELDS if name != "to"}, optional={"to": days})
histories = st.lists(st.one_of(full_record, full_record, record), max_size=5)
applicants = st.fixed_dictionaries(
    {},
    optional={
        "kind": one_of(CHOICES),
        "born": days,
        "left": days,
        "sworn": st.booleans(),
        "years": one_of((0, 0.5, 1, 2, 2.99, 5)),
        "years_on": days,
        "courses": histories,
        "posts": histories,
    },
)


def within_bounds(draw: Any, value: Any) -> Any:
    """Give a day or a number that is known within bounds only, where it is one, and sometimes; else nothing."""
    vague = draw(one_of((True, True, False)))
    if isinstance(value, date) and vague:
        year, month = draw(one_of(((value.year, None), (value.year, value.month))))
        first = date(year, month or 1, 1)
        return DayWithin(first, plus(first, months=1 if month else 12) - timedelta(1))
    if isinstance(value, int | float) and not isinstance(value, bool) and vague:
        return NumberFrom(draw(one_of((value, value / 2, 0))))
    return None


def asked_on() -> st.SearchStrategy[date]:
    """Give days to ask about: near to where something turns, and years after it."""
    return st.builds(lambda day, years: plus(day, years=years), days, one_of((0, 0, 1, 2)))


class Law(NamedTuple):
    """Random rules: the nodes that they ask, by number; the routes, and the gates with several ways each."""

    nodes: tuple[when.Node, ...]
    routes: list[tuple[int, ...]]
    gates: list[list[tuple[int, ...]]]


def opened_with(law: Law) -> Bundle:
    """Open the guild's law with random rules."""

    @kind("节点", "a node")
    def asks(number: int) -> Requirement:
        return Requirement(same(f"node {number}"), law.nodes[number])

    def together(numbers: tuple[int, ...]) -> Any:
        first, *others = (asks(number=number) for number in numbers)
        for one in others:
            first &= one
        return first

    def rules() -> list[object]:
        made: list[object] = [
            Route(f"guild:r{n}", ("master",), "trial", same(f"route {n}"), together(numbers), ("MOON/2",))
            for n, numbers in enumerate(law.routes)
        ]
        for n, ways in enumerate(law.gates):
            made.append(Gate(f"guild:g{n}", same(f"gate {n}")))
            made += [
                Way(f"guild:g{n}", f"guild:g{n}w{m}", together(numbers), ("MOON/1",)) for m, numbers in enumerate(ways)
            ]
        return made

    return opened(filled(), *facts_declared(), asks, *rules())
