import itertools
from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import select

from bajigong.errors import InputError
from bajigong.register import (
    certificates,
    enforcing,
    filings,
    outbox,
    panel,
    registration,
    results,
    scores,
    sessions,
    states,
)
from bajigong.register.errors import Forbidden, Refused, RegisterError
from bajigong.register.office import Office
from bajigong.register.tables import (
    Certificate,
    Filing,
    Objection,
    Person,
    Registration,
    Session,
    Standing,
    State,
)

from .conftest import (
    CARD,
    ON,
    applicant,
    assessed,
    do,
    filed,
    id_number,
    publicized,
    register,
    registering,
    score_all,
    seated,
    staffed,
    stocked,
)

pytestmark = pytest.mark.slow

LAST = date(2026, 5, 17)  # made public on the 10th, for seven days
FREE = date(2026, 5, 18)


def rows(office, table):
    with office.store.reading() as database:
        return list(database.exec(select(table)).all())


def issue(office, session, on=FREE):
    return do(office, session, lambda act, row: [one.number for one in certificates.issue(office, act, row)], on)


# ---------------------------------------------------------------- the table of states


def test_every_move_that_is_not_in_the_table_is_forbidden_and_says_what_is_allowed():
    for state, move in itertools.product(State, states.MOVES):
        session = Session(filing_id=1, occupations=[], grades=[], place="510100", on=ON, publicity_days=1, state=state)
        if state in move.sources:
            states.move(session, move.name)
            assert session.state is move.target
            continue
        with pytest.raises(Forbidden) as refused:
            states.move(session, move.name)
        assert session.state is state
        for other in states.allowed(state):
            assert other.name in str(refused.value)


def test_a_session_goes_its_way(office):
    session = publicized(office)
    assert issue(office, session) == [f"S00005100000126400000{n}" for n in range(1, 5)]
    given = rows(office, Certificate)
    assert {one.bundle for one in given} == {office.engine.bundle.hash}
    assert given[0].parts == [{"part": "theory", "score": "80"}, {"part": "skill", "score": "80"}]
    assert rows(office, Session)[0].state is State.CERTIFIED
    with office.store.reading() as database:
        assert certificates.stock(database, database.get_one(Filing, 1)) == 1996


# ---------------------------------------------------------------- planning


@pytest.mark.parametrize(
    ("change", "clause"),
    [
        ({"training_tied": True}, "SC22/6.3.b"),
        ({"fee_basis": ""}, "SC22/3.5"),
        ({"fees_published": False}, "SC22/3.5"),
    ],
)
def test_a_plan_is_refused_by_the_duty_that_is_not_met(small, change, clause):
    number = filed(small)
    with small.act("state", ON) as act:
        filings.state(small, act, act.get(Filing, number), change)
    with pytest.raises(Refused, match=clause):
        registering(small, number)
    assert rows(small, Session) == []


@pytest.mark.parametrize(
    ("what", "value"),
    [("grades", ["2"]), ("occupations", ["6-18-01-01"]), ("on", date(2029, 1, 1)), ("on", date(2026, 3, 1))],
)
def test_only_what_is_filed_is_planned(small, what, value):
    number = filed(small)
    asked = {"occupations": ["6-31-01-03"], "grades": ["4"], "place": "510100", "on": date(2026, 5, 6)} | {what: value}
    with pytest.raises(Refused, match=r"SC22/3\.1\.a"), small.act("session.plan", ON) as act:
        sessions.plan(small, act, act.get(Filing, number), **asked, publicity_days=7)


def test_work_elsewhere_is_reported_first(small):
    number = filed(small)
    asked = {"occupations": ["6-31-01-03"], "grades": ["4"], "place": "510700", "on": date(2026, 5, 6)}
    with pytest.raises(Refused, match=r"SC22/3\.1\.c"), small.act("session.plan", ON) as act:
        sessions.plan(small, act, act.get(Filing, number), **asked, publicity_days=7)
    with small.act("report", ON) as act:
        filings.report(small, act, act.get(Filing, number), "510700")
    with small.act("session.plan", ON) as act:
        assert sessions.plan(small, act, act.get(Filing, number), **asked, publicity_days=7).id == 1


def test_a_filing_that_is_suspended_holds_no_session(small):
    number = filed(small)
    with small.act("suspend", ON) as act:
        filings.suspend(act, act.get(Filing, number), "整改")
    with pytest.raises(Refused, match=r"SC22/3\.1\.a"):
        registering(small, number)


