"""What the pages tell a reader to type works, and prints what they show; the site's plan fits its pages and hooks."""

import ast
import inspect
import re
import sys
import tomllib
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest
import yaml

from bajigong.cli import new
from bajigong.plugins import PROGRAM_HOOKS

DOCS = Path(__file__).parent.parent / "docs"
sys.path.insert(0, str(DOCS))

import build  # noqa: E402 - a script of the site, no package
import generated  # noqa: E402
import pages  # noqa: E402
import pictures  # noqa: E402

pytestmark = pytest.mark.slow

ROOT = DOCS.parent
RUN = [
    *sorted(ROOT.glob("README*.md")),
    *sorted(page for folder in ("tutorials", "how-to") for page in DOCS.glob(f"{folder}/*.md")),
    *sorted(DOCS.glob("explanation/rules-become-code*.md")),
]
#: Pages that show what takes other machines.
WANTING = {"cluster"}
#: Pages about another program, which are run where it is installed: `tox -e engines`.
ENGINES = {"ray": "ray", "spark": "pyspark"}


@pytest.mark.timeout(900)  # every command starts the program anew
@pytest.mark.parametrize("page", RUN, ids=lambda page: page.name)
def test_what_a_page_says_is_so(page):
    if missing := pages.wanting(page):
        assert ENGINES[page.name.partition(".")[0]] == missing
        pytest.skip(f"{missing} is not installed")
    assert pages.run(page) == []


@pytest.mark.parametrize("page", RUN, ids=lambda page: page.name)
def test_nothing_is_left_out_but_for_want_of_another_program(page):
    reasons = pages.left_out(page)
    assert bool(reasons) <= (page.name.partition(".")[0] in WANTING), reasons


#: Blocks that show and are neither typed nor written to a file, by page: what is meant for another program or another
#: system, and what is a part of something. The list says all of them, so that it cannot grow unseen.
SHOWN = {
    "README": {"python": 1, "toml": 1},
    "how-to/arrow": {"python": 1, "sql": 1},
    "tutorials/clerk": {"bat": 1},
    "how-to/cluster": {"python": 1, "sql": 1},
    "how-to/own-conditions": {"toml": 1},
    "how-to/register": {"mermaid": 1, "text": 3, "toml": 1, "yaml": 2},
    "how-to/register.zh": {"text": 3, "toml": 1, "yaml": 2},
    "how-to/registration-sheets": {"toml": 1},
    "how-to/what-if": {"sql": 1},
}


def shown_only(page):
    """Give the kind and the text of each block that nothing is done with."""
    for example in pages.blocks(page).examples():
        info = str(example.region.lexemes["info"]).strip()
        if info not in ("sh", "console") and "title=" not in info:
            yield info, str(example.region.parsed)


@pytest.mark.parametrize("page", RUN, ids=lambda page: page.name)
def test_what_only_shows_is_listed_and_can_be_read(page):
    name = str(page.relative_to(DOCS if page.is_relative_to(DOCS) else ROOT)).removesuffix(".md")
    listed = SHOWN.get(name, SHOWN.get(name.partition(".")[0], {}))
    assert Counter(info for info, _ in shown_only(page)) == listed
    for info, text in shown_only(page):
        if info == "toml":
            tomllib.loads(text)
        if info == "yaml":
            yaml.safe_load(text)
        if info == "python":
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("bajigong"):
                    assert all(hasattr(import_module(node.module), one.name) for one in node.names), text


def imported():
    """Give the modules of the program that pages, templates of plugins and examples import from, each with where."""
    for page in RUN:
        for example in pages.blocks(page).examples():
            if str(example.region.lexemes["info"]).strip().startswith("python"):
                yield page.name, str(example.region.parsed)
    made = Path(new.__file__).parent / "templates"
    for file in (*ROOT.glob("examples/*/src/**/*.py"), *made.rglob("*.py.template")):
        yield file.name, re.sub(r"\$\{\w+\}", "x", file.read_text(encoding="utf-8"))


def test_what_readers_are_told_to_import_is_on_the_page_of_what_they_may_rely_on():
    listed = set(re.findall(r"^::: ([\w.]+)$", (DOCS / "reference" / "api.md").read_text(encoding="utf-8"), flags=re.M))
    used = {
        (node.module, where)
        for where, text in imported()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "bajigong"
    }
    assert len(used) > 20
    assert sorted(one for one in used if one[0] not in listed) == []


def test_what_readers_may_rely_on_is_there():
    text = (DOCS / "reference" / "api.md").read_text(encoding="utf-8")
    for module, members in re.findall(r"^::: ([\w.]+)\n(?:    options:\n      members: \[(.*)\])?", text, flags=re.M):
        found = import_module(module)
        assert [name for name in members.split(", ") if name and not hasattr(found, name)] == [], module


def test_every_page_has_a_place_and_every_place_a_page():
    read = build.plan()
    assert [section["title"]["zh"] for section in read["section"]] == ["教程", "操作指南", "参考", "解释"]


def test_a_page_missing_in_a_language_is_marked_there():
    shown = build.page("how-to/ray", "zh", {})
    assert "本页只有英文" in shown
    assert "本页只有英文" not in build.page("explanation/spans", "zh", {})


