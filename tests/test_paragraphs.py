"""Every numbered paragraph of the five documents has its clauses, or says nothing to do; none is unaccounted for."""

from collections import Counter

import pytest
from attrs import evolve

from bajigong.law.bundle import Said
from bajigong.law.clauses import paragraphs
from bajigong.law.tenants import tenant
from bajigong.scenarios import engine_of

HOMES = {"SC22": "sichuan", "SCV": "sichuan", "SCX": "sichuan", "GL23": "guilin", "NM21": "inner-mongolia"}
#: Counted in the documents: by section, how many numbered paragraphs each holds; 0 where the section is one itself.
SECTIONS = {
    "SC22": {"一": 0, "二": 4, "三": 7, "四": 3, "五": 3, "六": 3, "七": 0},
    "SCV": {"一": 0, "二": 7, "三": 4},
    "SCX": {"一": 0, "二": 0, "三": 4},
    "GL23": {"一": 0, "二": 3, "三": 5, "四": 3, "五": 3},
    "NM21": {"一": 0, "二": 3, "三": 5, "四": 10, "五": 6, "六": 0},
}
#: Counted in the documents: paragraphs that go on to 一是, 二是 and 三是.
POINTS = {"GL23": {"三(四)": 3, "五(二)": 2}}
NUMERALS = "一二三四五六七八九十"


def bundle(document):
    return engine_of(tenant(HOMES[document])).bundle


def expected(document):
    for section, count in SECTIONS[document].items():
        for at in [f"{section}({numeral})" for numeral in NUMERALS[:count]] or [section]:
            points = POINTS.get(document, {}).get(at, 0)
            yield from [f"{at} {numeral}" for numeral in NUMERALS[:points]] or [at]


def told(document, of=None):
    return [one for one in paragraphs(of or bundle(document)) if one.document.id == document]


@pytest.mark.parametrize("document", HOMES)
def test_the_paragraphs_are_those_of_the_document(document):
    assert [one.at for one in told(document)] == list(expected(document))


@pytest.mark.parametrize("document", HOMES)
def test_each_paragraph_has_its_clauses_or_says_nothing_to_do(document):
    for one in told(document):
        assert one.accounted, one.at
        assert not (one.clauses and one.nothing), f"{one.at} has clauses, and asks nothing"


@pytest.mark.parametrize("document", HOMES)
def test_each_clause_stands_in_a_paragraph(document):
    counted = Counter(name for one in told(document) for name in one.clauses)
    declared = [name for name, said in bundle(document).clauses.items() if said.what.document == document]
    assert set(declared) == set(counted)


@pytest.mark.parametrize("document", HOMES)
def test_a_clause_taken_out_leaves_a_paragraph_unaccounted_for(document):
    here = bundle(document)
    alone = [one for one in told(document) if len(one.clauses) == 1]
    assert alone
    for one in alone:
        fewer = {name: said for name, said in here.clauses.items() if name not in one.clauses}
        left = [other.at for other in told(document, evolve(here, clauses=fewer)) if not other.accounted]
        assert one.at in left


@pytest.mark.parametrize("document", HOMES)
def test_what_asks_nothing_is_among_the_paragraphs(document):
    stated = bundle(document).documents[document].what
    assert {at for at, _ in stated.asks_nothing} <= set(stated.paragraphs)
    without = evolve(stated, asks_nothing=())
    documents = {**bundle(document).documents, document: Said("", without)}
    lost = {one.at for one in told(document, evolve(bundle(document), documents=documents)) if not one.accounted}
    assert lost == {at for at, _ in stated.asks_nothing}