# ---------------------------------------------------------------- registration


def test_each_application_is_checked_and_its_law_kept(office):
    session = registering(office, filed(office))
    register(
        office,
        session,
        [
            applicant(1),
            applicant(2, person={"work": []}),
            {**applicant(3), "applicant": {"name": "丙", "id_number": id_number(3)}},
        ],
    )
    found = rows(office, Registration)
    assert found[0].standing is Standing.ADMITTED
    assert found[0].verdict == "eligible"
    assert found[0].method == "national:examination"
    assert found[2].standing is Standing.WAITING
    assert ["applicant.work"] in found[2].missing
    assert {one.bundle for one in found} == {office.engine.bundle.hash}


def test_who_waits_is_decided_again_with_the_papers(small):
    session = registering(small, filed(small))
    register(small, session, [{**applicant(1), "applicant": {"name": "丙", "id_number": id_number(1)}}])
    papers = {"applicant": {"work": [{"occupation": "6-31-01-03", "from": "2015-01-01"}]}}
    with small.act("supplement", date(2026, 4, 2)) as act:
        registration.supplement(small, act, act.get(Registration, 1), papers)
    assert rows(small, Registration)[0].standing is Standing.ADMITTED
    with pytest.raises(RegisterError, match="does not wait"), small.act("supplement", date(2026, 4, 2)) as act:
        registration.supplement(small, act, act.get(Registration, 1), papers)


def test_nobody_registers_twice_and_all_or_none_are_entered(small):
    session = registering(small, filed(small))
    register(small, session, [applicant(1)])
    with pytest.raises(InputError, match=r"application 2.*already"):
        register(small, session, [applicant(2), applicant(1)])
    assert len(rows(small, Registration)) == len(rows(small, Person)) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"grade": "3"}, "expected one of 6-31-01-03 at one of 4"),
        ({"occupation": "6-18-01-01"}, "expected one of 6-31-01-03"),
        ({"person": {"id_number": None}}, "no ID number"),
        ({"person": {"id_number": "510104199003070016"}}, "check character"),
    ],
)
def test_a_row_that_does_not_fit_names_its_place(small, change, said):
    session = registering(small, filed(small))
    with pytest.raises(InputError, match=said):
        register(small, session, [applicant(2), applicant(1, **change)])
    assert rows(small, Person) == []


def test_an_id_number_is_one_persons(small):
    session = registering(small, filed(small))
    register(small, session, [applicant(1)])
    with pytest.raises(InputError, match="考生0001"):
        register(small, session, [applicant(1, person={"name": "别人"})])


def test_registration_closes_with_tickets_and_seats(small):
    session = registering(small, filed(small))
    for name in ("一", "二"):
        do(small, session, lambda act, row, name=name: panel.add_room(act, row, name, 2, 2))
    register(small, session, [applicant(n) for n in range(5)])
    with pytest.raises(RegisterError, match="5 are needed, 4 are there"):
        do(small, session, sessions.close)
    with small.act("withdraw", ON) as act:
        registration.withdraw(act, act.get(Registration, 2))
    do(small, session, sessions.close)
    found = rows(small, Registration)
    assert [one.room_id for one in found] == [1, None, 1, 2, 2]
    assert found[0].ticket == "20260506000100001"
    with pytest.raises(Forbidden, match="while it is open for registration"):
        register(small, session, [applicant(9)])


# ---------------------------------------------------------------- panel and rooms


def ready(office, grades=("4",), people=None):
    filing = filed(office, grades=("5", "4", "3", "2"))
    stocked(office, filing)
    session = registering(office, filing, grades=grades)
    register(office, session, people or [applicant(n, grade=grades[0]) for n in range(2)])
    return filing, session


def assess(office, session):
    do(office, session, sessions.close)
    do(office, session, lambda act, row: panel.assess(office, act, row))


def test_somebody_must_assess(small):
    _, session = ready(small)
    with pytest.raises(Refused, match="nobody sits on the panel"):
        assess(small, session)


@pytest.mark.parametrize(
    "card", [{"card": "1", "card_from": date(2020, 1, 1), "card_until": date(2026, 5, 6)}, {"card": None}]
)
def test_no_card_no_assessing(small, card):
    filing, session = ready(small)
    seated(small, session, staffed(small, filing, **card))
    with pytest.raises(Refused, match=r"SC22/3\.6"):
        assess(small, session)


