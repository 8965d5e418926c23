"""Every clause that asks an agency or an office for something has its duty, with its figures; each duty counts."""

import re
from datetime import date
from functools import cache
from typing import get_args

import pytest

from bajigong.engine.duties import agenda
from bajigong.law.place import Reader
from bajigong.law.tenants import tenant, tenants
from bajigong.policy.law import DutyKind

pytestmark = pytest.mark.slow

#: The documents whose clauses are the checklist, and the tenant whose bundle holds them.
HOMES = {"SC22": "sichuan", "SCV": "sichuan", "SCX": "sichuan", "GL23": "guilin", "NM21": "inner-mongolia"}
#: Says how an examination is held, and so is an aspect of assessment rather than a duty.
OF_ASSESSMENT = {"GL23/3.3.a"}
#: A day on which all five documents but the draft are in force.
ON = date(2026, 11, 21)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
HALF_WIDTH = re.compile(r"[,;:!?()]")


@cache
def bundle(home):
    return tenant(home).open()


def clauses():
    for document, home in HOMES.items():
        for said in bundle(home).clauses.values():
            if said.what.document == document:
                yield said.what


def duties(home):
    """The duties that a place declares itself."""
    return [
        said.what for said in bundle(home).duties.values() if {_document(c) for c in said.what.clauses} & set(HOMES)
    ]


def _document(clause):
    return clause.partition("/")[0]


ALL_CLAUSES = {clause.id: clause for clause in clauses()}
ASKING = {name: clause for name, clause in ALL_CLAUSES.items() if clause.kind in get_args(DutyKind)} | {
    name: clause for name, clause in ALL_CLAUSES.items() if name == "SC22/2.4"
}
ALL_DUTIES = {duty.id: (home, duty) for home in sorted(set(HOMES.values())) for duty in duties(home)}


def citing(clause):
    return [duty for _, duty in ALL_DUTIES.values() if clause in duty.clauses]


def test_the_checklist_is_whole():
    assert len(ALL_CLAUSES) == 102
    assert len(ASKING) == 59


@pytest.mark.parametrize("name", sorted(set(ASKING) - OF_ASSESSMENT))
def test_a_clause_that_asks_something_has_a_duty(name):
    assert citing(name)


@pytest.mark.parametrize("name", sorted(name for name in ASKING if ASKING[name].figures))
def test_the_figures_of_a_clause_are_those_of_its_duties(name):
    found = {figure for duty in citing(name) for figure in duty.figures}
    assert found == set(ASKING[name].figures)


@pytest.mark.parametrize("name", sorted(ALL_DUTIES))
def test_a_figure_of_a_duty_is_what_it_says(name):
    _, duty = ALL_DUTIES[name]
    for figure, value in duty.figures:
        if figure == "due":
            assert duty.due == value
        elif figure.endswith("_years") and duty.keep:
            assert value in [keep.years for keep in duty.keep]
        elif figure == "permanent":
            assert value == tuple(keep.what.zh for keep in duty.keep)
            assert {keep.years for keep in duty.keep} == {None}
        elif isinstance(value, tuple):
            assert len(value) <= len(duty.lists)
        else:
            assert _says(duty, value), figure


def _says(duty, number):
    """Whether the words of a duty have a number in them, in figures or as a word."""
    words = duty.gist.zh + "".join(text.zh for text in duty.lists)
    return str(number) in words or "〇一二三四五六七八九"[number] in words


@pytest.mark.parametrize("name", sorted(name for name, (_, duty) in ALL_DUTIES.items() if duty.keep))
def test_years_of_keeping_come_from_the_clause(name):
    _, duty = ALL_DUTIES[name]
    figures = [value for clause in duty.clauses for _, value in ALL_CLAUSES[clause].figures]
    assert all(keep.years in figures for keep in duty.keep if keep.years)


@pytest.mark.parametrize("name", sorted(ALL_DUTIES))
def test_a_duty_taken_out_changes_the_agenda(name):
    home, duty = ALL_DUTIES[name]
    own, region = next(s.what for s in bundle(home).duties.values() if s.what == duty), tenant(home).region
    before = agenda(Reader(bundle(home), region).read(), ON)
    after = agenda(Reader(bundle(home).without(own), region).read(), ON)
    assert {due.duty.id for due in before} - {due.duty.id for due in after} == {name}


@pytest.mark.parametrize("name", sorted(ALL_DUTIES))
def test_a_duty_is_worded_in_both_languages(name):
    _, duty = ALL_DUTIES[name]
    for text in (duty.label, duty.gist, duty.who, *duty.lists, *(keep.what for keep in duty.keep)):
        assert CHINESE.search(text.zh)
        assert not CHINESE.search(text.en)
        assert not HALF_WIDTH.search(text.zh)
    if duty.before:
        assert CHINESE.search(duty.before.zh)


@pytest.mark.parametrize("name", sorted(ALL_CLAUSES))
def test_a_clause_that_is_not_carried_whole_says_what_is_missing_or_who_decides(name):
    clause = ALL_CLAUSES[name]
    if not clause.status or (clause.status == "declared" and clause.kind == "principle"):
        assert clause.lacks is None
    else:
        assert CHINESE.search(clause.lacks.zh)
        assert not HALF_WIDTH.search(clause.lacks.zh)
        assert not CHINESE.search(clause.lacks.en)


def test_what_is_declared_only():
    declared = {name for name, clause in ALL_CLAUSES.items() if clause.status == "declared"}
    assert declared == {"SC22/2.2", "SC22/3.7", "SCX/1", "SCX/3.2"}


def test_one_id_stands_in_one_place():
    assert all(name.partition(":")[0] in bundle(home).duties[name].by for name, (home, _) in ALL_DUTIES.items())
    assert set(HOMES.values()) <= set(tenants())
