import json
import re

import pytest
from click.testing import CliRunner
from core.tests import toy

from bajigong.cli import cli

POTTER = toy.HERE / "potter.yaml"


def run(*arguments, code=0):
    result = CliRunner().invoke(cli, [str(one) for one in arguments])
    assert result.exit_code == code, result.output
    return result


@pytest.fixture
def receipt(tmp_path):
    said = run("check", POTTER, "--json", "--receipt")
    path = tmp_path / "verdict.json"
    path.write_text(said.stdout, encoding="utf-8")
    return path


def test_a_verdict_stands_on_the_same_law(receipt):
    answer = json.loads(run("replay", receipt, "--json").stdout)
    assert (answer["stands"], answer["same_law"], answer["changes"]) == (True, True, [])


def test_a_receipt_holds_the_facts_and_no_id_number(receipt):
    kept = json.loads(receipt.read_text(encoding="utf-8"))["application"]
    assert kept["facts"]["applicant"]["birth_date"] == "1990-03-07"
    assert "id_number" not in json.dumps(kept)
    assert "110101199003070011" not in receipt.read_text(encoding="utf-8")


def test_what_changed_is_named(receipt):
    said = json.loads(receipt.read_text(encoding="utf-8"))
    said |= {"verdict": "not_eligible", "since": None, "bundle": "sha256:0"}
    receipt.write_text(json.dumps(said), encoding="utf-8")
    answer = json.loads(run("replay", receipt, "--json", code=3).stdout)
    assert not answer["stands"]
    assert not answer["same_law"]
    assert {change["key"] for change in answer["changes"]} == {"verdict", "since"}
    words = run("replay", receipt, "--lang", "zh", code=3).stdout
    assert "不再维持：张三，不符合 → 符合" in words


def test_changes_are_written_for_people(receipt):
    said = json.loads(receipt.read_text(encoding="utf-8"))
    gate = said["gates"][0]
    cites = ", ".join(gate["cites"])
    gate["holds"] = "no"
    said |= {"eligible_from": "2027-01-01", "missing": [["a.b", "a.c"], ["a.d"]], "routes": said["routes"][1:]}
    receipt.write_text(json.dumps(said), encoding="utf-8")
    lines = run("replay", receipt, "--lang", "en", code=3).stdout.splitlines()
    assert "  eligible_from: 2027-01-01 -> -" in lines
    assert "  missing: a.b, a.c; a.d -> -" in lines
    assert f"  gates: {gate['id']}: no ({cites}) -> yes ({cites})" in lines
    assert len([line for line in lines if line.startswith("  routes: ") and ": - -> " in line]) == 1
    assert "None" not in "".join(lines)
    spoken = run("replay", receipt, "--lang", "zh", code=3).stdout
    assert "  最早可申报日：2027-01-01 → -" in spoken
    assert f"  前提{gate['id']}：不符合（{cites}） → 符合（{cites}）" in spoken
    assert not set(re.findall("[a-z_]+", spoken)) & {"yes", "no", "unknown", "gates", "routes", "since", "missing"}


def test_a_verdict_falls_with_what_was_not_known(receipt, monkeypatch):
    """Had nobody known of the notice, nothing would have answered."""
    from datetime import date

    from attrs import evolve

    from bajigong.law import opening as bundle_module

    real = bundle_module.gather

    def learned_late(said, **kwargs):
        found = real(said, **kwargs)
        late = evolve(found.documents["TOWN"], what=evolve(found.documents["TOWN"].what, known_from=date(2026, 1, 1)))
        return evolve(found, documents={**found.documents, "TOWN": late})

    monkeypatch.setattr(bundle_module, "gather", learned_late)
    # The bundle that made the receipt is kept for the process; this law is to be gathered anew.
    monkeypatch.setattr(bundle_module, "_of_plugins", bundle_module._of_plugins.__wrapped__)
    answer = json.loads(run("replay", receipt, "--json", "--known", "2025-12-31", code=3).stdout)
    assert answer["verdict"] == {"before": "eligible", "now": "not_covered"}
    assert json.loads(run("replay", receipt, "--json", "--known", "2026-01-01").stdout)["stands"]


@pytest.mark.parametrize(
    "text", ["{", "[]", "{}", '{"application": 3}', '{"tenant": "mondhausen", "application": {"facts": {"x": 1}}}']
)
def test_a_file_that_is_no_receipt(tmp_path, text):
    path = tmp_path / "no.json"
    path.write_text(text, encoding="utf-8")
    result = run("replay", path, code=1)
    assert "no.json" in result.stderr
    assert "expected" in result.stderr
