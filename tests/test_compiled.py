"""Compiled is the same as read line by line: the programs that numba compiles, held to those that CPython runs."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.oracle.applications import cases
from tests.test_batch import in_places, told
from tests.test_oracle import engine

from bajigong.answers import Application
from bajigong.batch import Decider
from bajigong.batch.kernel import Kernel
from bajigong.batch.people import laid_out
from bajigong.compile.native import Natives

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parent.parent / "examples"
ON = date(2026, 6, 30)


@pytest.fixture(scope="module")
def natives(tmp_path_factory):
    """Return a compiler that everybody waits for."""
    folder = tmp_path_factory.mktemp("compiled")
    made = Natives(folder, wait=True)
    yield made
    made.close()


@pytest.fixture(scope="module")
def fast(natives):
    return Kernel(engine("sichuan"), natives=natives, least=1)


TRACK, GRADE, OCCUPATION = "enterprise", "3", "6-31-01-03"


@settings(max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_compiled_says_what_is_read(fast, data):
    some = data.draw(st.lists(cases("sichuan"), min_size=1, max_size=8))
    applications = [
        Application(
            {**case.facts, "track": TRACK, "grade": GRADE, "occupation": OCCUPATION},
            case.on,
            "510100",
        )
        for case in some
    ]
    people = laid_out(engine("sichuan").bundle.schema, applications)
    plain = Kernel(engine("sichuan"), natives=None)
    assert told(fast, people) == told(plain, people)
    assert told(fast, in_places(people)) == told(plain, people)


def test_a_table_is_answered_the_same_while_it_is_compiled_and_after(tmp_path):
    people = pq.read_table(EXAMPLES / "people.parquet")
    people = people.filter(pa.compute.equal(people["grade"], people["grade"][0]))
    plain = Decider("sichuan", on=ON, threads=1)
    plain.kernel.natives = None
    expected = plain.decide(people).to_pylist()
    decider = Decider("sichuan", on=ON, threads=1)
    decider.kernel.natives, decider.kernel.least = Natives(tmp_path), 1
    try:
        assert decider.decide(people).to_pylist() == expected
        decider.kernel.natives.finish()
        assert list(tmp_path.glob("rules_*.ready")), "compiled in a process of its own"
        assert decider.decide(people).to_pylist() == expected
        again = Decider("sichuan", on=ON, threads=1)
        again.kernel.natives, again.kernel.least = Natives(tmp_path), 1
        assert again.decide(people).to_pylist() == expected, "taken from the cache"
    finally:
        decider.kernel.natives.close()
