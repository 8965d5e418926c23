"""Many at once is the same as one by one: the kernel held to the engine on random applications."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracle import judge
from tests.oracle.applications import cases
from tests.test_oracle import TENANTS, engine, thorough
from tests.test_standards import person

from bajigong.answers import Application, Outcome, RuleAnswer, Verdict
from bajigong.batch import Decider
from bajigong.batch.cases import OUTCOMES
from bajigong.batch.columns import Column, Lists, Nested, Table
from bajigong.batch.kernel import Kernel
from bajigong.batch.people import People, laid_out
from bajigong.calendar import NEVER, from_day
from bajigong.compile.columns import WORD
from bajigong.engine.explain import best_route, clauses, failing
from bajigong.policy.facts import Schema, Selection
from bajigong.tables import Raw, Where, check
from bajigong.tables.layout import FURTHER

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parent.parent / "examples"

tenants = pytest.mark.parametrize("tenant", TENANTS)


def rules(answers: Sequence[RuleAnswer]) -> list[Any]:
    """Say what held, but not since when."""
    return [
        (
            one.id,
            str(one.holds),
            one.cites,
            one.in_force,
            [(str(q.holds), q.missing, q.terms) for q in one.requirements],
        )
        for one in answers
    ]


def told(kernel: Kernel, people: People) -> list[tuple[Any, ...]]:
    """Say what the kernel answers, row by row."""
    answers = kernel.decide(people)
    said = []
    for row in range(len(people)):
        reason = kernel.reasons[int(answers.reasons[row])]
        assert reason.outcome is OUTCOMES[answers.outcomes[row]]
        assert kernel.reasons.routes[int(answers.reasons[row])] == (reason.route, reason.method)
        until = answers.until[row] if reason.outcome is Outcome.ELIGIBLE else NEVER
        days = (from_day(int(day)) for day in (answers.since[row], until, answers.eligible_from[row]))
        said.append(
            (
                *(str(reason.outcome), *days, reason.route, reason.method, reason.failing, reason.clauses),
                *(reason.missing, rules(reason.gates), rules(reason.routes)),
            )
        )
    return said


def expected(verdict: Verdict) -> tuple[Any, ...]:
    """Say what the engine answers in the same words."""
    route = best_route(verdict)
    return (
        *(str(verdict.outcome), verdict.since, verdict.until, verdict.eligible_from),
        *(route.id if route else "", route.method if route else "", failing(verdict), clauses(verdict)),
        *(verdict.missing, rules(verdict.gates), rules(verdict.routes)),
    )


def one_by_one(tenant: str, applications: Sequence[Application]) -> list[tuple[Any, ...]]:
    """Decide each application alone."""
    return [expected(engine(tenant).decide([one])[0]) for one in applications]


def kernel(tenant: str) -> Kernel:
    """Return a kernel that has seen nothing yet."""
    return Kernel(engine(tenant))


def at_the_end_of_2022(**changes: Any) -> Application:
    """Return somebody with ten years of work, a day before the edition by which they become eligible is there."""
    one = person("6-18-01-05", "3")
    work = [{"occupation": "6-18-01-05", "from": date(2012, 1, 1)}]
    facts = {**one.facts["applicant"], "work": work, "certificates": [], **changes}
    return Application({**one.facts, "applicant": facts}, date(2022, 12, 30), one.place)


def test_an_edition_to_come_is_shown_where_somebody_becomes_eligible_by_it():
    sooner, never = at_the_end_of_2022(), at_the_end_of_2022(work=[])
    [verdict] = engine("sichuan").decide([sooner])
    assert verdict.eligible_from == date(2023, 8, 31)
    assert [(one.id, one.since) for one in verdict.routes if not one.in_force] == [
        ("national:2023/3-1", date(2023, 8, 31))
    ]
    both = [sooner, never]
    assert told(kernel("sichuan"), laid_out(engine("sichuan").bundle.schema, both)) == one_by_one("sichuan", both)


def test_one_case_on_two_days_is_told_by_what_is_in_force_on_each():
    old = at_the_end_of_2022()
    both = [old, evolve(old, on=date(2026, 6, 30)), evolve(old, on=date(2029, 6, 30))]
    assert told(kernel("sichuan"), laid_out(engine("sichuan").bundle.schema, both)) == one_by_one("sichuan", both)


@tenants
@settings(thorough, max_examples=50)
@given(data=st.data())
def test_the_kernel_says_what_the_engine_says(tenant, data):
    some = data.draw(st.lists(cases(tenant), min_size=1, max_size=8))
    applications = [Application(case.facts, case.on, case.place) for case in some]
    people = laid_out(engine(tenant).bundle.schema, applications)
    assert told(kernel(tenant), people) == one_by_one(tenant, applications)


def in_places(people: People) -> People:
    """Lay lists out with one place for a record in each row, where no row has two."""
    lists = {path: in_place(one) for path, one in people.table.lists.items()}
    return evolve(people, table=Table(people.table.on, people.table.columns, lists))


def in_place(lists: Lists) -> Lists:
    """Lay a list out with one place for a record in each row, if no row has two."""
    counts = np.diff(lists.offsets)
    if counts.max() > 1 or not lists.records:
        return lists
    there, pick = counts > 0, np.minimum(lists.offsets[:-1], lists.records - 1)
    fields = {name: Column(one.values[pick], one.known[pick] | ~there) for name, one in lists.fields.items()}
    nested = {}
    for name, one in lists.nested.items():
        items = [one.values[one.offsets[n] : one.offsets[n + 1]] for n in pick]
        offsets = np.cumsum([0, *map(len, items)])
        nested[name] = Nested(np.concatenate(items), offsets, one.known[pick] | ~there)
    return Lists(lists.given, np.arange(len(counts) + 1), fields, nested, there)


def sharing(people: People, prefix: str) -> People:
    """Let what all rows have in common stand once: each of them has what the first one has."""
    table = people.table
    columns = {
        path: Column(one.values[:1], one.known[:1]) if path.startswith(prefix) else one
        for path, one in table.columns.items()
    }
    lists = {path: first_of(one) if path.startswith(prefix) else one for path, one in table.lists.items()}
    return evolve(people, table=Table(table.on, columns, lists))


def first_of(lists: Lists) -> Lists:
    """Return the list of the first row."""
    end = int(lists.offsets[1])
    fields = {name: Column(one.values[:end], one.known[:end]) for name, one in lists.fields.items()}
    nested = {
        name: Nested(one.values[: one.offsets[end]], one.offsets[: end + 1], one.known[:end])
        for name, one in lists.nested.items()
    }
    return Lists(lists.given[:1], lists.offsets[:2], fields, nested)


@tenants
@settings(thorough, max_examples=30)
@given(data=st.data())
def test_shared_facts_and_the_order_of_rows_change_nothing(tenant, data):
    some = data.draw(st.lists(cases(tenant), min_size=2, max_size=10))
    on = data.draw(st.sampled_from([None, some[0].on]))
    agency = some[0].facts.get("agency")
    facts = [{**case.facts, **({"agency": agency} if agency else {})} for case in some]
    facts = facts if agency else [{key: value for key, value in one.items() if key != "agency"} for one in facts]
    order = data.draw(st.permutations(range(len(some))))
    applications = [Application(facts[n], on or some[n].on, some[n].place) for n in order]
    alone = one_by_one(tenant, applications)
    people = laid_out(engine(tenant).bundle.schema, applications)
    one = kernel(tenant)
    assert told(one, sharing(people, "agency.")) == alone
    assert told(one, sharing(in_places(people), "agency.")) == alone, "a kernel that has seen them before"


@tenants
@settings(thorough, max_examples=30)
@given(data=st.data())
def test_a_signature_depends_on_nothing_but_the_case(tenant, data):
    some = data.draw(st.lists(cases(tenant), min_size=2, max_size=6))
    applications = [Application(case.facts, case.on, case.place) for case in some]
    schema = engine(tenant).bundle.schema

    def signatures(parts: Sequence[Sequence[Application]]) -> list[int]:
        one = kernel(tenant)
        decided = [one.decide(laid_out(schema, part)) for part in parts]
        return [one.reasons.signatures[place] for answers in decided for place in answers.reasons]

    whole = signatures([applications])
    assert signatures([[one] for one in applications]) == whole
    assert signatures([applications[::-1]]) == whole[::-1]


def nested(row: dict[str, Any], schema: Schema) -> dict[str, Any]:
    """Write a flat row as an application: one record at most in each list.

    Behind one that is not all there is stands another, of which nothing is known.
    """
    facts: dict[str, Any] = {}
    alone: list[list[dict[str, Any]]] = []
    for path, value in row.items():
        if value is None or path == "id":
            continue
        *above, name = path.split(".")
        here, parent = facts, ".".join(above)
        for key in above[:-1] if parent in lists(schema) else above:
            here = here.setdefault(key, {})
        if parent in lists(schema):
            if above[-1] not in here:
                alone += [] if schema.fields[parent].whole else [here.setdefault(above[-1], [{}])]
            here = here.setdefault(above[-1], [{}])[0]
        here[name] = value
    for records in alone:
        records.append(FURTHER)
    return facts


def lists(schema: Schema) -> set[str]:
    return {field.path for field in schema.lists}


def test_the_people_of_the_example_are_told_what_the_oracle_says():
    table = pq.read_table(EXAMPLES / "people.parquet")
    on, schema = date(2026, 6, 30), engine("sichuan").bundle.schema
    result = Decider("sichuan", on=on, keys=["id"]).decide(table).to_pylist()
    assert len(result) == 500
    for row, said in zip(table.to_pylist(), result, strict=True):
        one = check(
            Raw(nested(row, schema), "", Where("")), schema, tenant_place="510000", on=on, overrides={}, today=on
        )
        oracle = judge(one.facts, on, "510000", "sichuan")
        found = (said["verdict"], said["since"], said["eligible_from"])
        assert found == (oracle.outcome, oracle.since, oracle.eligible_from), row["id"]


def test_more_facts_than_one_number_has_bits_for():
    selection = Selection("enterprise", "6-31-01-03", "2", "510100")
    assert len(engine("sichuan").program(selection).facts) > WORD
    records = ("work", "certificates", "titles", "education", "achievements", "competitions")
    facts = {"track": "enterprise", "occupation": "6-31-01-03", "grade": "2"}
    applicants = [{}, {"birth_date": date(1990, 1, 1)}, *({name: [{}]} for name in records)]
    applications = [Application({**facts, "applicant": one}, date(2026, 6, 30), "510100") for one in applicants]
    people = laid_out(engine("sichuan").bundle.schema, applications)
    assert told(kernel("sichuan"), people) == one_by_one("sichuan", applications)
