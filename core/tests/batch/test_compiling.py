"""When rules are compiled: for many people, beside the run, and never while somebody waits."""

from datetime import date, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from core.tests.toy import POTTER, TENANT

from bajigong.batch import Decider
from bajigong.batch.files.ask import Ask, Gauge, Silent
from bajigong.batch.files.flow import Flow
from bajigong.batch.kernel import LEAST
from bajigong.compile.native import Native, Natives

ON = date(2026, 6, 30)


class Never(Natives):
    """Notes what is asked for, and is never done."""

    def _start(self, native: Native, text: str) -> None:
        pass


@pytest.fixture(scope="module")
def people():
    rows = range(500)
    days = [date(2015, 1, 1) + timedelta(9 * row) for row in rows]
    return pa.table(
        {
            "track": ["guild"] * 500,
            "occupation": [POTTER] * 500,
            "grade": [("potter", "master")[row % 2] for row in rows],
            "applicant.honest": [(True, False, None)[row % 3] for row in rows],
            "applicant.work.from": pa.array(days, pa.date32()),
        }
    )


@pytest.fixture
def decider(tmp_path):
    made = Decider(TENANT, on=ON, threads=1)
    made.kernel.natives = Never(tmp_path)
    return made


def test_a_small_table_asks_for_no_compiler(decider, people):
    assert LEAST >= 50_000
    decider.decide(people)
    assert decider.kernel.natives.asked == ()


def test_nobody_waits_for_a_compiler(decider, people):
    expected = decider.decide(people).to_pylist()
    decider.kernel.least = 1
    assert decider.decide(people).to_pylist() == expected, "by CPython, for the compiler never ends"
    assert decider.kernel.natives.asked


def test_many_people_may_come_in_small_pieces(decider, people):
    decider.kernel.least = 800
    decider.decide(people)
    assert decider.kernel.natives.asked == (), "500 have come"
    decider.decide(people)
    assert decider.kernel.natives.asked, "1,000 have"


class Hears(Silent):
    def __init__(self):
        self.notes = []

    def note(self, words):
        self.notes.append(words.say("en"))


@pytest.mark.parametrize(("least", "times"), [(1, 1), (100, 1), (10_000, 0)])
def test_without_a_compiler_many_rows_are_told_once_that_they_take_longer(tmp_path, people, least, times):
    file = tmp_path / "some.parquet"
    pq.write_table(pa.concat_tables([people, people]), file)
    ask = Ask(TENANT, ON, "en")
    tenant_law = ask.tenant_law()
    kernel = tenant_law.kernel
    before, kernel.natives, kernel.least = (kernel.natives, kernel.least), None, least
    try:
        flow, hears = Flow(str(file), ask, tenant_law, chunk=300), Hears()
        rows = sum(one.size for one in flow.decided(flow.schema("reasons"), Gauge.of(hears, [str(file)])))
    finally:
        kernel.natives, kernel.least = before
    assert rows == 1000
    assert sum("pip install 'bajigong[batch]'" in one for one in hears.notes) == times
