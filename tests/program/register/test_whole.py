"""The whole of it: the demo, two tenants side by side, migrations, the tables against the record, start-up."""

import contextlib
import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from sqlmodel import select

from bajigong.cli import cli
from bajigong.law.tenants import tenant
from bajigong.register import audit, opening, rebuilding, schema
from bajigong.register.demo import play
from bajigong.register.errors import RegisterError
from bajigong.register.keys import read_keys
from bajigong.register.store import store
from bajigong.register.tables import METADATA

from .conftest import ON, applicant, filed, register, registering

pytestmark = pytest.mark.slow


def run(*words, code=0, **env):
    result = CliRunner().invoke(cli, list(map(str, words)), env={"LANG": "en_US.UTF-8", **env})
    assert result.exit_code == code, result.output
    return result


def test_the_demo_plays_a_whole_session_that_can_be_looked_at(tmp_path):
    said = []
    folder = tmp_path / "demo"
    play(folder, tenant("sichuan"), date(2026, 11, 26), "zh", said.append)
    words = "\n".join(said)
    for clause in ("SC22/3.1.a", "SC22/6.3.c", "SC22/3.5", "SC22/3.6", "SC22/3.4.a", "ASR/recusal"):
        assert clause in words
    certificates = sorted((folder / "certificates").glob("*.pdf"))
    letters = {file.name.split("-")[1] for file in (folder / "letters").iterdir()}
    assert letters >= {"acceptance.pdf", "supplement.pdf", "ticket.pdf"}
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert report["by_place"][0]["people"] == 30
    assert report["certificates"] == len(certificates) > 20
    at = ("--db", folder / "register.db", "--keys", folder / "register.keys", "--lang", "en")
    assert "the record is whole" in run("audit", "verify", *at).output
    listed = json.loads(run("agency", "list", "--json", *at, "--on", "2026-11-26").output)
    assert [one["last_assessed"] for one in listed] == ["2026-10-27"]
    number = certificates[0].stem
    shown = json.loads(run("certificate", "show", number, "--json", *at).output)
    assert shown["number"] == number
    assert "**********" in shown["id_number"]
    checking = ("certificate", "verify", folder / "certificates" / f"{number}.jwt", "--public", folder / "public.jwk")
    assert "not revoked" in run(*checking, "--status", folder / "status.jwt", "--lang", "en").output
    revoked = json.loads(run("session", "list", "--json", *at).output)
    assert revoked[0]["state"] == "certified"
    status = [
        CliRunner().invoke(
            cli,
            ["certificate", "verify", str(file.with_suffix(".jwt")), "--public", str(folder / "public.jwk"), "--status",
             str(folder / "status.jwt")],
        ).exit_code
        for file in certificates
    ]  # fmt: skip
    assert sorted(status)[-2:] == [0, 3]


def test_two_tenants_see_and_change_nothing_of_each_other(tmp_path, fresh_postgres, office_at):
    sichuan = office_at(str(tmp_path / "register.db"))
    guilin = office_at(fresh_postgres, "guilin")
    filed(sichuan, name="四川甲")
    filed(guilin, name="桂林乙", place="450300", statement={}, number="S000045000001")
    before = {one: _dump(one) for one in (sichuan, guilin)}
    for own, other, name in ((sichuan, guilin, "guilin"), (guilin, sichuan, "sichuan")):
        keys = tmp_path / f"{own.tenant.id}.keys"
        address = (
            own.store.engine.url.render_as_string(hide_password=False) if not own.store.embedded else own.store.where
        )
        at = ("--db", address, "--keys", keys, "--lang", "en")
        shown = run("agency", "list", "--json", *at).output
        assert {one["name"] for one in json.loads(shown)} == {"四川甲" if own is sichuan else "桂林乙"}
        for words in (
            ("agency", "list"),
            ("filing", "suspend", "1", "--reason", "x"),
            ("audit", "verify"),
            ("session", "list"),
        ):
            refused = run(*words, *at, "--tenant", name, code=1)
            assert f"found tenant '{name}'" in refused.output
        with pytest.raises(RegisterError, match="belongs to tenant"):
            opening.open_office(address, who="x", named=other.tenant.id)
    at = ("--db", tmp_path / "register.db", "--keys", tmp_path / "sichuan.keys")
    run("filing", "suspend", "1", "--reason", "整改", *at)
    assert _dump(guilin) == before[guilin]
    assert _dump(sichuan) != before[sichuan]
    for one in (sichuan, guilin):
        one.store.close()


