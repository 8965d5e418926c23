"""The words that a writer of law may use, as the program prints them."""

import json
import re
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner

from bajigong.cli import cli
from bajigong.law.opening import open_bundle
from bajigong.law.tenants import Entry, OwnFilling
from bajigong.plugins import discover
from bajigong.policy import when
from bajigong.policy.toml import SECTIONS, read_law
from bajigong.reference.page import chinese, law_file_page

PAGES = Path(__file__).parents[3] / "docs" / "reference"


def run(*args):
    result = CliRunner().invoke(cli, ["law", *args])
    assert result.exit_code == 0, result.output
    return result.stdout


def entries(*args):
    return {entry.get("id") or entry.get("name") or entry["path"]: entry for entry in json.loads(run(*args, "--json"))}


def test_terms_say_their_values_and_how_they_are_filled():
    known = entries("terms", "--tenant", "sichuan")
    relations = known["enterprise:relations"]
    assert relations["values"] == "some of: employee, dispatched, outsourced, intern, affiliate"
    assert relations["who"] == "the province or the city"
    assert (relations["grants"], relations["fillings"][0][1].partition("/")[0]) == (True, "SC22")
    assert known["enterprise:apprentice-months"]["values"] == "a whole number, at least 1"
    assert known["national:local-competition-table"]["values"].startswith("rows: levels, to, groups, best, worst")


def test_kinds_say_their_parameters():
    worked = entries("kinds")["worked"]
    given = {one["name"]: (one["needed"], one["values"]) for one in worked["parameters"]}
    assert given["years"] == (True, "a whole number, at least 0")
    assert given["after"] == (False, "a requirement")
    graduated = {one["name"]: one for one in entries("kinds")["graduated"]["parameters"]}
    assert "technician_college" in graduated["schools"]["values"]
    assert not graduated["evaluated"]["needed"]


def test_facts_say_their_headers_and_choices():
    relation = entries("facts", "--lang", "zh")["applicant.staff.relation"]
    assert relation["choices"][0] == {"value": "employee", "label": "本单位职工"}
    assert "用工形式" in relation["headers"]


@pytest.mark.parametrize("what", ["terms", "kinds", "facts"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_they_are_printed_for_people(what, lang):
    assert len(run(what, "--tenant", "guilin", "--lang", lang).splitlines()) > 20


def test_the_reference_shows_every_table_and_key():
    page = run("reference")
    for section, cls in SECTIONS.items():
        _, _, rest = page.partition(f"### `[[{section}]]`\n")
        part = rest.partition("\n### ")[0].partition("\n## ")[0]
        for field in cls.__attrs_attrs__:
            assert f"| `{field.name}`" in part, (section, field.name)
    assert "` |  |" not in page
    assert "| ``" not in page


def test_what_the_reference_shows_as_law_is_law(tmp_path):
    page = run("reference").partition("## Tables and keys")[0]
    for number, block in enumerate(page.split("```toml\n")[1:]):
        file = tmp_path / f"{number}.toml"
        file.write_text(block.partition("```")[0], encoding="utf-8")
        assert read_law(file).slips == ()
        assert read_law(file).declared


@pytest.mark.parametrize(("lang", "name"), [("en", "law-file.md"), ("zh", "law-file.zh.md")])
def test_the_page_is_what_the_declarations_say(lang, name):
    """Made anew by `bajigong law reference --lang LANG > docs/reference/NAME`."""
    bundled = [name for name, point in discover().items() if point.dist and point.dist.name == "bajigong"]
    assert (PAGES / name).read_text(encoding="utf-8") == law_file_page(open_bundle(bundled), lang)


def test_the_page_in_chinese_has_the_same_tables_and_says_each_in_chinese():
    said = {lang: run("reference", "--lang", lang) for lang in ("zh", "en")}
    rows = {lang: re.findall(r"^\| (`[^`]+`)\*? ", page, flags=re.M) for lang, page in said.items()}
    assert rows["zh"] == rows["en"]
    assert re.findall(r"^### `\[\[.*$", said["zh"], flags=re.M) == re.findall(r"^### `\[\[.*$", said["en"], flags=re.M)
    names = {cls.__name__ for cls in (*SECTIONS.values(), *get_args(when.Node), Entry, OwnFilling)}
    assert names <= set(chinese())
    assert [name for name, about in chinese().items() if not re.search("[\u4e00-\u9fff]", about)] == []
