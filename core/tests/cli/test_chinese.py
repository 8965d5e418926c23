"""With --lang zh the help and what is said of wrong usage are Chinese, in every command; with en nothing changes."""

import inspect
import re

import click
import pytest
from click.testing import CliRunner

from bajigong.cli import cli
from bajigong.cli.chinese import help_in_chinese, wrapped
from bajigong.cli.options import asked_lang
from bajigong.cli.show.lines import cells

#: Words of English that stand in Chinese help as they are: names, keys and formats.
LETTERS = re.compile(r"[A-Za-z]{3,}( [a-z]{2,}){3,}")


def walk(command, words, context):
    yield words, command
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            yield from walk(command.get_command(context, name), [*words, name], context)


COMMANDS = {" ".join(words): (words, command) for words, command in walk(cli, [], click.Context(cli))}


def bare(said):
    """Leave out what stands in brackets behind a help."""
    return " ".join(said.split()).partition(" [default")[0]


@pytest.mark.parametrize("name", COMMANDS)
def test_all_help_is_put_into_chinese(name):
    """A help that is new, or was changed, must be put into Chinese too: `chinese.toml`."""
    _, command = COMMANDS[name]
    said = [one for one in (getattr(param, "help", None) for param in command.params) if one]
    said += [one for one in inspect.cleandoc(command.help or "").split("\n\n") if one and not one.startswith("\b")]
    said = [one for one in said if not one.startswith("Show this message")]
    left = [
        one for one in said if help_in_chinese(one).partition("  [")[0] == " ".join(one.split()).partition("  [")[0]
    ]
    assert left == []


@pytest.mark.parametrize("words", [[], ["check"], ["law", "diff"], ["session"]])
def test_help_is_chinese_and_fits(words):
    result = CliRunner().invoke(cli, [*words, "--help"], env={"LC_ALL": "zh_CN.UTF-8"})
    assert result.exit_code == 0, result.output
    assert "用法：" in result.output
    assert "选项" in result.output
    assert "Usage" not in result.output
    prose = [line for line in result.output.splitlines() if not line.lstrip().startswith("bajigong ")]
    assert not [line for line in prose if LETTERS.search(line)]
    assert max(map(cells, prose)) <= 80


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check"], "错误：缺少参数"),
        (["check", "--foo", "x"], "没有选项'--foo'"),
        (["check", "--on", "foo", "x"], "应为YYYY-MM-DD形式的日期"),
        (["check", "--fail-unless", "foo", "x"], "应为'eligible', 'not_eligible', 'undetermined', 'not_covered'之一"),
        (["check", "--threads", "0", "x"], "应在x>=1之内"),
        (["check", "-o", "a.doc", "x"], "名称应以"),
        (["check", "-o", "a\udcff.csv", "x"], "应为UTF-8名称"),
        (["chek"], "没有命令'chek'"),
        (["ladder"], "缺少选项'--tenant'"),
        (["method", "--track", "a", "--occupation", "b", "--grade", "3"], "缺少选项'--tenant'"),
    ],
)
def test_wrong_usage_is_said_in_chinese(words, said):
    result = CliRunner().invoke(cli, words, env={"LC_ALL": "zh_CN.UTF-8"})
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Error" not in result.stderr
    assert "Usage" not in result.stderr


def test_english_stays_as_it_is_and_comes_back():
    chinese = CliRunner().invoke(cli, ["check", "--lang", "zh"], prog_name="bajigong")
    english = CliRunner().invoke(cli, ["check", "--lang", "en"], prog_name="bajigong")
    assert "错误" in chinese.stderr
    assert english.stderr.startswith("Usage: bajigong check [OPTIONS] FILE...\nTry 'bajigong check --help' for help.\n")
    assert "Error: Missing argument 'FILE...'." in english.stderr
    assert "Show this message and exit." in CliRunner().invoke(cli, ["check", "--help", "--lang", "en"]).output


@pytest.mark.parametrize(
    ("words", "lang"),
    [
        (["check", "--lang", "zh"], "zh"),
        (["--lang=zh", "check"], "zh"),
        (["check", "--lang", "en"], "en"),
        (["check", "--lang", "fr"], "en"),
        (["check", "--lang"], "en"),
        (["check", "--lang", "en", "--lang", "zh"], "zh"),
    ],
)
def test_the_language_is_known_before_anything_is_read(words, lang):
    assert asked_lang(words, "en") == lang


def test_lines_are_broken_by_columns():
    assert wrapped("一二三，四五", 8) == ["一二三，", "四五"]
    assert wrapped("一二三，四五", 6) == ["一二", "三，四", "五"]
    assert wrapped("一二（三）四", 6) == ["一二", "（三）", "四"]
    assert wrapped("用 --output 写", 10) == ["用", "--output", "写"]
