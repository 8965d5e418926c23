"""Many people at once on a law that is no bundled plugin's, by CPython and compiled, and one by one."""

from datetime import date, timedelta
from itertools import compress

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from core.tests import toy

from bajigong.answers import Application
from bajigong.batch import Decider, decide
from bajigong.batch.files.ask import Ask, Job
from bajigong.batch.files.run import run
from bajigong.compile.native import Natives
from bajigong.engine.engine import Engine
from bajigong.law.tenants import tenant

ON = date(2026, 6, 30)
ROWS = 400
COMPLETE = ("applicant.work", "applicant.certificates")


def days(numbers):
    return [None if number < 0 else date(2018, 1, 1) + timedelta(int(number)) for number in numbers]


@pytest.fixture(scope="module")
def people():
    """Made-up people; of some this is not known, of others that."""
    some = np.random.default_rng(7)
    honest = some.integers(0, 5, ROWS)
    work, issued = some.integers(-400, 3000, ROWS), some.integers(-800, 3000, ROWS)
    return pa.table(
        {
            "id": [f"no-{number}" for number in range(ROWS)],
            "track": ["guild"] * ROWS,
            "occupation": [toy.POTTER] * ROWS,
            "grade": [("potter", "master")[number] for number in some.integers(0, 2, ROWS)],
            "applicant.honest": [None if one == 4 else bool(one) for one in honest],
            "applicant.work.from": pa.array(days(work), pa.date32()),
            "applicant.certificates.issued": pa.array(days(issued), pa.date32()),
            "applicant.certificates.occupation": [toy.POTTER if one >= 0 else None for one in issued],
        }
    )


def decider(**more):
    return Decider(toy.TENANT, on=ON, threads=1, keys=["id"], complete=COMPLETE, **more)


@pytest.fixture(scope="module")
def expected(people):
    """What each comes to by itself."""
    engine = Engine(tenant(toy.TENANT).open(), toy.TENANT)
    found = []
    for row in people.to_pylist():
        applicant = {}
        if row["applicant.work.from"]:
            applicant["work"] = [{"from": row["applicant.work.from"]}]
        if row["applicant.certificates.issued"]:
            applicant["certificates"] = [{"issued": row["applicant.certificates.issued"], "occupation": toy.POTTER}]
        if row["applicant.honest"] is not None:
            applicant["honest"] = row["applicant.honest"]
        facts = {"track": "guild", "occupation": toy.POTTER, "grade": row["grade"], "applicant": applicant}
        verdict = engine.decide([Application(facts, ON, toy.TOWN)])[0]
        found.append((row["id"], str(verdict.outcome), verdict.since, verdict.eligible_from))
    return found


def told(table):
    return [(row["id"], row["verdict"], row["since"], row["eligible_from"]) for row in table.to_pylist()]


def test_together_they_come_to_what_each_comes_to_alone(people, expected):
    plain = decider()
    plain.kernel.natives = None
    assert told(plain.decide(people)) == expected
    assert {verdict for _, verdict, _, _ in expected} == {"eligible", "not_eligible", "undetermined"}


def test_one_call_does_it(people, expected):
    assert told(decide(people, toy.TENANT, on=ON, keys=["id"], complete=COMPLETE)) == expected


@pytest.mark.slow
def test_what_is_compiled_says_the_same(people, expected, tmp_path):
    fast = decider()
    fast.kernel.natives, fast.kernel.least = Natives(tmp_path, wait=True), 1
    try:
        potters = pc.equal(people["grade"], "potter")
        assert told(fast.decide(people.filter(potters))) == list(compress(expected, potters.to_pylist()))
    finally:
        fast.kernel.natives.close()
    assert list(tmp_path.glob("rules_*.ready")), "it was compiled"


def test_a_file_becomes_a_result_and_its_reasons(people, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pq.write_table(people, "people.parquet")
    books = run(Job(("people.parquet",), Ask(toy.TENANT, ON, "en", on=ON), tmp_path / "r.parquet"))
    result, reasons = pq.read_table("r.parquet"), pq.read_table("r.reasons.parquet")
    assert (books.read, books.out, books.refused) == (ROWS, ROWS, 0)
    assert result.column("id").to_pylist() == people.column("id").to_pylist()
    signatures = set(result.column("signature").to_pylist())
    assert signatures <= set(reasons.column("signature").to_pylist())
    assert 3 < len(signatures) < 40
