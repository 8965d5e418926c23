"""The whole of it: the demo, two tenants side by side, migrations, the tables against the record, start-up."""

import json
import subprocess
import sys
from datetime import date
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
