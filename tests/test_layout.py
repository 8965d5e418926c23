"""The house: what every plugin folder holds, what the core and its tests may not name, and when hooks are called."""

import ast
import inspect
import re
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from bajigong import hookspecs
from bajigong.law.opening import open_bundle
from bajigong.plugins import HOOKS, describe, discover
from bajigong.policy.facts import FactType, Role

ROOT = Path(__file__).parent.parent
CORE = ROOT / "core" / "src" / "bajigong"
PLUGINS = sorted(path.name for path in (ROOT / "plugins").iterdir() if path.is_dir())
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
#: Words that belong to a place or a track, and so to a plugin.
FOREIGN = re.compile(
    r"四川|广西|桂林|内蒙古|贵州|sichuan|guangxi|guilin|mongolia|enterprise|college|third_party|third-party|veteran|"
    r"企业|院校|退役军人",
    re.IGNORECASE,
)

FACTS = [
    fact["path"]
    for file in sorted((ROOT / "plugins").rglob("src/**/*.toml"))
    for fact in tomllib.loads(file.read_text(encoding="utf-8")).get("fact", [])
]
#: What the core may say that is also the key of a fact: what the contract of an application has at its top, the types
#: and the roles of facts, and words that are its own: of results and their columns, of the attributes of declarations
#: and of the tables of the register. ``related`` is what `SameOccupation` calls its flag where nothing else is said.
OWN_WORDS = {
    *(path for path in FACTS if "." not in path),
    *get_args(Role),
    *get_args(FactType),
    *("birth_date", "certificates", "from", "grades", "issued", "kind", "level", "months", "occupations", "office"),
    *("people", "regions", "related", "size", "staff", "to", "until"),
}


@pytest.mark.parametrize("name", PLUGINS)
def test_a_plugin_folder_is_whole(name):
    folder = ROOT / "plugins" / name
    package = folder / "src" / f"bajigong_{name}"
    assert (folder / "README.md").read_text(encoding="utf-8").startswith("#")
    assert list((folder / "tests").rglob("*.scenario.yaml")) or list((folder / "tests").rglob("test_*.py"))
    assert (package / "py.typed").is_file()
    source = (package / "plugin.py").read_text(encoding="utf-8")
    target = f"bajigong_{name}.plugin" + (":PLUGIN" if "TomlPlugin" in source else "")
    assert "API_VERSION = 1" in source or "interface=1" in source
    assert f"plugins/{name}/src/bajigong_{name}" in PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert PROJECT["project"]["entry-points"]["bajigong"][name] == target
    assert f"bajigong_{name}" in PROJECT["tool"]["importlinter"]["root_packages"]


def test_every_bundled_plugin_is_found_and_answers_hooks():
    assert set(PLUGINS) <= set(discover())
    assert all(describe(name).hooks for name in PLUGINS)


def literals(path):
    """Return the strings of a module, without those that only document."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in docstrings)
    return {node.value for node in constants if isinstance(node.value, str)}


EVERY_MODULE = pytest.mark.parametrize("path", sorted(CORE.rglob("*.py")), ids=lambda path: str(path.relative_to(CORE)))


@EVERY_MODULE
def test_the_core_names_no_place_no_track_and_no_plugin(path):
    said = literals(path)
    assert [words for words in said if FOREIGN.search(words)] == []
    assert said & set(PLUGINS) == set()


@EVERY_MODULE
def test_the_core_names_no_fact_of_a_plugin(path):
    """Neither its path nor the end of one: what the core looks for a fact has as its role."""
    parts = [fact.split(".") for fact in FACTS]
    ends = {".".join(part[start:]) for part in parts for start in range(len(part))}
    assert literals(path) & ends - OWN_WORDS == set()


def test_every_role_is_that_of_a_fact():
    declared = [fact.what.role for fact in open_bundle(["national"]).facts.values() if fact.what.role]
    assert sorted(declared) == sorted(get_args(Role))


#: What core/tests may not name: bundled plugins, their places and tracks, their tenants and the examples. The core
#: itself speaks of the national classification, and has an option ``--national``.
BUNDLED = re.compile(rf"{FOREIGN.pattern}|(?<!--)national(?! classification)|examples/", re.IGNORECASE)
CORE_TESTS = sorted(
    path for path in (ROOT / "core" / "tests").rglob("*") if path.is_file() and "__pycache__" not in path.parts
)


@pytest.mark.parametrize("path", CORE_TESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_core_is_tested_by_no_bundled_law(path):
    assert BUNDLED.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "package", ["batch", "cli", "compile", "engine", "law", "policy", "register", "review", "tables"]
)
def test_each_package_of_the_core_is_tested_by_the_tests_of_the_core(package):
    read = re.compile(rf"\bbajigong\.{package}\b")
    assert [path for path in CORE_TESTS if path.name.startswith("test_") and read.search(path.read_text("utf-8"))]


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_says_when_it_is_called(hook):
    assert re.search(r"[Aa]sked .*when a bundle is opened", inspect.getdoc(getattr(hookspecs, hook)))


def test_law_is_in_our_own_words_and_in_both_languages():
    for file in (ROOT / "plugins").rglob("src/**/*.toml"):
        for clause in tomllib.loads(file.read_text(encoding="utf-8")).get("clause", []):
            assert re.search(r"[\u4e00-\u9fff]", clause["gist"]["zh"]), clause["id"]
            assert not re.search(r"[\u4e00-\u9fff]", clause["gist"]["en"]), clause["id"]


def test_no_host_of_a_package_registry_is_named():
    for name in ("constraints.txt", "pyproject.toml", "tox.ini"):
        assert "://" not in (ROOT / name).read_text(encoding="utf-8")


def test_every_module_that_the_map_names_is_there():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = {name.rpartition("…/")[2] for name in re.findall(r"`([\w/…-]+\.py)`", text)}
    there = [path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py") if ".venv" not in path.parts]
    assert len(named) > 20
    assert {name for name in named if not any(f"/{path}".endswith(f"/{name}") for path in there)} == set()


def imported(path, modules):
    """The modules of the core that a file names in an import, wherever in it that stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield from ({f"{node.module}.{alias.name}", node.module} & modules) or ()


def test_no_import_of_the_core_goes_in_a_circle():
    files = {".".join(path.relative_to(CORE.parent).with_suffix("").parts): path for path in CORE.rglob("*.py")}
    modules = {name for name in files if not name.endswith("__init__")}
    left = {name: {one for one in imported(files[name], modules) if one != name} for name in modules}
    while free := {name for name, needs in left.items() if not needs & left.keys()}:
        left = {name: needs for name, needs in left.items() if name not in free}
    assert left == {}