def _dump(office):
    with office.store.reading() as database:
        return {
            table.name: [tuple(row) for row in database.connection().execute(table.select())]
            for table in METADATA.sorted_tables
        }


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE registration SET outcome = 'passed' WHERE id = 1", "registration:1: is not as the record has it"),
        ("UPDATE person SET name = 'x' WHERE id = 2", "person:2: is not as the record has it"),
        ("DELETE FROM registration WHERE id = 2", "registration:2: was deleted by no act"),
        (
            "INSERT INTO agency (name, kind, place, facts) VALUES ('x', 'x', 'x', '{}')",
            "agency:2: came to be by no act",
        ),
    ],
    ids=["changed", "renamed", "deleted", "added"],
)
def test_a_row_that_was_changed_by_no_act_is_named(office, statement, said):
    session = registering(office, filed(office))
    register(office, session, [applicant(n) for n in range(2)])
    with office.store.reading() as database:
        assert rebuilding.differing(database) is None
    with office.store.writing() as database:
        database.connection().execute(text(statement))
    with office.store.reading() as database:
        assert audit.verify(database) is None
        assert rebuilding.differing(database).en.startswith(said)


def test_each_revision_is_brought_to_the_last_with_what_is_in_it(address, office_at, tmp_path, engines):
    here, _ = engines("sichuan")
    from bajigong.register.keys import made
    from bajigong.register.tables import Agency, Head, Stamp

    where = store(address, new="://" not in address)
    schema.upgrade(where, "0001")
    now = date(2026, 1, 1)
    with where.writing() as database:
        database.add(Stamp(tenant="sichuan", region="510000", made="2026-01-01T00:00:00+00:00"))
        database.add(Head(seq=0, hash=audit.START))
        database.add(Agency(name="甲", kind="enterprise", place="510100"))
    with pytest.raises(RegisterError, match="run 'bajigong db upgrade'"):
        opening.tenant_of(where, None)
    assert not schema.status(where).current
    assert schema.upgrade(where).current
    assert opening.tenant_of(where, None) == here
    with where.reading() as database:
        assert [one.name for one in database.exec(select(Agency)).all()] == ["甲"]
        from alembic.autogenerate import compare_metadata
        from alembic.runtime.migration import MigrationContext

        assert compare_metadata(MigrationContext.configure(database.connection()), METADATA) == []
        assert made()
        assert now
    with where.writing() as database:
        database.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(RegisterError, match="newer than this program"):
        schema.require_current(where)
    with pytest.raises(RegisterError, match="newer than this program"):
        schema.upgrade(where)
    where.close()


OLD = """
INSERT INTO agency (id, name, kind, place, facts) VALUES (1, '甲', 'enterprise', '510100', '{}');
INSERT INTO filing (id, agency_id, track, occupations, grades, regions, people, office, state, statement, bundle)
VALUES (1, 1, 'third_party', '[]', '[]', '[]', 'public', 'city', 'filed', '{}', 'x');
INSERT INTO session (id, filing_id, occupations, grades, place, "on", publicity_days, double_entry, state)
VALUES (1, 1, '[]', '[]', '510100', '2026-05-06', 7, :no, 'registering');
INSERT INTO person (id, name) VALUES (1, '甲'), (2, '乙'), (3, '丙')
"""
FAILING = [{"text": {"zh": "年满16周岁", "en": "is 16"}, "holds": "no", "since": None, "missing": []}] * 9


def said_before(verdict, since, until, notes=()):
    """What a registration said of itself before reasons had a table of their own."""
    rule = {"id": "g", "label": {"zh": "年龄", "en": "age"}, "holds": "yes", "since": None, "cites": ["X1/2"]}
    return {
        "verdict": verdict, "since": since, "until": until, "eligible_from": None, "missing": [],
        "gates": [{**rule, "failing": FAILING}], "routes": [], "notes": [{"zh": one, "en": one} for one in notes],
    }  # fmt: skip