def test_a_card_counts_until_the_day_before_it_lapses(small):
    filing, session = ready(small)
    seated(small, session, staffed(small, filing, card="1", card_from=date(2026, 5, 6), card_until=date(2026, 5, 7)))
    assess(small, session)


def test_who_is_tied_to_a_candidate_stands_aside(small):
    filing, session = ready(small)
    seated(small, session, staffed(small, filing), tied=[2])
    with pytest.raises(Refused, match=r"ASR/recusal.*考生0001"):
        assess(small, session)


def test_a_room_has_its_invigilators(small):
    filing, session = ready(small)
    do(small, session, lambda act, row: panel.add_room(act, row, "一", 31, 2))
    seated(small, session, staffed(small, filing))
    with pytest.raises(Refused, match=r"room 一 has at least 3 invigilators.*ASM/room"):
        assess(small, session)


SENIOR = {"certificates": [{"occupation": "6-31-01-03", "grade": "3", "issued": "2015-01-01"}], "competitions": []}


@pytest.mark.parametrize(
    ("count", "role", "said"),
    [
        (2, "senior_assessor", "at least 3 members.*ASM/panel"),
        (4, "senior_assessor", "odd number"),
        (3, "assessor", "may not assess grade 2.*ASR/"),
    ],
)
def test_a_review_has_its_panel(small, count, role, said):
    people = [applicant(n, grade="2", person=SENIOR) for n in range(2)]
    filing, session = ready(small, ("2",), people)
    if rows(small, Registration)[0].standing is not Standing.ADMITTED:
        pytest.fail(str(rows(small, Registration)[0].missing))
    seated(small, session, staffed(small, filing, count, role))
    with pytest.raises(Refused, match=said):
        assess(small, session)


# ---------------------------------------------------------------- scores and results


def test_scores_are_judged_exactly_and_a_correction_keeps_the_old_value(office):
    session = assessed(office)
    score_all(office, session, but=[((1, "skill"), "59.99")])
    with pytest.raises(RegisterError, match="score is there"):
        score_all(office, session)
    assert do(office, session, lambda act, row: results.judge_all(office, act, row)) == {
        "passed": 3,
        "failed": 1,
        "incomplete": 0,
    }

    def correct(act, row):
        typed = scores.Typed(act.get(Registration, 3), "skill", Decimal("60.0"))
        scores.correct(office, act, row, typed, "誊写错误")

    do(office, session, correct)
    found = [(one.part, str(one.value), one.reason) for one in rows(office, scores.Score) if one.registration_id == 3]
    assert found == [("theory", "80", None), ("skill", "80", None), ("skill", "60.0", "誊写错误")]


def test_who_lacks_a_part_is_incomplete_and_the_session_goes_on(small):
    session = assessed(small, 2)

    def enter(act, row):
        scores.enter(small, act, row, [scores.Typed(act.get(Registration, 1), "theory", None)])

    do(small, session, enter)
    assert do(small, session, lambda act, row: results.judge_all(small, act, row))["incomplete"] == 2


@pytest.mark.parametrize(
    ("part", "value", "said"),
    [
        ("review", "80", "found part 'review'"),
        ("skill", "100.1", "expected 0 to 100"),
        ("skill", "-1", "expected 0 to 100"),
    ],
)
def test_a_score_that_cannot_be_is_refused(small, part, value, said):
    session = assessed(small, 1)
    with pytest.raises(RegisterError, match=said):
        do(
            small,
            session,
            lambda act, row: scores.enter(
                small, act, row, [scores.Typed(act.get(Registration, 1), part, Decimal(value))]
            ),
        )
    assert rows(small, scores.Score) == []


def test_two_people_type_the_scores_where_the_session_asks_for_it(small):
    session = assessed(small, 2, double=True)
    score_all(small, session)
    with pytest.raises(RegisterError, match="typed by somebody else"):
        score_all(small, session, entry=2)
    other = Office(small.store, small.tenant, small.engine, "second", small.keys)
    with pytest.raises(RegisterError, match="the two entries of"):
        do(small, session, lambda act, row: results.judge_all(small, act, row))
    score_all(other, session, entry=2, but=[((1, "theory"), "81")])
    with pytest.raises(RegisterError, match="the two entries of theory differ"):
        do(small, session, lambda act, row: results.judge_all(small, act, row))
    typed = scores.Typed(rows(small, Registration)[1], "theory", Decimal(80))
    do(other, session, lambda act, row: scores.correct(other, act, row, typed, "误录", 2))
    assert do(small, session, lambda act, row: results.judge_all(small, act, row))["passed"] == 2


