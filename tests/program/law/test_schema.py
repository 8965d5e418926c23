"""The generated JSON Schema, held to a validator of TOML: it accepts the law there is and refuses what it can see."""

import json
import subprocess
import sysconfig
from pathlib import Path

import pytest
from click.testing import CliRunner

from bajigong.cli import cli

from .test_slips import LAW, OF_TENANTS, SLIPS, TENANT

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
TAPLO = Path(sysconfig.get_path("scripts")) / "taplo"
FILES = sorted(
    file
    for folder in ("plugins", "examples")
    for file in (ROOT / folder).rglob("*.toml")
    if file.name not in {"pyproject.toml", "application.toml"} and not file.name.startswith(".")
)
#: What hangs on other entries, or on how days and numbers stand to each other, no schema can see.
UNSEEN = {
    *('place = "440000"', 'issued = "2025-01-01"\nl', "lapses = 2024-12-31", 'kind = "choice"', "least = 1\nmost = 0"),
    *('term = "enterprise:relation"', 'clause = "M/2"\nvalue = ["employee"', 'aliases = ["姓名"]', 'due = "12-32"'),
    *('after = { kind = "works" }', '{ term = "mine:month" }', '{ term = "enterprise:competition" }', "when"),
    *('clauses = ["M/11"]\nwhen', 'tracks = ["enterprize"]', 'gate = "mine:gates"', 'edition = "2019"', '"4-9"]'),
    *('amount = { term = "mine:amount" }', 'amount = { term = "mine:months" }'),
    # Of a term that the file itself declares the schema knows no rows.
    *("yuan = 0", "yuans = 500", "grade = 9, yuan", "least = 1\notherwise = 0"),
    *(slip[1] for slip in SLIPS if slip[1].startswith(('[[clause]]\nid = "N/1"', 'method = "national:exam"'))),
}


@pytest.fixture(scope="module")
def schemas(tmp_path_factory):
    folder = tmp_path_factory.mktemp("schemas")
    for what in ("law", "tenants"):
        result = CliRunner().invoke(cli, ["law", "schema", "--of", what])
        assert result.exit_code == 0, result.output
        (folder / f"{what}.json").write_text(result.stdout, encoding="utf-8")
    return folder


def accepts(schemas, what, file):
    schema = (schemas / f"{what}.json").as_uri()
    done = subprocess.run([TAPLO, "check", "--schema", schema, file], capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stderr


@pytest.mark.parametrize("file", FILES, ids=[str(file.relative_to(ROOT)) for file in FILES])
def test_the_law_that_is_shipped_is_accepted(schemas, file):
    accepted, said = accepts(schemas, "tenants" if file.name in {"bajigong.toml", "tenant.toml"} else "law", file)
    assert accepted, said


def test_a_slip_that_a_schema_can_see_is_refused(schemas, tmp_path):
    taken = set()
    for number, (right, wrong, *_) in enumerate(SLIPS):
        file = tmp_path / f"{number}.toml"
        file.write_text(LAW.replace(right, wrong, 1), encoding="utf-8")
        if accepts(schemas, "law", file)[0]:
            taken.add(wrong)
    assert taken == UNSEEN


def test_slips_in_the_file_of_tenants_are_refused(schemas, tmp_path):
    file = tmp_path / "bajigong.toml"
    file.write_text(TENANT, encoding="utf-8")
    assert accepts(schemas, "tenants", file)[0]
    for right, wrong, *_ in OF_TENANTS:
        file.write_text(TENANT.replace(right, wrong, 1), encoding="utf-8")
        assert not accepts(schemas, "tenants", file)[0], wrong


def test_the_schema_of_a_tenant_knows_its_own_words(tmp_path):
    (tmp_path / "mine.toml").write_text(LAW, encoding="utf-8")
    file = tmp_path / "bajigong.toml"
    file.write_text(TENANT, encoding="utf-8")
    result = CliRunner().invoke(cli, ["law", "schema", "--tenant", "mine", "--config", str(file)])
    known = json.loads(result.stdout)["definitions"]["Filling"]["properties"]["term"]["anyOf"][0]["enum"]
    assert "mine:months" in known
    assert "third_party:kinds" not in known