def test_what_was_said_of_old_registrations_is_kept_once_and_the_record_still_fits(address):
    from bajigong.register import reasons
    from bajigong.register.office import short
    from bajigong.register.tables import Head, Reasons, Registration, Stamp

    before = [
        said_before("eligible", "2026-01-01", "2027-01-01"),
        said_before("eligible", "2025-03-04", None),
        said_before("eligible", None, None, ["注"]),
    ]
    where = store(address, new="://" not in address)
    schema.upgrade(where, "0002")
    with where.writing() as database:
        database.add(Stamp(tenant="sichuan", region="510000", made="2026-01-01T00:00:00+00:00"))
        head = Head(seq=0, hash=audit.START)
        database.add(head)
        database.flush()
        connection, changes = database.connection(), []
        for statement in OLD.split(";"):
            connection.execute(text(statement), {"no": 0 if where.embedded else False} if ":no" in statement else {})
        for table, count in (("agency", 1), ("filing", 1), ("session", 1), ("person", 3)):
            changes += [{"row": f"{table}:{n}", "before": {}, "after": {"id": n}} for n in range(1, count + 1)]
        for number, said in enumerate(before, 1):
            row = {"id": number, "person_id": number, "said": json.dumps(said, ensure_ascii=False)}
            connection.execute(
                text(
                    "INSERT INTO registration (id, session_id, person_id, occupation, grade, application, standing,"
                    " verdict, said, missing, bundle) VALUES (:id, 1, :person_id, 'x', '4', '{}', 'admitted',"
                    " 'eligible', :said, '[]', 'b')"
                ),
                row,
            )
            after = {"id": number, "said": short(said), "bundle": "b"}
            changes.append({"row": f"registration:{number}", "before": {}, "after": after})
        act = {"who": "x", "act": "old", "about": "session:1"}
        audit.append(database, head, datetime(2026, 1, 2, tzinfo=UTC), act, [audit.canonical(one) for one in changes])
    assert schema.upgrade(where).current

    def looked():
        with where.reading() as database:
            assert audit.verify(database) is None
            wrong = rebuilding.differing(database)
            return wrong and wrong.en

    with where.reading() as database:
        rows = database.exec(select(Registration).order_by(Registration.id)).all()
        assert [reasons.said_of(database, row) for row in rows] == before
        assert [row.since for row in rows] == [date(2026, 1, 1), date(2025, 3, 4), None]
        assert len(database.exec(select(Reasons)).all()) == 2
    assert looked() is None
    tampered = (
        ("UPDATE registration SET since = '2025-01-01' WHERE id = 1", "registration:1: is not as"),
        ("UPDATE registration SET said = 'x' WHERE id = 3", "reasons:x: was deleted"),
        ("UPDATE reasons SET said = '{}'", "is not as the record has it"),
        ("DELETE FROM reasons", "was deleted by no act"),
    )
    for statement, wanted in tampered:
        assert wanted in tried(where, statement), statement
    where.close()


def tried(where, statement):
    """What the tables held against the record say once a statement was run; it is undone."""
    found = []
    with contextlib.suppress(_Undo), where.writing() as database:
        database.connection().execute(text(statement))
        found.append(rebuilding.differing(database))
        raise _Undo
    return found[0].en if found[0] else ""


class _Undo(Exception):
    """Drops what was tried."""


def test_rubbish_does_not_get_into_a_table(office):
    from pydantic import ValidationError

    from bajigong.register.tables import Filing, Staff

    with pytest.raises(ValidationError):
        Staff(agency_id=1, name="x", role="minister")
    with pytest.raises(TypeError, match="missing"):
        Staff(agency_id=1, name="x")
    number = filed(office)
    with pytest.raises(ValidationError), office.act("x", ON) as act:
        act.get(Filing, number).state = "nowhere"
    with pytest.raises(RegisterError, match="nothing was changed"), office.store.writing() as database:
        database.connection().execute(text("UPDATE filing SET state = 'nowhere'"))


def test_nothing_but_the_register_loads_its_libraries():
    modules = "bajigong.cli.check, bajigong.cli.register.session, bajigong.cli.register.certifying"
    heavy = ("sqlmodel", "sqlalchemy", "pydantic", "alembic", "typst", "cryptography")
    code = f"import sys, {modules}\nprint([name for name in {heavy} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert found.stdout.strip() == "[]"


def test_keys_are_their_owners_alone_and_never_written_over(small, tmp_path):
    path = tmp_path / "sichuan.keys"
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(RegisterError, match="not written over"):
        opening.make(str(tmp_path / "other.db"), path, small.tenant)
    path.write_text("{}")
    with pytest.raises(RegisterError, match="is no file of keys"):
        read_keys(path)


def test_a_check_is_told_of_the_agency_by_the_register(small, tmp_path):
    filed(small)
    application = tmp_path / "x.json"
    application.write_text(
        json.dumps({**applicant(1), "track": "third_party", "place": "510100", "on": "2026-05-06"}), encoding="utf-8"
    )
    at = ("check", application, "--json", "--register", tmp_path / "register.db")

    def gates(*words, on="2026-05-06", code=0):
        found = json.loads(run(*at, "--on", on, *words, code=code).output)
        return found["tenant"], found["verdict"], {gate["holds"] for gate in found["gates"]}

    assert gates()[:2] == ("sichuan", "eligible")
    assert gates(on="2029-01-01")[1] != "eligible"
    filed(small, name="乙", number="S000051000002")
    assert "name the agency with --agency" in run(*at, code=2).output
    assert gates("--agency", "甲评价公司")[1] == "eligible"
    with small.act("suspend", ON) as act:
        from bajigong.register import filings
        from bajigong.register.tables import Filing

        filings.suspend(act, act.get(Filing, 1), "整改")
    assert gates("--agency", "甲评价公司")[1] == "not_eligible"


def test_the_states_are_drawn_in_the_docs_as_the_table_has_them():
    from bajigong.register.states import drawn

    page = Path(__file__).parents[3].joinpath("docs/how-to/register.md").read_text(encoding="utf-8")
    assert "\n".join(["<!-- states -->", "```mermaid", *drawn(), "```", "<!-- /states -->"]) in page
