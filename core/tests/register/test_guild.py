"""One life of a register on a law that is no bundled plugin's: from an agency's filing to a certificate and its end."""

from datetime import date
from decimal import Decimal

import pytest
from core.tests import toy

from bajigong.engine.engine import Engine
from bajigong.law.tenants import tenant
from bajigong.register import (
    agencies,
    audit,
    certificates,
    filings,
    opening,
    panel,
    registration,
    results,
    scores,
    sessions,
)
from bajigong.register.errors import Forbidden, RegisterError
from bajigong.register.filings import Wanted
from bajigong.register.keys import read_keys
from bajigong.register.office import Office
from bajigong.register.store import store
from bajigong.register.tables import Agency, CertificateState, Filing, Session, Staff, Standing
from bajigong.tables import Raw, Where
from bajigong.tables.values import check_character

START, DAY, JUDGED, SHOWN = date(2026, 3, 2), date(2026, 5, 6), date(2026, 5, 8), date(2026, 5, 10)


@pytest.fixture
def office(tmp_path):
    here = tenant(toy.TENANT)
    opening.make(str(tmp_path / "register.db"), tmp_path / "keys", here).close()
    made = Office(
        *(store(str(tmp_path / "register.db")), here, Engine(here.open(), here.id), "clerk"),
        read_keys(tmp_path / "keys"),
    )
    yield made
    made.store.close()


def id_number(count):
    first = f"11010119900307{count:03d}"
    return first + check_character(first + "0")


def candidate(count, honest=True, since="2019-01-01"):
    person = {"name": f"陶{count}", "id_number": id_number(count), "honest": honest, "work": [{"from": since}]}
    return {"occupation": toy.POTTER, "grade": "potter", "applicant": person}


def filed(office):
    with office.act("filing.apply", START) as act:
        agency = agencies.add(act, {"name": "月舍工坊", "kind": "works"}, toy.TOWN, office.engine.bundle.schema)
        wanted = Wanted("guild", (toy.POTTER,), ("potter",), (toy.TOWN,), "public", "city", {})
        number = filings.apply(office, act, agency, wanted).id
    for name in ("accept", "file"):
        with office.act(f"filing.{name}", START, f"filing:{number}") as act:
            row = act.get(Filing, number)
            if name == "accept":
                filings.accept(office, act, row)
            else:
                filings.file(office, act, row, "M0001", START, date(2029, 1, 1))
    with office.act("stock.receive", START) as act:
        certificates.receive(act, act.get(Filing, number), 10, "from the printer")
    return number


def planned(office, filing):
    with office.act("session.plan", START) as act:
        row = sessions.plan(
            *(office, act, act.get(Filing, filing)),
            occupations=[toy.POTTER],
            grades=["potter"],
            place=toy.TOWN,
            on=DAY,
            publicity_days=7,
            double_entry=False,
        )
        number = row.id
    for name in ("publish", "open"):
        with office.act(f"session.{name}", START, f"session:{number}") as act:
            sessions.move(act, act.get(Session, number), name)
    return number


def do(office, session, what, on=DAY):
    with office.act("session", on, f"session:{session}") as act:
        return what(act, act.get(Session, session))


def register(office, session, people):
    raws = [Raw(one, "x.yaml", Where("x.yaml", item=n)) for n, one in enumerate(people, 1)]

    def enter(act, row):
        lots = registration.read_raw(office, act.database, row, raws, act.on)
        return [one.standing for one in registration.register(office, act, row, lots)]

    return do(office, session, enter, date(2026, 4, 1))


def assessed(office, people):
    filing = filed(office)
    session = planned(office, filing)
    registered = register(office, session, people)
    do(office, session, sessions.close)
    with office.act("agency.employ", START) as act:
        agency = act.get(Agency, act.get(Filing, filing).agency_id)
        card = {"card": "1", "card_from": date(2025, 1, 1), "card_until": date(2028, 1, 1)}
        [staff] = [one.id for one in agencies.employ(act, agency, [{"name": "师傅", "role": "assessor", **card}])]
    do(office, session, lambda act, row: panel.sit(act, row, act.get(Staff, staff), []))
    do(office, session, lambda act, row: panel.assess(office, act, row))
    return session, registered


def score(office, session, marks):
    def enter(act, row):
        admitted = sessions.of(act.database, row, Standing.ADMITTED)
        typed = [scores.Typed(one, "wheel", Decimal(mark)) for one, mark in zip(admitted, marks, strict=True)]
        scores.enter(office, act, row, typed)

    do(office, session, enter)
    return do(office, session, lambda act, row: results.judge_all(office, act, row), JUDGED)


def test_from_a_filing_to_a_certificate_that_is_revoked(office):
    people = [candidate(1), candidate(2), candidate(3, honest=False)]
    session, registered = assessed(office, people)
    assert registered == [Standing.ADMITTED, Standing.ADMITTED, Standing.REFUSED]
    counted = score(office, session, ("60", "59"))
    assert (counted["passed"], counted["failed"]) == (1, 1)
    assert do(office, session, results.publicize, SHOWN) == date(2026, 5, 18)
    with pytest.raises(Forbidden, match="no certificates before"):
        do(office, session, lambda act, row: certificates.issue(office, act, row), date(2026, 5, 17))
    issue = lambda act, row: [one.number for one in certificates.issue(office, act, row)]  # noqa: E731
    assert do(office, session, issue, date(2026, 5, 18)) == ["M00012026potter000001"]
    with office.act("certificate.revoke", date(2026, 6, 1)) as act:
        certificates.revoke(office, act, certificates.find(act.database, "M00012026potter000001"), "fraud", "MOON/1")
    with office.store.reading() as database:
        assert certificates.find(database, "M00012026potter000001").revoked == date(2026, 6, 1)
        assert audit.verify(database) is None


def test_a_clause_by_which_nothing_is_revoked_is_none_of_the_law(office):
    session, _ = assessed(office, [candidate(1)])
    score(office, session, ("100",))
    do(office, session, results.publicize, SHOWN)
    do(office, session, lambda act, row: certificates.issue(office, act, row), date(2026, 5, 18))
    with pytest.raises(RegisterError, match="expected one of the law"), office.act("x", date(2026, 6, 1)) as act:
        certificates.revoke(office, act, certificates.find(act.database, "M00012026potter000001"), "fraud", "SUN/1")
    with office.store.reading() as database:
        assert certificates.find(database, "M00012026potter000001").state is CertificateState.VALID
