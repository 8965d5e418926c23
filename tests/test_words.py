"""The glossary: every public class has its line, and what people meet has its Chinese word."""

import importlib
import inspect
import pkgutil
import tomllib
from pathlib import Path

import pytest

import bajigong
from bajigong.answers import Outcome, Verdict
from bajigong.hookspecs import Filling
from bajigong.law.bundle import PLACES
from bajigong.register import tables

DOCS = Path(__file__).parent.parent / "docs"
CHINESE = tomllib.loads((DOCS / "words.toml").read_text(encoding="utf-8"))
NAMED = {f"{module}.{name}" for module, some in CHINESE.items() for name in some}


def of_module(module):
    """The public classes that a module defines."""
    for name, one in vars(module).items():
        if inspect.isclass(one) and one.__module__ == module.__name__ and not name.startswith("_"):
            yield one


def classes(package):
    """The public classes of every module of a package, as Python knows them."""
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if found.name.endswith("__main__") or ".migrations." in found.name:
            continue
        yield from of_module(importlib.import_module(found.name))


@pytest.fixture
def generated(monkeypatch):
    monkeypatch.syspath_prepend(str(DOCS))
    return importlib.import_module("generated")


def test_every_public_class_is_on_the_page(generated):
    lines = generated.words().split("\n")
    found = {one.__name__ for one in classes(bajigong)}
    assert len(found) > 300
    assert {name for name in found if not any(line.startswith(f"| `{name}` | ") for line in lines)} == set()
    assert [line for line in lines if line.startswith("| `") and line.endswith("|  |")] == [], "nothing is said of it"


def test_what_people_meet_has_its_chinese_word():
    met = [*PLACES, Filling, Verdict, Outcome]
    met += [one for one in of_module(tables) if one is not tables.Row]
    assert {f"{one.__module__}.{one.__name__}" for one in met} <= NAMED


def test_no_word_is_of_a_class_that_is_gone(generated):
    there = {f"{module}.{name}" for module, some in generated.public_classes().items() for name in some}
    assert NAMED - there == set()
