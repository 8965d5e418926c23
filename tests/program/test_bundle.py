"""A bundle is checked when it is opened, and every error names who made the declaration."""

import sys
import types
from datetime import date
from typing import get_args, get_type_hints

import attrs
import pytest

from bajigong import hookspecs
from bajigong import plugins as plugins_module
from bajigong.errors import LawError, PluginError
from bajigong.law.opening import open_bundle
from bajigong.policy.asks import Ask, When, term
from bajigong.policy.law import Clause, Document, Filling, Term
from bajigong.policy.rules import Gate, Route, Way
from bajigong.policy.text import Text, same

ALL = ("national", "enterprise", "college", "third_party", "veterans", "sichuan")
X = same("x")


def opened(*extra, plugins=ALL, **kwargs):
    return open_bundle(plugins, extra=[("mine.toml", one) for one in extra], **kwargs)


def document(name="D", place="510000", **kwargs):
    return Document(name, X, X, place=place, issued=date(2024, 1, 1), **kwargs)


def clause(name="D/1"):
    return Clause(name, "1", "scope", X)


def test_the_bundled_plugins_open_together():
    both = (*ALL, "guangxi", "inner_mongolia")
    assert open_bundle(both).hash.startswith("sha256:")


def test_a_duplicate_id_names_both_makers():
    with pytest.raises(
        LawError, match=r"documents 'SC22' is declared twice: by plugin 'sichuan' .* and by 'mine.toml'"
    ):
        opened(document("SC22"))


def test_an_unknown_clause():
    with pytest.raises(LawError, match=r"filling of enterprise:relations \('mine.toml'\): cites clause 'D/9'"):
        opened(document(), Filling("enterprise:relations", ("employee",), "D/9"))


def test_a_clause_without_its_document():
    with pytest.raises(LawError, match=r"clause D/1 \('mine.toml'\): its document 'D' is not declared"):
        opened(clause())


def test_the_wrong_layer():
    with pytest.raises(LawError, match=r"D/1 is law of the county; the term is left to: province, city"):
        opened(document(place="510107"), clause(), Filling("enterprise:relations", ("employee",), "D/1"))


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("enterprise:relations", ("friend",), "some of employee, dispatched"),
        ("enterprise:relations", "employee", "some of employee, dispatched"),
        ("enterprise:competition", 1, "true or false"),
        ("enterprise:new-hire-months", 0, "a whole number of at least 1"),
        ("enterprise:front-line-grades", ("4",), "some of 3, 2, 1"),
    ],
)
def test_a_filling_out_of_bounds(name, value, expected):
    with pytest.raises(LawError, match=rf"{name} \('mine.toml'\): D/1 gives .*; expected {expected}"):
        opened(document(), clause(), Filling(name, value, "D/1"))


def test_an_unknown_term():
    with pytest.raises(LawError, match="no such term is declared"):
        opened(document(), clause(), Filling("enterprise:nothing", True, "D/1"))


def test_a_tie_names_both_sides():
    other = Document("E", X, X, place="510000", issued=date(2024, 1, 1))
    with pytest.raises(LawError, match=r"D/1 \('mine.toml'\) says .*'employee'.*E/1 \('mine.toml'\) says .*'intern'"):
        opened(
            document(),
            clause(),
            other,
            clause("E/1"),
            Filling("enterprise:relations", ("employee",), "D/1"),
            Filling("enterprise:relations", ("intern",), "E/1"),
        )


def test_fillings_that_agree_are_no_tie():
    other = Document("E", X, X, place="510000", issued=date(2024, 1, 1))
    both = [Filling("enterprise:relations", ("employee",), name) for name in ("D/1", "E/1")]
    assert opened(document(), clause(), other, clause("E/1"), *both)