def test_a_page_of_the_other_language_has_a_title_in_this_one_behind_which_it_is_marked():
    shown = build.page("explanation/1.4-billion", "zh", {}, {"explanation/1.4-billion": "十四亿行的推算"})
    assert "\n# 1.4 billion rows" not in f"\n{shown}"
    assert shown.index("# 十四亿行的推算") < shown.index("本页只有英文") < shown.index("\n## ")


def test_titles_in_chinese_are_of_pages_that_are_there():
    read = build.plan()
    assert set(read["titles"]["zh"]) <= {name for section in read["section"] for name in section["pages"]}


def test_states_are_a_table_on_the_site():
    drawn = "```mermaid\nstateDiagram-v2\n    [*] --> planned\n    planned --> published: publish\n```\n"
    assert (
        build.with_states(drawn, "en") == "| state | act | then |\n|---|---|---|\n| planned | `publish` | published |\n"
    )


def test_chinese_lines_are_joined_and_code_is_left():
    text = "甲，\n乙\n- 丙\n  丁\n\n```toml\n# 戊\n己\n```\n庚 a\n辛\n"
    assert build.in_one_line(text) == "甲，乙\n- 丙丁\n\n```toml\n# 戊\n己\n```\n庚 a\n辛\n"


def test_a_link_out_of_the_docs_becomes_the_name_of_a_file():
    shown = build.within_docs(DOCS / "how-to" / "x.md", "[floors](../../benchmarks/floors.toml) [here](../index.md)")
    assert shown == "floors (`benchmarks/floors.toml`) [here](../index.md)"


def test_a_link_to_no_file_is_refused():
    with pytest.raises(SystemExit, match="no such file"):
        build.within_docs(DOCS / "how-to" / "x.md", "[gone](../../benchmarks/gone.toml)")


@pytest.mark.parametrize("name", list(generated.declared_hooks()))
def test_every_hook_is_documented(name):
    said = inspect.getdoc(generated.declared_hooks()[name])
    assert said, f"{name} has no documentation"
    assert "Asked" in said or "Called" in said or "Told" in said, f"{name} does not say when it is asked"
    section = generated.hooks().partition(f"## `{name}`")[2].partition("\n## ")[0]
    assert said in section
    assert f"def {name}(" in section


@pytest.mark.parametrize("name", PROGRAM_HOOKS)
def test_every_hook_of_the_program_names_an_example_that_uses_it(name):
    section = generated.hooks().partition(f"## `{name}`")[2].partition("\n## ")[0]
    assert generated.examples_of(name) == ["examples/bajigong-records"]
    assert "Example: `examples/bajigong-records`." in section
    assert generated.examples_of("bajigong_no_such_hook") == []


def test_a_page_has_one_title():
    titles = [line for line in generated.hooks().splitlines() if line.startswith("# ")]
    assert titles == ["# Hooks"]


def test_the_reference_has_every_command():
    text = generated.command_line()
    for command in ("check", "law doctor", "session", "summary"):
        assert f"\n## `bajigong {command}`\n" in text


def test_the_reference_in_chinese_has_the_same_commands_with_their_help_in_chinese():
    said = {lang: generated.command_line(lang).split("\n## ") for lang in ("zh", "en")}
    assert [part.partition("\n")[0] for part in said["zh"][1:]] == [part.partition("\n")[0] for part in said["en"][1:]]
    assert [part[:40] for part in said["zh"][1:] if "用法" not in part or "Usage" in part] == []


@pytest.mark.timeout(900)
def test_the_pictures_are_of_what_the_program_writes_now():
    """Draw them again with ``python docs/pictures.py``, and look at them."""
    assert pictures.stale() == []


def test_a_picture_of_other_output_is_stale_and_so_is_one_that_was_changed(tmp_path, monkeypatch):
    monkeypatch.setattr(pictures, "IMAGES", tmp_path)
    monkeypatch.setattr(pictures, "DRAWN", tmp_path / "drawn.json")
    made = {"a.svg": "old", "b.svg": "same", "c.svg": "same", "d.svg": "same sha256:1a"}

    def now():
        return iter([pictures._svg(name, text) for name, text in made.items()])

    pictures.draw(now)
    assert pictures.stale(now) == []
    made |= {"d.svg": "same sha256:2b", "a.svg": "new", "e.svg": "never drawn"}
    (tmp_path / "b.svg").write_text("edited", encoding="utf-8")
    (tmp_path / "c.svg").unlink()
    assert pictures.stale(now) == ["a.svg", "b.svg", "c.svg", "e.svg"]


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("a\nb", "a\nb", True),
        ("a\nb", "a\nc", False),
        ("a\n…", "a\nb\nc", True),
        ("…\nc", "a\nb\nc", True),
        ("a\n…\nc", "a\nb\nd", False),
        ("", "", True),
        ("", "something", False),
        ("\na", "\na", True),
    ],
)
def test_output_is_compared_line_by_line(shown, printed, same):
    assert pages.agrees(shown, printed) is same


def test_a_page_has_what_a_terminal_shows(tmp_path):
    room = pages.Room(tmp_path, DOCS / "tutorials" / "clerk.zh.md")
    bar = "\\033[2K核验中 ━━━━╸ 3/5 2行/秒 -:--:--\\r\\033[2K核验中 ━━━━━━ 4/5 2行/秒 0:00:01\\n"
    command = f"test -t 1 && printf '{bar}' >&2; printf '\\033[1m核验\\033[0m\\n结论  ····━━━┃━━\\n'; exit 3"
    assert room.type(command) == (3, "核验\n结论  ····━━━┃━━")
