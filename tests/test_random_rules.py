"""Random rules, of every node and nested: the engine says what the oracle says, and many are decided as one is."""

from datetime import timedelta

import pytest
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
from bajigong.law.selection import Selection

thorough = settings(
    max_examples=150, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
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


@settings(thorough, max_examples=60)
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


@settings(thorough, max_examples=6)
@given(data=st.data())
def test_what_is_compiled_says_what_is_read(natives, data):
    bundle = random.opened_with(data.draw(laws(most=10)))
    some = data.draw(st.lists(applications(), min_size=10, max_size=40))
    engine = Engine(bundle, "guild")
    people = laid_out(bundle.schema, some)
    fast = Kernel(engine, natives=natives, least=1)
    assert told(fast, people) == told(Kernel(engine, natives=None), people)
