"""The comparison of two laws over the same people as tables, most important first."""

from collections.abc import Iterator, Sequence
from typing import Final

import click

from bajigong.batch.against.turning import Turn
from bajigong.batch.answers import OUTCOMES
from bajigong.cli.against_words import CHANGES, SHORT, Words
from bajigong.cli.result_names import VERDICTS
from bajigong.cli.summary_grid import Cell, Grid, bar, figure, share
from bajigong.policy.text import Lang, Text

#: So many clauses, texts and facts are told of; JSON has all.
TOP: Final = 10

_PEOPLE, _SHARE, _CHANGE = Text("人数", "people"), Text("占比", "share"), Text("变化", "change")
_CROSS = Text("所问＼对照", "here \\ there")
_VERDICTS = Text("两方结论", "Verdicts here and there")
_GRADES, _GRADE = Text("按申报等级", "By grade"), Text("申报等级", "grade")
_NOT_GIVEN = Text("（未填）", "(not given)")
_CLAUSE, _FAILS, _FACT = Text("条款", "clause"), Text("未满足的条件", "what fails"), Text("事实", "fact")
_LOSE_BARS = Text(
    "不再符合的{n:,}人：对照一方的限制条款（一人可有多项）",
    "The {n:,} who lose: clauses there that stand in the way (one person may have several)",
)
_LOSE_FAILING = Text("不再符合的人员：对照一方未满足的条件", "Those who lose: what fails there")
_LOSE_MISSING = Text("不再符合的人员：对照一方需补充的事实", "Those who lose: facts wanted there")
_LOSE_HELD = Text(
    "不再符合的人员：所问一方赖以符合、对照一方未引用的条款",
    "Those who lose: clauses by which they are eligible here, and which are not cited there",
)
_GAIN_HELD = Text(
    "转为符合的{n:,}人：对照一方赖以符合的条款（一人可有多项）",
    "The {n:,} who gain: clauses there by which they do (one person may have several)",
)
_GAIN_BARS = Text("转为符合的人员：所问一方的限制条款", "Those who gain: clauses here that stand in the way")
_GAIN_FAILING = Text("转为符合的人员：所问一方未满足的条件", "Those who gain: what fails here")
_GAIN_MISSING = Text("转为符合的人员：所问一方需补充的事实", "Those who gain: facts wanted here")
_LOOKS: Final = {"gains": "blue", "sooner": "blue", "loses": "red", "later": "red", "other": "yellow", "same": "dim"}


def print_tables(words: Words, lang: Lang) -> None:
    """Print everything on standard output."""
    click.secho(words.title().say(lang), bold=True)
    for line in words.about():
        click.echo(line.say(lang))
    for grid in _grids(words):
        grid.print(lang)


def _grids(words: Words) -> Iterator[Grid]:
    yield _changes(words)
    yield _verdicts(words)
    yield _grades(words)
    yield from _turn(words, words.changes.loses, (_LOSE_BARS, _LOSE_FAILING, _LOSE_MISSING, _LOSE_HELD), loses=True)
    yield from _turn(words, words.changes.gains, (_GAIN_BARS, _GAIN_FAILING, _GAIN_MISSING, _GAIN_HELD), loses=False)


def _changes(words: Words) -> Grid:
    changes = words.changes
    rows: list[list[Cell]] = [
        [label, figure(n), share(n, changes.total), bar(n, changes.total, _LOOKS[change])]
        for change, label in CHANGES.items()
        for n in [changes.changes[change]]
    ]
    return Grid(None, [_CHANGE, _PEOPLE, _SHARE, None], rows)


def _verdicts(words: Words) -> Grid:
    cells = words.changes.verdicts
    rows = [one for one in OUTCOMES if any(here is one for here, _ in cells)]
    columns = [one for one in OUTCOMES if any(there is one for _, there in cells)]
    lines: list[list[Cell]] = [[VERDICTS[one], *(figure(cells.get((one, o), 0)) for o in columns)] for one in rows]
    return Grid(_VERDICTS, [_CROSS, *(VERDICTS[one] for one in columns)], lines)


def _grades(words: Words) -> Grid:
    grades, order = words.changes.grades, words.here.bundle.schema.grade_order
    shown = [change for change in SHORT if change != "same" and words.changes.changes[change]]
    lines: list[list[Cell]] = [
        [
            words.here.grade(grade) if grade else _NOT_GIVEN,
            figure(sum(grades[grade].values())),
            *(figure(grades[grade][change]) for change in shown),
        ]
        for grade in sorted(grades, key=lambda one: order.get(one, -1))
    ]
    return Grid(_GRADES, [_GRADE, _PEOPLE, *(SHORT[change] for change in shown)], lines)


def _turn(words: Words, turn: Turn, titles: tuple[Text, Text, Text, Text], *, loses: bool) -> Iterator[Grid]:
    """Tell of those who turn: first what decides, which for those who gain is what they gain by."""
    bars, failing, missing, held = titles
    barred = [(words.clause(one, there=loses), n) for one, n in turn.bars]
    by = [(words.clause(one, there=not loses), n) for one, n in turn.held]
    fails = [(words.text(one, there=loses), n) for one, n in turn.failing]
    wanted = [(words.fact(one, there=loses), n) for one, n in turn.missing]
    look = _LOOKS["loses" if loses else "gains"]
    grids = [
        _list(title, head, counted, turn, look)
        for title, head, counted in ((bars, _CLAUSE, barred), (failing, _FAILS, fails), (missing, _FACT, wanted))
    ]
    last = _list(held, _CLAUSE, by, turn, look)
    yield from [*grids, last] if loses else [last, *grids]


def _list(title: Text, head: Text, counted: Sequence[tuple[Text, int]], turn: Turn, look: str) -> Grid:
    rows: list[list[Cell]] = [
        [figure(n), share(n, turn.people), bar(n, turn.people, look), label] for label, n in counted[:TOP]
    ]
    return Grid(title.fill(n=turn.people), [_PEOPLE, _SHARE, None, head], rows)