def test_a_rule_without_a_clause():
    route = Route("mine:route", ("5",), "national:examination", X)
    with pytest.raises(LawError, match=r"mine:route \('mine.toml'\): cites no clause and rests on no term"):
        opened(route)


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (Ask("flies"), "found requirement kind 'flies'; expected one of a_qualification, achieved, "),
        (Ask("worked"), r"mine:route: when\[0\] .*: requirement 'worked': key 'years' is missing"),
        (
            Ask("worked", (("year", 5),)),
            r"found key 'year'; expected one of years, after, own \(did you mean 'years'\?\)",
        ),
        (Ask("holds", (("grade", "9"),)), "found grade '9'; expected one of apprentice, 5"),
        (Ask("employed", (("relations", ("friend",)),)), "found 'friend'; expected one of employee"),
    ],
)
def test_a_requirement_that_cannot_be_built(ask, message):
    route = Route("mine:route", ("5",), "national:examination", X, When(((ask,),)), clauses=("SC22/5.1.a",))
    with pytest.raises(LawError, match=message):
        opened(route)


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (Route("mine:r", ("9",), "national:examination", X, clauses=("SC22/7",)), "names grade '9'"),
        (Route("mine:r", ("5",), "mine:method", X, clauses=("SC22/7",)), "names method 'mine:method'"),
        (Route("mine:r", ("5",), "national:examination", X, clauses=("SC22/7",), tracks=("air",)), "names track 'air'"),
        (Way("mine:gate", "mine:way", clauses=("SC22/7",)), "names gate 'mine:gate'"),
        (Route("mine:r", term("mine:t"), "national:examination", X), "which is not declared|rests on no term"),
    ],
)
def test_names_that_do_not_exist(rule, message):
    with pytest.raises(LawError, match=message):
        opened(rule)


# ---------------------------------------------------------------- plugins


def test_a_plugin_that_is_not_installed():
    with pytest.raises(PluginError, match=r"plugin 'gaungdong': is not installed; installed are: college, enterprise"):
        open_bundle(["gaungdong"])


class Point:
    """An entry point of a distribution made up for a test."""

    def __init__(self, name, module):
        self.name, self.value, self.dist = (
            name,
            f"{name}_module",
            types.SimpleNamespace(name=f"{name}-dist", version="9.9"),
        )
        self._module = module

    def load(self):
        if isinstance(self._module, Exception):
            raise self._module
        return self._module


@pytest.fixture
def installed(monkeypatch):
    """Install made-up plugins beside the real ones."""
    real = dict(plugins_module.discover())

    def install(name, module):
        points = {**real, name: Point(name, module)}
        monkeypatch.setattr(plugins_module, "discover", lambda: points)
        plugins_module.version_of.cache_clear()
        plugins_module.open_manager.cache_clear()

    yield install
    plugins_module.version_of.cache_clear()
    plugins_module.open_manager.cache_clear()


def module(source, name="made_up"):
    made = types.ModuleType(name)
    exec(source, made.__dict__)
    sys.modules.pop(name, None)
    return made


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (ImportError("no module named abacus"), r"plugin 'odd' 9.9: cannot be imported: ImportError"),
        (ZeroDivisionError("at import"), r"plugin 'odd' 9.9: cannot be imported: ZeroDivisionError"),
        (module("API_VERSION = 99"), r"plugin 'odd' 9.9: was built for interface 99; this is interface 1"),
        (module(""), r"plugin 'odd' 9.9: was built for interface None"),
        (module("API_VERSION = 1"), r"plugin 'odd' 9.9: answers no hook"),
        (
            module("from bajigong import hookimpl\nAPI_VERSION = 1\n@hookimpl\ndef bajigong_lawn(): return ()"),
            r"plugin 'odd' 9.9: has a hook that does not fit: .*bajigong_lawn",
        ),
        (
            module("from bajigong import hookimpl\nAPI_VERSION = 1\n@hookimpl\ndef bajigong_law(): return 1 / 0"),
            r"plugin 'odd' 9.9: bajigong_law failed: division by zero",
        ),
        (
            module("from bajigong import hookimpl\nAPI_VERSION = 1\n@hookimpl\ndef bajigong_law(): return ['x']"),
            r"plugin 'odd' 9.9: bajigong_law returned 'x'; expected one of Document, Clause, Term, Filling",
        ),
        (
            module(
                "from bajigong import hookimpl\nfrom bajigong.policy.rules import Track\n"
                "from bajigong.policy.text import same\nAPI_VERSION = 1\n@hookimpl\n"
                "def bajigong_duties(): return [Track('odd', same('odd'), same('odd'))]"
            ),
            r"plugin 'odd' 9.9: bajigong_duties returned Track\(id='odd'.*; expected one of Duty",
        ),
        (
            module(
                "from bajigong import hookimpl\nAPI_VERSION = 1\n@hookimpl(wrapper=True)\n"
                "def bajigong_law():\n    return (yield)"
            ),
            r"plugin 'odd' 9.9: bajigong_law may not be a wrapper",
        ),
    ],
)
def test_a_plugin_that_cannot_be_used_is_named_with_its_version(installed, made, message):
    installed("odd", made)
    with pytest.raises(PluginError, match=message):
        open_bundle(["odd"])


