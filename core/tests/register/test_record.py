import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from core.tests.toy import TENANT
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import select

from bajigong.register import audit
from bajigong.register.errors import RegisterError
from bajigong.register.tables import Agency

from .acts import ON

pytestmark = pytest.mark.slow


def add(office, *names):
    for name in names:
        with office.act("agency.add", ON) as act:
            row = act.add(Agency(name=name, kind="works", place="110100"))
            act.about = f"agency:{row.id}"


def verdict(office, published=()):
    with office.store.reading() as database:
        wrong = audit.verify(database, published)
        return wrong and wrong.en


def head(office):
    with office.store.reading() as database:
        entry = database.get_one(audit.Head, 1)
        return entry.seq, entry.hash


def unguarded(office, *statements):
    """Do what only somebody can who owns the database: take the guards away, and change the record."""
    with office.store.writing() as database:
        connection = database.connection()
        embedded = office.store.embedded
        names = ("entry_no_update", "entry_no_delete")
        for name in names:
            connection.execute(text(f"DROP TRIGGER {name}" + ("" if embedded else " ON entry")))
        for statement in statements:
            connection.execute(text(statement))


def test_an_act_and_its_entry_land_together(office):
    add(office, "甲", "乙")
    with office.store.reading() as database:
        said = list(audit.show(database, "agency:1"))
    assert [(one["who"], one["act"], one["about"]) for one in said] == [("clerk", "agency.add", "agency:1")]
    assert said[0]["changes"][0]["after"]["name"] == "甲"
    assert verdict(office) is None


def half_done(office):
    with office.act("agency.add", ON) as act:
        act.add(Agency(name="甲", kind="works", place="110100"))
        raise ZeroDivisionError


def test_an_act_that_fails_leaves_nothing(office):
    before = head(office)
    with pytest.raises(ZeroDivisionError):
        half_done(office)
    assert head(office) == before
    with office.store.reading() as database:
        assert database.exec(select(Agency)).all() == []


@pytest.mark.parametrize(
    "statement", ["UPDATE entry SET who = 'x'", "DELETE FROM entry", "UPDATE stamp SET tenant = 'x'"]
)
def test_the_database_refuses_to_change_what_was_recorded(office, statement):
    add(office, "甲")
    with pytest.raises(RegisterError, match="never changed"), office.store.writing() as database:
        database.connection().execute(text(statement))
    assert verdict(office) is None


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (["UPDATE entry SET who = 'other' WHERE seq = 3"], "entry 3: was changed"),
        (["UPDATE entry SET body = replace(body, '乙', '己') WHERE seq = 3"], "entry 3: was changed"),
        (["DELETE FROM entry WHERE seq = 3"], "entry 3: is not there"),
        (
            [
                "UPDATE entry SET seq = 99 WHERE seq = 3",
                "UPDATE entry SET seq = 3 WHERE seq = 4",
                "UPDATE entry SET seq = 4 WHERE seq = 99",
            ],
            "entry 3: does not follow",
        ),
        (["DELETE FROM entry WHERE seq >= 4"], "2 expected"),
    ],
)
def test_tampering_is_found_and_the_first_entry_named(office, statements, said):
    add(office, "甲", "乙", "丙", "丁")
    unguarded(office, *statements)
    found = verdict(office)
    assert found is not None
    assert said in found or ("cut off" in found and "5 expected, 3 there" in found)


def test_a_cut_that_puts_the_head_right_shows_against_a_published_head(office):
    add(office, "甲", "乙", "丙")
    published = head(office)
    with office.store.reading() as database:
        earlier = database.get_one(audit.Entry, 3).hash
    unguarded(office, "DELETE FROM entry WHERE seq > 3", f"UPDATE head SET seq = 3, hash = '{earlier}'")
    assert verdict(office) is None
    assert "cut off the end: 4 expected, 3 there" in verdict(office, [published])


def test_a_published_head_is_proved_later(office):
    add(office, "甲")
    published = head(office)
    add(office, "乙")
    with office.store.reading() as database:
        proof = audit.prove(database, *published)
        assert (proof.seq, proof.until) == (2, 3)
        with pytest.raises(RegisterError, match="not the one whose head was published"):
            audit.prove(database, 2, "0" * 64)


def test_a_clock_that_was_set_back_is_refused_and_a_little_is_borne(office_at, tmp_path):
    now = datetime(2026, 11, 26, 12, tzinfo=UTC) + timedelta(days=365)
    moments = iter([now, now - timedelta(seconds=30), now - timedelta(days=1)])
    office = office_at(str(tmp_path / "register.db"), clock=lambda: next(moments))
    add(office, "甲", "乙")
    with pytest.raises(RegisterError, match="the clock says"):
        add(office, "丙")
    assert verdict(office) is None
    with office.store.reading() as database:
        assert [one["at"] for one in audit.show(database, "agency")] == [now.isoformat(timespec="microseconds")] * 2


@settings(max_examples=60, deadline=None)
@given(
    seq=st.integers(1, 4), place=st.integers(0, 10_000), character=st.characters(codec="ascii", categories=["L", "N"])
)
def test_no_character_of_the_record_can_be_changed(tmp_path_factory, engines, seq, place, character):
    path = _recorded(tmp_path_factory, engines)
    with sqlite3.connect(path) as connection:
        body = connection.execute("SELECT body FROM entry WHERE seq = ?", (seq,)).fetchone()[0]
        place %= len(body)
        connection.execute(
            "UPDATE entry SET body = ? WHERE seq = ?", (body[:place] + character + body[place + 1 :], seq)
        )
        changed = body[place] != character
        from bajigong.register.store import store

        connection.commit()
        where = store(path)
        with where.reading() as database:
            wrong = audit.verify(database)
        where.close()
        connection.execute("UPDATE entry SET body = ? WHERE seq = ?", (body, seq))
    assert (wrong is not None) == changed
    assert not changed or wrong.en.startswith(f"entry {seq}: ")


_MADE = {}


def _recorded(factory, engines):
    if "path" not in _MADE:
        from bajigong.register import opening
        from bajigong.register.office import Office

        folder = factory.mktemp("recorded")
        here, engine = engines(TENANT)
        path = str(folder / "register.db")
        office = Office(opening.make(path, folder / "keys", here), here, engine, "clerk")
        add(office, "甲", "乙", "丙")
        unguarded(office)
        office.store.close()
        _MADE["path"] = path
    return _MADE["path"]
