"""``bajigong judge``: scores become passed, failed or incomplete."""

import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import click
from attrs import evolve

from bajigong.cli.method import selection_options
from bajigong.cli.options import BASIS, NOTE, json_option, lang_option
from bajigong.policy.text import Lang, Text, listed

if TYPE_CHECKING:
    from bajigong.cli.method import Case, View
    from bajigong.engine.methods import PartResult, Practice, Result
    from bajigong.policy.law import Part

OUTCOMES: Final = ("passed", "failed", "incomplete")
#: Exit code where the outcome is another than the one asked for.
UNLIKE: Final = 3

_ABSENT: Final = frozenset({"", "-", "缺考", "absent"})
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_SAID: Final = {
    "passed": Text("合格", "passed"),
    "failed": Text("不合格", "failed"),
    "incomplete": Text("成绩不全", "incomplete"),
}
_PASS: Final = {True: _SAID["passed"], False: _SAID["failed"], None: Text("缺成绩", "no score")}
_MARK = Text("合格分{n}", "pass mark {n}")
_HEADING = Text("{method}：{outcome}", "{method}: {outcome}")
_FORM = Text("“{it}”应写作 部分=分数", "found '{it}'; expected PART=SCORE")
_SCORE = Text("分数，如 59.5；缺考填“缺考”", "a score such as 59.5, or 'absent'")
_PART = Text("以下各部分之一：{parts}", "one of {parts}")
_ONCE = Text("每个部分一个分数", "one score for each part")
_AGAIN = Text("重复的分数", "another score for the same part")
_NO_METHOD = Text("当日无按分数评定的评价方式", "no method that is judged by scores is open on that day")
_WHICH = Text(
    "有多种评价方式按分数评定，请用 --method 指明：{ids}",
    "several methods are judged by scores; name one with --method: {ids}",
)
_NOT_OPEN = Text("“{id}”不是当日按分数评定的评价方式；应为{ids}", "found method '{id}'; expected one of {ids}")


@click.command()
@click.argument("scores", nargs=-1, required=True, metavar="PART=SCORE...")
@selection_options
@click.option("--method", "method_id", metavar="ID", help="The method, where several are judged by scores.")
@click.option("--fail-unless", type=click.Choice(OUTCOMES), help="Exit with 3 where the outcome is another one.")
@json_option
@lang_option
def judge(
    *,
    scores: tuple[str, ...],
    method_id: str | None,
    fail_unless: str | None,
    as_json: bool,
    lang: Lang,
    **asked: Any,
) -> None:
    """Judge the scores of one assessment: passed, failed or incomplete.

    A part is named by its id or by the beginning of its name: theory=60 skill=59.9, or 理论=60 技能=59.9. Each is
    marked out of 100; one that is left out, or is 缺考 or absent, leaves the whole incomplete.
    """
    from bajigong.cli.method import View, resolve
    from bajigong.engine.methods import CannotJudge
    from bajigong.engine.methods import judge as judged
    from bajigong.errors import InputError

    case = resolve(lang=lang, **asked)
    practice = _practice(case, method_id, lang)
    try:
        result = judged(practice.parts, _scores(practice.parts, scores, lang))
    except InputError as error:
        raise click.ClickException("\n".join(problem.say(lang) for problem in error.problems)) from error
    except CannotJudge as error:
        raise click.ClickException(error.say(lang)) from error
    view = View(case, (evolve(practice, aspects=()),))
    _print_json(view, practice, result, lang) if as_json else _print(view, practice, result, lang)
    if fail_unless and result.outcome != fail_unless:
        click.get_current_context().exit(UNLIKE)