def declared(annotation):
    """Give the types that a hook's annotation names."""
    [inside] = get_args(annotation)
    return set(get_args(inside) or (inside,))


HOOKS = {name: hook for name, hook in vars(hookspecs).items() if name.startswith("bajigong_")}


@pytest.mark.parametrize("name", HOOKS)
def test_each_hook_takes_what_its_annotation_names_and_nothing_that_another_takes(installed, name):
    own = declared(get_type_hints(HOOKS[name])["return"])
    others = set().union(*(declared(get_type_hints(hook)["return"]) for hook in HOOKS.values())) - own
    assert others
    for other in others:
        made = module(f"from bajigong import hookimpl\nAPI_VERSION = 1\n@hookimpl\ndef {name}(): return [ODD]")
        made.ODD = object.__new__(other)
        for field in attrs.fields(other):
            object.__setattr__(made.ODD, field.name, None)
        installed("odd", made)
        with pytest.raises(PluginError, match=f"plugin 'odd' 9.9: {name} returned .*; expected one of") as told:
            open_bundle(["odd"])
        expected = str(told.value).rpartition("expected one of ")[2].split(", ")
        assert set(expected) == {one.__name__ for one in own}


def test_a_plugin_of_another_distribution_joins(installed):
    source = """
from bajigong import hookimpl
from bajigong.policy.rules import Gate
from bajigong.policy.text import same
API_VERSION = 1
@hookimpl
def bajigong_eligibility():
    return [Gate("odd:gate", same("odd"))]
"""
    installed("odd", module(source))
    bundle = open_bundle(["national", "odd"])
    assert bundle.gates["odd:gate"].by == "odd"
    assert isinstance(bundle.gates["odd:gate"].what, Gate)


def test_the_hash_names_the_law():
    plain = opened()
    assert plain.hash == opened().hash
    assert plain.hash != opened(document()).hash
    assert plain.hash != opened(plugins=ALL[:-1]).hash


def test_terms_have_both_languages():
    for said in opened().all():
        label = getattr(said.what, "label", None) or getattr(said.what, "gist", None)
        if isinstance(label, Text):
            assert label.zh, said
            assert label.en, said
    assert all(isinstance(said.what, Term) for said in opened().terms.values())


@pytest.mark.parametrize("track", ["enterprise", "college", "third_party", "veterans"])
def test_a_place_may_be_enabled_with_some_of_its_tracks(track):
    bundle = open_bundle(["national", track, "sichuan"])
    assert set(bundle.tracks) == {track}
    assert {f.what.term.partition(":")[0] for f in bundle.fillings} > {track}


def test_a_term_of_a_plugin_that_is_not_installed_is_an_error():
    with pytest.raises(LawError, match=r"filling of enterprize:relations .*no such term"):
        opened(document(), clause(), Filling("enterprize:relations", ("employee",), "D/1"))
