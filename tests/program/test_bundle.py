"""The bundled plugins as one bundle: they open together, and each track without the others."""

from datetime import date

import pytest

from bajigong.errors import LawError
from bajigong.law.opening import open_bundle
from bajigong.policy.law import Clause, Document, Filling, Term
from bajigong.policy.text import Text, same

ALL = ("national", "enterprise", "college", "third_party", "veterans", "sichuan")


def test_the_bundled_plugins_open_together():
    both = (*ALL, "guangxi", "inner_mongolia")
    assert open_bundle(both).hash.startswith("sha256:")


def test_a_document_of_one_is_declared_once():
    twice = Document("SC22", same("x"), same("x"), place="510000")
    with pytest.raises(
        LawError, match=r"documents 'SC22' is declared twice: by plugin 'sichuan' .* and by 'mine.toml'"
    ):
        open_bundle(ALL, extra=[("mine.toml", twice)])


def test_the_hash_names_the_law():
    assert open_bundle(ALL).hash == open_bundle(ALL).hash
    assert open_bundle(ALL).hash != open_bundle(ALL[:-1]).hash


def test_terms_have_both_languages():
    for said in open_bundle(ALL).all():
        label = getattr(said.what, "label", None) or getattr(said.what, "gist", None)
        if isinstance(label, Text):
            assert label.zh, said
            assert label.en, said
    assert all(isinstance(said.what, Term) for said in open_bundle(ALL).terms.values())


@pytest.mark.parametrize("track", ["enterprise", "college", "third_party", "veterans"])
def test_a_place_may_be_enabled_with_some_of_its_tracks(track):
    bundle = open_bundle(["national", track, "sichuan"])
    assert set(bundle.tracks) == {track}
    assert {f.what.term.partition(":")[0] for f in bundle.fillings} > {track}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("enterprise:relations", ("friend",), "some of employee, dispatched"),
        ("enterprise:relations", "employee", "some of employee, dispatched"),
        ("enterprise:competition", 1, "true or false"),
        ("enterprise:new-hire-months", 0, "a whole number of at least 1"),
        ("enterprise:front-line-grades", ("4",), "some of 3, 2, 1"),
        ("enterprize:relations", ("employee",), ""),
    ],
)
def test_a_filling_out_of_bounds(name, value, expected):
    said = rf"{name} \('mine.toml'\): D/1 gives .*; expected {expected}" if expected else "no such term is declared"
    document = Document("D", same("x"), same("x"), place="510000", issued=date(2024, 1, 1))
    given = (document, Clause("D/1", "1", "scope", same("x")), Filling(name, value, "D/1"))
    with pytest.raises(LawError, match=said):
        open_bundle(ALL, extra=[("mine.toml", one) for one in given])