# ---------------------------------------------------------------- publicity, objections, certificates


def test_there_are_no_certificates_before_the_publicity_is_over(small):
    session = publicized(small)
    with pytest.raises(Forbidden, match=r"until 2026-05-18"):
        issue(small, session, LAST)
    assert rows(small, Certificate) == []
    assert len(issue(small, session, FREE)) == 4


def test_an_objection_stops_the_person_and_not_the_session(office):
    session = publicized(office, 3)
    for one in (1, 2):
        with office.act("object", date(2026, 5, 12)) as act:
            results.object_to(act, act.get(Registration, one), "试卷评分有误")
    assert len(issue(office, session)) == 1
    for one, upheld in ((1, False), (2, True)):
        with office.act("settle", date(2026, 5, 20)) as act:
            results.settle(act, act.get(Objection, one), upheld=upheld)
    assert issue(office, session, date(2026, 5, 21)) == ["S000051000001264000002"]
    assert issue(office, session, date(2026, 5, 22)) == []
    assert [one.registration_id for one in rows(office, Certificate)] == [3, 1]


@pytest.mark.parametrize("blanks", [None, 3])
def test_blanks_are_counted_before_certificates_are_given(small, blanks):
    session = publicized(small)
    with small.act("stock", ON) as act:
        balance = certificates.stock(act.database, act.get(Filing, 1))
        if blanks is None:
            for row in act.database.exec(select(certificates.Stock)).all():
                act.database.delete(row)
        else:
            certificates.receive(act, act.get(Filing, 1), blanks - balance, "spoilt")
    with pytest.raises(Refused, match=r"SC22/3\.4\.a"):
        issue(small, session)
    assert rows(small, Certificate) == []


def test_a_certificate_is_printed_again_and_revoked(small):
    session = publicized(small, 1)
    number = issue(small, session)[0]

    def with_it(what, *said):
        with small.act("certificate", FREE) as act:
            what(act, certificates.find(act.database, number), *said)

    with_it(certificates.reissue, "遗失")
    assert rows(small, Certificate)[0].printed == 2
    for reason, clause, said in ((" ", "SC22/6.3.d", "reason"), ("冒名", "SC22/none", "found clause")):
        with pytest.raises(RegisterError, match=said):
            with_it(lambda act, one, r=reason, c=clause: certificates.revoke(small, act, one, r, c))
    with_it(lambda act, one: certificates.revoke(small, act, one, "冒名顶替", "SC22/6.3.d"))
    with pytest.raises(RegisterError, match="is revoked"):
        with_it(certificates.reissue, "遗失")
    with pytest.raises(RegisterError, match="there is no certificate"), small.act("x", ON) as act:
        certificates.find(act.database, "S000051000001264000009")


def test_what_others_follow_is_written_with_each_act(small):
    session = publicized(small, 2)
    issue(small, session)
    with small.store.reading() as database:
        events = outbox.read(database, "third_party", 0)
        kinds = [event["type"].rpartition(".")[2] for event in events]
        assert kinds == ["registration"] * 2 + ["result"] * 2 + ["certificate"] * 2
        assert [int(event["id"]) for event in events] == list(range(1, 7))
        assert {event["specversion"] for event in events} == {"1.0"}
        assert outbox.read(database, "third_party", 5) == events[5:]
    with small.store.writing() as database:
        outbox.acknowledge(database, "third_party", "bureau", 5)
    with pytest.raises(RegisterError, match="only goes forward"), small.store.writing() as database:
        outbox.acknowledge(database, "third_party", "bureau", 4)
    with small.store.reading() as database:
        assert outbox.seen(database, "third_party", "bureau") == 5
        assert outbox.seen(database, "third_party", "other") == 0


def test_a_waived_duty_lets_one_case_pass(small):
    filing, session = ready(small)
    seated(small, session, staffed(small, filing, card=None))
    do(small, session, sessions.close)
    law = small.engine.law("510100")
    with small.act("waive", ON) as act:
        enforcing.waive(act, law, "sichuan:assessor-card", "assess", f"session:{session}", "厅办函〔2026〕1号")
    do(small, session, lambda act, row: panel.assess(small, act, row))
    assert CARD["card"] not in {one.card for one in rows(small, panel.Staff)}
