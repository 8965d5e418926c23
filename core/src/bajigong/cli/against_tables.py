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
_LOSE: Final = (
    Text(
        "不再符合的{n:,}人：所问一方赖以符合、对照一方未引用的条款（一人可有多项）",
        "The {n:,} who lose: clauses by which they are eligible here and which are not cited there (one person may have"
        " several)",
    ),
    Text("不再符合的{n:,}人：对照一方的限制条款", "The {n:,} who lose: clauses that stand in the way there"),
    Text("不再符合的{n:,}人：对照一方未满足的条件", "The {n:,} who lose: what fails there"),
    Text("不再符合的{n:,}人：对照一方需补充的事实", "The {n:,} who lose: facts wanted there"),
)
_GAIN: Final = (
    Text(
        "转为符合的{n:,}人：对照一方赖以符合的条款（一人可有多项）",
        "The {n:,} who gain: clauses there by which they do (one person may have several)",
    ),
    Text("转为符合的{n:,}人：所问一方的限制条款", "The {n:,} who gain: clauses that stand in the way here"),
    Text("转为符合的{n:,}人：所问一方未满足的条件", "The {n:,} who gain: what fails here"),
    Text("转为符合的{n:,}人：所问一方需补充的事实", "The {n:,} who gain: facts wanted here"),
)
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
    yield from _turn(words, words.changes.loses, _LOSE, loses=True)
    yield from _turn(words, words.changes.gains, _GAIN, loses=False)


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
    """Tell of those who turn: by what they are eligible on the one side, and what stands in the way on the other."""
    tables = (
        (_CLAUSE, [(words.clause(one, there=not loses), n) for one, n in turn.held]),
        (_CLAUSE, [(words.clause(one, there=loses), n) for one, n in turn.bars]),
        (_FAILS, [(words.text(one, there=loses), n) for one, n in turn.failing]),
        (_FACT, [(words.fact(one, there=loses), n) for one, n in turn.missing]),
    )
    for title, (head, counted) in zip(titles, tables, strict=True):
        yield _list(title, head, counted, turn, _LOOKS["loses" if loses else "gains"])


def _list(title: Text, head: Text, counted: Sequence[tuple[Text, int]], turn: Turn, look: str) -> Grid:
    rows: list[list[Cell]] = [
        [figure(n), share(n, turn.people), bar(n, turn.people, look), label] for label, n in counted[:TOP]
    ]
    return Grid(title.fill(n=turn.people), [_PEOPLE, _SHARE, None, head], rows)
