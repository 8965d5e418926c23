"""The page of the register's tables and states says what a database has, and how filings and sessions move."""

import re
import sqlite3
import sys
import tomllib
from pathlib import Path

import pytest

from bajigong.law.tenants import tenant
from bajigong.register import filings, opening
from bajigong.register.labels import label
from bajigong.register.states import MOVES
from bajigong.register.tables import METADATA, Registration

sys.path.insert(0, str(Path(__file__).parent.parent / "docs"))

import generated
import register_tables


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """A database that the migrations made, and not the classes of which the page is written."""
    path = tmp_path_factory.mktemp("register") / "register.db"
    opening.make(str(path), path.with_name("register.keys"), tenant("sichuan")).close()
    connection = sqlite3.connect(path)
    yield connection
    connection.close()


def sections(lang):
    parts = re.split(r"^### `(\w+)` .*$", generated.GENERATED[f"register{'.zh' if lang == 'zh' else ''}"](), flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_table_of_a_database_is_on_the_page_with_its_columns(database, lang):
    names = {name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    said = sections(lang)
    assert set(said) == names - {"alembic_version", "sqlite_sequence"}
    for name, section in said.items():
        shown = re.findall(r"^\| `(\w+)` \| (\w+) \| [\w ]+ \| (\w*|是) ?\| ", section, flags=re.M)
        there = [
            (column, kind.lower(), not (needed or key))
            for _, column, kind, needed, _, key in database.execute(f"PRAGMA table_info({name})")
        ]
        assert [(column, kind, bool(empty.strip())) for column, kind, empty in shown] == there, name


def test_what_refers_and_what_is_unique_is_noted_as_the_database_has_it(database):
    for name, section in sections("en").items():
        refers = {(row[3], row[2]) for row in database.execute(f"PRAGMA foreign_key_list({name})")}
        assert set(re.findall(r"^\| `(\w+)` .*a row of `(\w+)`", section, flags=re.M)) == refers, name
        unique = [row[1] for row in database.execute(f"PRAGMA index_list({name})") if row[2] and row[3] == "u"]
        columns = {frozenset(row[2] for row in database.execute(f"PRAGMA index_info({index})")) for index in unique}
        shown = {frozenset([one]) for one in re.findall(r"^\| `(\w+)` .*\bunique\b", section, flags=re.M)}
        shown |= {
            frozenset(re.findall(r"`(\w+)`", one)) for one in re.findall(r"^Unique together: (.*)$", section, re.M)
        }
        assert shown == columns, name


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_move_is_on_the_page(lang):
    page = register_tables.register(lang)
    shown = set(re.findall(r"^\| `(\w+)` .*? \| `(session|filing) (\w+)`.*? \| `(\w+)` ", page, flags=re.M))
    moves = {(str(one), "session", move.name, str(move.target)) for move in MOVES for one in move.sources}
    for name, (sources, target) in filings.MOVES.items():
        moves |= {(str(one), "filing", name, str(target)) for one in sources}
    assert shown == moves


def test_every_word_of_a_closed_list_is_shown_as_people_read_it():
    page = register_tables.register("zh")
    for standing in Registration.model_fields["standing"].annotation:
        assert f"| `registration.standing` | `{standing}` | {label(standing).zh} |" in page


def test_the_page_has_a_place_on_the_site():
    import build

    assert build.plan()["generated"]["reference/register"] == "register"


def test_every_column_says_what_it_keeps_and_nothing_is_said_of_a_column_that_is_gone():
    said = tomllib.loads(register_tables.COLUMNS.read_text(encoding="utf-8"))
    assert all(set(one) == {"zh", "en"} and all(one.values()) for one in said.values())
    columns = {(table.name, column.name) for table in METADATA.sorted_tables for column in table.columns}
    for table, column in columns:
        assert register_tables.keeps_of(table, column)
        assert f"| `{column}` |" in sections("zh")[table]
    names = {f"{table}.{column}" for table, column in columns} | {column for _, column in columns}
    assert set(said) <= names