def _practice(case: "Case", method_id: str | None, lang: Lang) -> "Practice":
    """Pick the method that is judged by scores. Raises click.ClickException where it is not one."""
    those = {one.method.id: one for one in case.practices() if one.parts}
    ids = ", ".join(those)
    if not those:
        raise click.ClickException(_NO_METHOD.say(lang))
    if method_id is None and len(those) > 1:
        raise click.UsageError(_WHICH.fill(ids=ids).say(lang))
    if method_id is not None and method_id not in those:
        raise click.UsageError(_NOT_OPEN.fill(id=method_id, ids=ids).say(lang))
    return those[method_id] if method_id else next(iter(those.values()))


def _scores(parts: "tuple[Part, ...]", written: tuple[str, ...], lang: Lang) -> dict[str, Decimal | None]:
    """Read the scores. Raises click.UsageError for what is not PART=SCORE, InputError for what cannot be read."""
    from bajigong.errors import InputError, Problem

    scores: dict[str, Decimal | None] = {}
    for one in written:
        name, equals, value = (side.strip() for side in unicodedata.normalize("NFKC", one).partition("="))
        if not equals or not name:
            raise click.UsageError(_FORM.fill(it=one).say(lang))
        part = _part(parts, name)
        if part in scores:
            raise InputError((Problem("", name, _AGAIN, _ONCE),))
        scores[part] = _score(name, value)
    return scores


def _part(parts: "tuple[Part, ...]", name: str) -> str:
    """Return the id of the part that a name, or the beginning of one, stands for."""
    from bajigong.errors import InputError, Problem
    from bajigong.tables.words import shown

    exact = [part.id for part in parts if name in (part.id, part.label.zh, part.label.en)]
    begun = [part.id for part in parts if part.label.zh.startswith(name) or part.label.en.startswith(name.lower())]
    found = exact or begun
    if len(found) != 1:
        known = listed(tuple(Text(f"{part.label.zh}（{part.id}）", part.id) for part in parts))
        raise InputError((Problem("", name, shown(name), _PART.fill(parts=known)),))
    return found[0]


def _score(name: str, value: str) -> Decimal | None:
    from bajigong.errors import InputError, Problem
    from bajigong.tables.words import shown

    if value.lower() in _ABSENT:
        return None
    if not _NUMBER.fullmatch(value):
        raise InputError((Problem("", name, shown(value), _SCORE),))
    return Decimal(value)


def _print(view: "View", practice: "Practice", result: "Result", lang: Lang) -> None:
    from bajigong.cli.method import cited
    from bajigong.cli.show.lines import aligned, print_fields

    words = {"method": practice.method.label, "outcome": _SAID[result.outcome]}
    click.echo(_HEADING.fill(**words).say(lang))
    for line in aligned([_row(one, lang) for one in result.parts], indent="  "):
        click.echo(line)
    basis = [(BASIS, cited(view.case.bundle, clause).say(lang)) for clause in practice.clauses]
    print_fields(basis, lang, indent="  ")
    for note in view.notes():
        click.echo(NOTE.fill(it=note).say(lang))


def _row(one: "PartResult", lang: Lang) -> tuple[str, ...]:
    score = "-" if one.score is None else str(one.score)
    mark = _MARK.fill(n=one.pass_mark).say(lang)
    return one.part.label.say(lang), score, mark, _PASS[one.passed].say(lang)


def _print_json(view: "View", practice: "Practice", result: "Result", lang: Lang) -> None:
    from bajigong.cli.method import cites_json
    from bajigong.cli.show.lines import print_json

    said = view.case.heading() | {"method": practice.method.id, "outcome": result.outcome}
    said["parts"] = [_part_json(one, lang) for one in result.parts]
    said["cites"] = cites_json(view.case.bundle, practice.clauses, lang)
    said["notes"] = [note.say(lang) for note in view.notes()]
    print_json(said | {"bundle": view.case.bundle.hash})


def _part_json(one: "PartResult", lang: Lang) -> dict[str, Any]:
    """Write a score as text, for it is exact and no binary fraction."""
    score = None if one.score is None else str(one.score)
    said = {"id": one.part.id, "label": one.part.label.say(lang), "score": score}
    return said | {"pass_mark": one.pass_mark, "passed": one.passed}
