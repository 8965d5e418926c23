"""Random rules, of every node and nested: the engine says what the oracle says, and many are decided as one is."""

from copy import deepcopy
from datetime import timedelta

import pytest
from attrs import evolve
from core.tests.toy import POTTER, TOWN
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.oracle import random_rules as random
from tests.oracle.nodes import Reader, Trust
from tests.test_batch import expected, told

from bajigong.answers import Application
from bajigong.batch.kernel import Kernel
from bajigong.batch.people import laid_out
from bajigong.calendar import from_day, to_day
from bajigong.compile.native import Natives
from bajigong.engine.decide import ALL, NONE
from bajigong.engine.engine import Engine
from bajigong.engine.explain import Missing
from bajigong.errors import LawError
from bajigong.policy import when
from bajigong.policy.facts import Selection

pytestmark = pytest.mark.slow

thorough = settings(
    max_examples=80, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
SELECTION = {"track": "guild", "occupation": POTTER, "grade": "master"}


@st.composite
def laws(draw, most=4):
    """A few nodes, and routes and gates that ask them."""
    some = tuple(draw(st.lists(random.nodes, min_size=1, max_size=most)))
    numbers = st.lists(st.integers(0, len(some) - 1), min_size=1, max_size=3, unique=True).map(tuple)
    routes = draw(st.lists(numbers, min_size=1, max_size=3))
    gates = draw(st.lists(st.lists(numbers, min_size=1, max_size=2), max_size=2))
    return random.Law(some, routes, gates)


@st.composite
def applications(draw):
    applicant = {**draw(random.applicants), "honest": True, "certificates": []}
    facts = {**SELECTION, "occupation": draw(random.one_of(random.OCCUPATIONS[:2])), "applicant": applicant}
    return Application(facts, draw(random.asked_on()), draw(random.one_of((TOWN, "110101"))))


def reader(one):
    return Reader(one.facts, one.on, one.place, random.OPEN_ENDED)


def selection(one):
    return Selection("guild", one.facts["occupation"], "master", one.place)


@thorough
@given(data=st.data())
def test_every_node_holds_on_the_days_on_which_the_oracle_says_so(data):
    law, one = data.draw(laws()), data.draw(applications())
    bundle = random.opened_with(law)
    decision = Engine(bundle, "guild").decision(selection(one), one)
    asked = reader(one)
    paths = sorted(decision.program.facts)
    hope = frozenset(data.draw(st.lists(random.one_of(paths), max_size=4)) if paths else ())
    days = [one.on, *data.draw(st.lists(random.asked_on(), max_size=3))]
    for node in dict.fromkeys(node for node in law.nodes if node in decision.program.nodes):
        for bits, hoped in ((NONE, frozenset()), (ALL, frozenset(paths)), (decision.program.bits(hope), hope)):
            for day in days:
                since, until = decision.node_at(node, bits, to_day(day))
                holds = asked.holds(node, day, Trust(hoped))
                assert (since <= to_day(day)) is holds, (node, day, hoped)
                first, end = from_day(since), from_day(until)
                # It holds from its first day on, up to and without its last, and just as long.
                expects = [(first, True), (end, False)]
                if first and first > min(random.DAYS) - timedelta(9999):
                    expects.append((first - timedelta(1), False))
                if end and first != end:
                    expects.append((end - timedelta(1), True))
                for at, answer in expects:
                    assert at is None or since >= until or asked.holds(node, at, Trust(hoped)) is answer, (node, at)
                if not holds:
                    between = [one for one in random.DAYS if day < one and to_day(one) < since]
                    assert not any(asked.holds(node, at, Trust(hoped)) for at in between), (node, day)


@thorough
@given(data=st.data())
def test_a_verdict_is_every_gate_and_any_route(data):
    law, one = data.draw(laws()), data.draw(applications())
    bundle = random.opened_with(law)
    decision = Engine(bundle, "guild").decision(selection(one), one)
    asked, paths = reader(one), frozenset(decision.program.facts)

    def holds(hope):
        def way(numbers):
            return all(asked.holds(law.nodes[number], one.on, Trust(hope)) for number in numbers)

        return any(map(way, law.routes)) and all(any(map(way, ways)) for ways in law.gates)

    # The guild's own route asks for a certificate, of which there is none.
    assert decision.verdict.holds is holds(frozenset())
    assert decision.verdict.may_hold is holds(paths)


def told_less(draw, applicant):
    """Leave a few things out: single facts, lists, fields of records, all that records say."""
    less = deepcopy(applicant)
    for _ in range(draw(st.integers(1, 4))):
        rows = [row for path in random.LISTS for row in less.get(path.partition(".")[2], ())]
        owners = [(less, name) for name in less if name not in ("years_on", "left")]
        owners += [(row, name) for row in rows for name in row if name != "to"]
        if not owners:
            break
        owner, name = draw(st.sampled_from(owners))
        if vague := random.within_bounds(draw, owner[name]):
            owner[name] = vague
        elif isinstance(owner[name], list) and owner[name] and name in ("courses", "posts") and draw(st.booleans()):
            owner[name][draw(st.integers(0, len(owner[name]) - 1))].clear()
        else:
            del owner[name]
    return less


def told_against(node):
    """The paths of which nothing told says that there is nothing, and what is told in place of a list."""
    found = set()
    for part in when.parts(node):
        match part:
            case when.Unless(_, silent) if silent:
                found.update(silent)
            case when.Accumulated(records, stated=when.Stated()):
                found.update((records.path, "applicant.years"))
    return found


@thorough
@given(data=st.data())
def test_more_knowledge_never_knows_less(data):
    law, more = data.draw(laws()), data.draw(applications())
    engine = Engine(random.opened_with(law), "guild")
    applicant = told_less(data.draw, more.facts["applicant"])
    less = evolve(more, facts={**more.facts, "applicant": applicant})
    of_more, of_less = (engine.decision(selection(one), one) for one in (more, less))
    on = to_day(more.on)
    for node in of_more.program.nodes:
        if told_against(node):
            continue
        if of_less.node_at(node, NONE, on)[0] <= on:
            assert of_more.node_at(node, NONE, on)[0] <= on, (node, applicant)
        if of_less.node_at(node, ALL, on)[0] > on:
            assert of_more.node_at(node, ALL, on)[0] > on, (node, applicant)


@thorough
@given(data=st.data())
def test_what_settles_a_node_is_enough_and_no_less_is(data):
    """Each smallest set of facts makes it hold by the oracle, too, and no part of one does."""
    law, one = data.draw(laws(most=2)), data.draw(applications())
    decision = Engine(random.opened_with(law), "guild").decision(selection(one), one)
    asked, missing = reader(one), Missing(decision)
    for requirement in (r for route in decision.plan.routes for r in route.requirements):
        sets = missing.requirement(requirement)
        if requirement.node not in law.nodes:
            continue
        hopes = (frozenset(), frozenset(decision.program.facts))
        certain, possible = (asked.holds(requirement.node, one.on, Trust(hope)) for hope in hopes)
        assert (sets == (frozenset(),)) is certain
        assert bool(sets) is possible
        for some in sets:
            assert asked.holds(requirement.node, one.on, Trust(some))
            assert not any(asked.holds(requirement.node, one.on, Trust(some - {fact})) for fact in some)


def test_more_rules_than_a_number_has_bits():
    """Seventy requirements, and more facts than that many bits hold: words of them are put together."""
    edges = [when.Edge("on", years=-n, days=1) for n in range(12)]
    some = tuple(
        node
        for path in random.LISTS
        for n, edge in enumerate(edges)
        for node in (
            when.Elapsed(when.Last(when.Records(path, (when.Is("kind", ("x",)),)), edge), 1),
            when.Unless(when.Elapsed(when.Last(when.Records(path), edge), 1)),
            when.Unless(when.Recorded(when.Records(path, (when.Is("kind", ("y",)),)), edge, when.Edge("to"))),
        )
    )
    law = random.Law(some, [(n, (n * 7) % len(some)) for n in range(len(some))], [[(n,) for n in range(5)]])
    bundle = random.opened_with(law)
    engine = Engine(bundle, "guild")
    days = random.DAYS
    rows = [
        [{"on": days[n % 6], "kind": "xyz"[n % 3], "to": days[(n + 2) % 6]}, {"on": days[n // 6]}] for n in range(36)
    ]
    people = [
        Application(
            {**SELECTION, "applicant": {"honest": True, "certificates": [], "courses": row, "posts": row[:1]}},
            day,
            TOWN,
        )
        for row in rows
        for day in days[::3]
    ]
    for one in people:
        decision, asked = engine.decision(selection(one), one), reader(one)
        assert len(decision.program.nodes) > 60
        for node in some:
            for hope, hoped in ((NONE, frozenset()), (ALL, frozenset(decision.program.facts))):
                holds = decision.node_at(node, hope, to_day(one.on))[0] <= to_day(one.on)
                assert holds is asked.holds(node, one.on, Trust(hoped)), node
    assert told(Kernel(engine, natives=None), laid_out(bundle.schema, people)) == [
        expected(engine.decide([one])[0]) for one in people
    ]


def refused(law):
    """Say why a law cannot be opened, nothing where it can."""
    try:
        random.opened_with(law)
    except LawError as error:
        return str(error)
    return ""


@thorough
@given(data=st.data())
def test_what_cannot_be_written_is_refused_when_the_law_is_opened(data):
    """Any path and any value anywhere: either the law is refused, naming the kind and the node, or it can be run."""
    law, one = random.Law((data.draw(random.odd_nodes),), [(0,)], []), data.draw(applications())
    if said := refused(law):
        assert said.startswith("kind asks ('guild'): node ") or "reads fact" in said
        return
    bundle = random.opened_with(law)
    assert told(Kernel(Engine(bundle, "guild"), natives=None), laid_out(bundle.schema, [one])) == [
        expected(Engine(bundle, "guild").decide([one])[0])
    ]


@settings(thorough, max_examples=40)
@given(data=st.data())
def test_many_are_decided_as_one_is(data):
    bundle = random.opened_with(data.draw(laws()))
    some = data.draw(st.lists(applications(), min_size=1, max_size=8))
    engine = Engine(bundle, "guild")
    people = laid_out(bundle.schema, some)
    assert told(Kernel(engine, natives=None), people) == [expected(engine.decide([one])[0]) for one in some]


@pytest.fixture(scope="module")
def natives(tmp_path_factory):
    made = Natives(tmp_path_factory.mktemp("compiled"), wait=True)
    yield made
    made.close()


@settings(thorough, max_examples=3)
@given(data=st.data())
def test_what_is_compiled_says_what_is_read(natives, data):
    bundle = random.opened_with(data.draw(laws(most=10)))
    some = data.draw(st.lists(applications(), min_size=10, max_size=40))
    engine = Engine(bundle, "guild")
    people = laid_out(bundle.schema, some)
    fast = Kernel(engine, natives=natives, least=1)
    assert told(fast, people) == told(Kernel(engine, natives=None), people)
