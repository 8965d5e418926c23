"""What the pages tell a reader to type works, and prints what they show; the site's plan fits its pages and hooks."""

import inspect
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent / "docs"
sys.path.insert(0, str(DOCS))

import build  # noqa: E402 - a script of the site, no package
import generated  # noqa: E402
import pages  # noqa: E402

RUN = sorted(DOCS.glob("tutorials/*.md"))


@pytest.mark.parametrize("page", RUN, ids=lambda page: page.name)
def test_what_a_tutorial_says_is_so(page):
    assert pages.run(page) == []


def test_every_page_has_a_place_and_every_place_a_page():
    read = build.plan()
    assert [section["title"]["zh"] for section in read["section"]] == ["教程", "操作指南", "参考", "解释"]


def test_a_page_missing_in_a_language_is_marked_there():
    shown = build.page("how-to/arrow", "zh", {})
    assert "本页只有英文" in shown
    assert "本页只有英文" not in build.page("explanation/spans", "zh", {})


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


def test_the_reference_has_every_command():
    text = generated.command_line()
    for command in ("check", "law doctor", "session", "summary"):
        assert f"\n## `bajigong {command}`\n" in text


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
    ],
)
def test_output_is_compared_line_by_line(shown, printed, same):
    assert pages.agrees(shown, printed) is same
