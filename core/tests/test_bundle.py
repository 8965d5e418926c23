"""A bundle is checked when it is opened, and every error names who made the declaration."""

import sys
import types
from datetime import date
from typing import get_args, get_type_hints

import attrs
import pytest
from core.tests.toy import TOWN

from bajigong import hookspecs
from bajigong import plugins as plugins_module
from bajigong.errors import LawError, PluginError
from bajigong.law.opening import open_bundle
from bajigong.policy.asks import Ask, When, term
from bajigong.policy.law import Clause, Document, Filling, Gate, Route, Term, Way
from bajigong.policy.text import same

X = same("x")
BY = ("province", "city")
TERMS = (
    Term(
        "mine:relations",
        X,
        "choices",
        BY,
        choices=("employee", "dispatched", "intern"),
    ),
    Term("mine:competition", X, "flag", BY),
    Term("mine:months", X, "whole", BY, least=1),
)


def opened(*extra, **kwargs):
    return open_bundle(["guild"], extra=[("mine.toml", one) for one in (*TERMS, *extra)], **kwargs)


def document(name="D", place=TOWN, **kwargs):
    return Document(name, X, X, place=place, issued=date(2024, 1, 1), **kwargs)


def clause(name="D/1"):
    return Clause(name, "1", "scope", X)


def test_a_duplicate_id_names_both_makers():
    with pytest.raises(LawError, match=r"documents 'MOON' is declared twice: by plugin 'guild' .* and by 'mine.toml'"):
        opened(document("MOON"))


def test_an_unknown_clause():
    with pytest.raises(LawError, match=r"filling of mine:relations \('mine.toml'\): cites clause 'D/9'"):
        opened(document(), Filling("mine:relations", ("employee",), "D/9"))


def test_a_clause_without_its_document():
    with pytest.raises(LawError, match=r"clause D/1 \('mine.toml'\): its document 'D' is not declared"):
        opened(clause())


def test_the_wrong_layer():
    with pytest.raises(LawError, match=r"D/1 is law of the county; the term is left to: province, city"):
        opened(document(place="110101"), clause(), Filling("mine:relations", ("employee",), "D/1"))


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("mine:relations", ("friend",), "some of employee, dispatched"),
        ("mine:relations", "employee", "some of employee, dispatched"),
        ("mine:competition", 1, "true or false"),
        ("mine:months", 0, "a whole number of at least 1"),
        ("guild:years", 3, "a whole number of at least 1 of at most 2"),
    ],
)
def test_a_filling_out_of_bounds(name, value, expected):
    with pytest.raises(LawError, match=rf"{name} \('mine.toml'\): D/1 gives .*; expected {expected}"):
        opened(document(), clause(), Filling(name, value, "D/1"))


def test_an_unknown_term():
    with pytest.raises(LawError, match=r"filling of mine:nothing .*no such term is declared"):
        opened(document(), clause(), Filling("mine:nothing", True, "D/1"))


def test_a_tie_names_both_sides():
    with pytest.raises(LawError, match=r"D/1 \('mine.toml'\) says .*'employee'.*E/1 \('mine.toml'\) says .*'intern'"):
        opened(
            *(document(), clause(), document("E"), clause("E/1")),
            Filling("mine:relations", ("employee",), "D/1"),
            Filling("mine:relations", ("intern",), "E/1"),
        )


def test_fillings_that_agree_are_no_tie():
    both = [Filling("mine:relations", ("employee",), name) for name in ("D/1", "E/1")]
    assert opened(document(), clause(), document("E"), clause("E/1"), *both)


def test_a_rule_without_a_clause():
    with pytest.raises(LawError, match=r"mine:route \('mine.toml'\): cites no clause and rests on no term"):
        opened(Route("mine:route", ("potter",), "trial", X))


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (Ask("flies"), "found requirement kind 'flies'; expected one of held, honest, worked"),
        (Ask("worked"), r"mine:route: when\[0\] .*: requirement 'worked': key 'years' is missing"),
        (Ask("worked", (("year", 5),)), r"found key 'year'; expected one of years \(did you mean 'years'\?\)"),
        (Ask("held", (("years", "5"),)), "requirement 'held': found '5'; expected a whole number"),
    ],
)
def test_a_requirement_that_cannot_be_built(ask, message):
    with pytest.raises(LawError, match=message):
        opened(Route("mine:route", ("potter",), "trial", X, When(((ask,),)), clauses=("MOON/2",)))


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (Route("mine:r", ("9",), "trial", X, clauses=("MOON/2",)), "names grade '9'"),
        (Route("mine:r", ("potter",), "mine:method", X, clauses=("MOON/2",)), "names method 'mine:method'"),
        (Route("mine:r", ("potter",), "trial", X, clauses=("MOON/2",), tracks=("air",)), "names track 'air'"),
        (Way("mine:gate", "mine:way", clauses=("MOON/2",)), "names gate 'mine:gate'"),
        (Route("mine:r", term("mine:t"), "trial", X), "which is not declared|rests on no term"),
    ],
)
def test_names_that_do_not_exist(rule, message):
    with pytest.raises(LawError, match=message):
        opened(rule)


def test_the_hash_names_the_law():
    plain = opened()
    assert plain.hash.startswith("sha256:")
    assert plain.hash == opened().hash
    assert plain.hash != opened(document()).hash
    assert plain.hash != open_bundle(["guild"]).hash


# ---------------------------------------------------------------- plugins


def test_a_plugin_that_is_not_installed():
    with pytest.raises(PluginError, match=r"plugin 'giuld': is not installed; installed are: guild"):
        open_bundle(["giuld"])


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
                "from bajigong import hookimpl\nfrom bajigong.policy.law import Track\n"
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
from bajigong.policy.law import Gate
from bajigong.policy.text import same
API_VERSION = 1
@hookimpl
def bajigong_eligibility():
    return [Gate("odd:gate", same("odd"))]
"""
    installed("odd", module(source))
    bundle = open_bundle(["guild", "odd"])
    assert bundle.gates["odd:gate"].by == "odd"
    assert isinstance(bundle.gates["odd:gate"].what, Gate)
