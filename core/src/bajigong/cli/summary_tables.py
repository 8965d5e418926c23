"""A summary for people to read: headed tables with bars, most important first."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import click

from bajigong.batch.answers import OUTCOMES
from bajigong.cli.result_names import VERDICTS
from bajigong.cli.summary_grid import Cell, Grid, bar, figure, share
from bajigong.cli.summary_words import Counted, Words
from bajigong.engine.verdict import Outcome
from bajigong.policy.text import Lang, Text, listed

_VERDICT = Text("结论", "verdict")
_PEOPLE = Text("人数", "people")
_SHARE = Text("占比", "share")
_FAILING = Text("不符合的主要原因（一人可有多项）", "Why people are not eligible (one person may have several reasons)")
_REASON = Text("未满足的条件", "what fails")
_MISSING = Text("最需补充的事实（无法判定者）", "The facts most wanted of those who cannot be determined")
_FACT = Text("事实", "fact")
_ALONE = Text("仅缺此项", "needs it alone")
_FORECAST = Text("今后{n}个月仅因时间推移的变化", "What time alone will bring in {n} months")
_MONTH = Text("月份", "month")
_GAINED = Text("新符合", "become eligible")
_LOST = Text("不再符合", "cease to be")
_TOTAL = Text("符合合计", "eligible in all")
_SAME = Text("{n}个月内无变化", "no change in {n} months")
_HEADS: Final = {
    "grade": (Text("按申报等级", "By grade"), Text("申报等级", "grade")),
    "occupation": (Text("按申报职业", "By occupation"), Text("申报职业", "occupation")),
    "route": (
        Text("按申报条件（符合者所依，其余为最接近的）", "By route (theirs if eligible, else the nearest)"),
        Text("申报条件", "route"),
    ),
    "city": (Text("按地区", "By city"), Text("地区", "city")),
}
LOOKS: Final = {
    Outcome.ELIGIBLE: "blue",
    Outcome.NOT_ELIGIBLE: "red",
    Outcome.UNDETERMINED: "yellow",
    Outcome.NOT_COVERED: "dim",
}


def print_summary(words: Words, by: Sequence[str], lang: Lang) -> None:
    """Print a summary on standard output, with the tables named in ``by``, or all."""
    click.secho(words.title().say(lang), bold=True)
    click.echo(listed(words.about(), "，", ", ").say(lang))
    for grid in _grids(words, by):
        grid.print(lang)


def _grids(words: Words, by: Sequence[str]) -> Iterable[Grid]:
    yield _verdicts(words)
    yield _reasons(words)
    yield _facts(words)
    yield _months(words)
    tables: Mapping[str, Callable[[], list[Counted]]] = {
        "grade": words.grades,
        "occupation": words.occupations,
        "route": words.routes,
        "city": words.cities,
    }
    for key, rows in tables.items():
        if not by or key in by:
            yield _crossed(key, rows())


def _verdicts(words: Words) -> Grid:
    total = words.summary.total
    rows: list[list[Cell]] = [
        [label, figure(n), share(n, total), bar(n, total, LOOKS[outcome])] for outcome, label, n in words.verdicts()
    ]
    return Grid(None, [_VERDICT, _PEOPLE, _SHARE, None], rows)


def _reasons(words: Words) -> Grid:
    people = words.summary.count(Outcome.NOT_ELIGIBLE)
    rows: list[list[Cell]] = [
        [figure(n), share(n, people), bar(n, people, LOOKS[Outcome.NOT_ELIGIBLE]), text] for text, n in words.failing()
    ]
    return Grid(_FAILING, [_PEOPLE, _SHARE, None, _REASON], rows)


def _facts(words: Words) -> Grid:
    people = words.summary.count(Outcome.UNDETERMINED)
    rows: list[list[Cell]] = [
        [figure(n), figure(alone), bar(n, people, LOOKS[Outcome.UNDETERMINED]), fact]
        for fact, n, alone in words.missing()
    ]
    return Grid(_MISSING, [_PEOPLE, _ALONE, None, _FACT], rows)


def _months(words: Words) -> Grid:
    forecast = words.summary.forecast
    moving = [month for month in forecast.months if month.gained or month.lost]
    most = max((month.total for month in forecast.months), default=0)
    rows: list[list[Cell]] = [
        [
            f"{month.first:%Y-%m}",
            figure(month.gained, "+"),
            figure(month.lost, "-"),
            figure(month.total),
            bar(month.total, most, LOOKS[Outcome.ELIGIBLE]),
        ]
        for month in moving
    ]
    n = len(forecast.months)
    notes = [words.leaving(one) for one in forecast.leaving] if moving else [_SAME.fill(n=n)]
    return Grid(_FORECAST.fill(n=n), [_MONTH, _GAINED, _LOST, _TOTAL, None], rows, notes)


def _crossed(key: str, counted: list[Counted]) -> Grid:
    """Cross a column with the verdicts, leaving out verdicts that nobody has."""
    title, head = _HEADS[key]
    shown = [n for n in range(len(OUTCOMES)) if any(one.counts[n] for one in counted)]
    rows: list[list[Cell]] = [
        [
            one.label,
            figure(sum(one.counts)),
            *(figure(one.counts[n]) for n in shown),
            share(one.counts[0], sum(one.counts)),
            bar(one.counts[0], sum(one.counts), LOOKS[Outcome.ELIGIBLE]),
        ]
        for one in counted
    ]
    heads = [head, _PEOPLE, *(VERDICTS[OUTCOMES[n]] for n in shown), _SHARE_ELIGIBLE, None]
    return Grid(title, heads, rows)


_SHARE_ELIGIBLE = Text("符合率", "eligible, share")
