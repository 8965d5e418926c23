"""A summary for people to read: headed tables with bars, most important first."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Final

import click
from attrs import frozen

from bajigong.answers import Outcome
from bajigong.batch.cases import OUTCOMES
from bajigong.batch.summing.summary import Counts, Leaving, Summary
from bajigong.calendar import to_day
from bajigong.cli.open_tenants import VERDICTS, Names, day
from bajigong.cli.show.lines import Cell, Grid, bar, figure, share
from bajigong.law.bundle import in_force
from bajigong.policy.text import Lang, Text, listed, same

#: So many reasons, and so many missing facts, are told of; and so many occupations by name.
TOP: Final = 10
OCCUPATIONS: Final = 20

_TITLE = Text("{tenant}职业技能等级申报资格核验汇总", "{tenant}: who is eligible for skill level recognition")
_AS_OF = Text("以{day}为准", "as of {day}")
_BETWEEN = Text("所问日期{a}至{b}", "asked about days from {a} to {b}")
_WHOLE = Text("已核验{n:,}人", "{n:,} people checked")
_REFUSED = Text("另有{n:,}人因资料有误未能核验", "{n:,} more could not be checked for faults in their data")
_NOT_GIVEN = Text("（未填）", "(not given)")
_WITH_ID = Text("{label}（{id}）", "{label} ({id})")
_REST = Text("其余{n}个职业", "{n} other occupations")
_LEAVING = Text("{day}：{n:,}人同时不再符合", "{day}: {n:,} at once cease to be eligible")
_LAPSED = Text("（{documents}失效）", " ({documents} lapses)")


@frozen
class Counted:
    """A label with its counts by verdict."""

    key: str
    label: Text
    counts: Counts


@frozen(eq=False)
class Words:
    """Words a summary with the names of a tenant."""

    summary: Summary
    names: Names

    def title(self) -> Text:
        """Say what it is."""
        return _TITLE.fill(tenant=self.names.tenant.label)

    def about(self) -> tuple[Text, ...]:
        """Say for which day, and of how many people."""
        first, last = self.summary.days
        when = _AS_OF.fill(day=day(last)) if first == last else _BETWEEN.fill(a=day(first), b=day(last))
        refused = self.summary.refused
        return (when, _WHOLE.fill(n=self.summary.total), *([_REFUSED.fill(n=refused)] if refused else []))

    def verdicts(self) -> tuple[tuple[Outcome, Text, int], ...]:
        """Name each verdict with its people."""
        return tuple((one, VERDICTS[one], self.summary.count(one)) for one in OUTCOMES)

    def failing(self) -> tuple[tuple[Text, int], ...]:
        """Return the commonest reasons for refusal."""
        return tuple((self.names.spoken(text), people) for text, people in self.summary.failing[:TOP])

    def missing(self) -> tuple[tuple[Text, int, int], ...]:
        """Return the facts most wanted, each with the people who lack it and those whom it alone would settle."""
        wanted = self.summary.missing[:TOP]
        return tuple((self.names.fact(fact), people, self.summary.alone.get(fact, 0)) for fact, people in wanted)

    def grades(self) -> list[Counted]:
        """Return the grades from the lowest."""
        order = {grade: said.what.order for grade, said in self.names.bundle.grades.items()}
        found = self.summary.grades
        return [_counted(key, self.names.grade(key), found) for key in sorted(found, key=lambda g: order.get(g, -1))]

    def occupations(self) -> list[Counted]:
        """Return the commonest occupations, and the others together."""
        first, rest = _by_size(self.summary.occupations, OCCUPATIONS)
        counted = [_counted(code, self.names.occupation(code), self.summary.occupations) for code in first]
        if rest:
            together = tuple(sum(column) for column in zip(*(self.summary.occupations[c] for c in rest), strict=True))
            counted.append(Counted("", _REST.fill(n=len(rest)), together))
        return counted

    def routes(self) -> list[Counted]:
        """Return the routes; those who are eligible come by them, to the others each is the nearest."""
        routes, labels = self.summary.routes, self.summary.route_labels
        often = Counter(labels.values())
        named = {key: _WITH_ID.fill(label=text, id=key) if often[text] > 1 else text for key, text in labels.items()}
        return [_counted(key, named.get(key, same(key)), routes) for key in _by_size(routes)[0] if key]

    def cities(self) -> list[Counted]:
        """Return the cities: the tenant's own region by its name, the others by code."""
        home = self.names.tenant
        names = {home.region: home.label}
        cities = self.summary.cities
        return [_counted(code, names.get(code, same(code)), cities) for code in _by_size(cities)[0]]

    def lapsing(self, when: date) -> tuple[Text, ...]:
        """Name the documents that lapse on a day."""
        documents = (said.what for said in self.names.bundle.documents.values())
        return tuple(document.name for document in documents if in_force(document)[1] == to_day(when))

    def leaving(self, leaving: Leaving) -> Text:
        """Say who cease to be eligible on a day, and which document lapses on it."""
        documents = self.lapsing(leaving.day)
        why = _LAPSED.fill(documents=listed(documents)) if documents else same("")
        said = _LEAVING.fill(day=day(leaving.day), n=leaving.people)
        return listed((said, why), "", "")


def _counted(key: str, label: Text, counts: Mapping[str, Counts]) -> Counted:
    return Counted(key, label if key else _NOT_GIVEN, counts[key])


def _by_size(counts: Mapping[str, Counts], most: int | None = None) -> tuple[list[str], list[str]]:
    """Return the keys from the commonest on: as many as are wanted, and the rest."""
    ordered = sorted(counts, key=lambda key: (-sum(counts[key]), key))
    return (ordered, []) if most is None else (ordered[:most], ordered[most:])


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
