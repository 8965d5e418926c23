"""What two laws say of the same people, row by row: as tables and as JSON."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from attrs import asdict, frozen

from bajigong.batch.against.changes import NO_CLAUSE, Changes, Law, Turn
from bajigong.batch.cases import OUTCOMES
from bajigong.cli.explain_run import told
from bajigong.cli.open_tenants import VERDICTS, Names, day, knowing
from bajigong.cli.show.lines import Cell, Grid, bar, figure, share
from bajigong.policy.text import Lang, Text, same

if TYPE_CHECKING:
    from bajigong.batch.files.ask import Ask


CHANGES: Final[Mapping[str, Text]] = {
    "same": Text("无变化", "no change"),
    "gains": Text("转为符合", "gain: eligible there alone"),
    "loses": Text("不再符合", "lose: eligible here alone"),
    "sooner": Text("提前符合", "eligible sooner there"),
    "later": Text("推迟符合", "eligible later there, or not by time alone"),
    "other": Text("结论另有不同", "another verdict there"),
}
#: The same for the heads of columns.
SHORT: Final[Mapping[str, Text]] = {
    **CHANGES,
    "gains": Text("转为符合", "gain"),
    "loses": Text("不再符合", "lose"),
    "sooner": Text("提前", "sooner"),
    "later": Text("推迟", "later"),
    "other": Text("另有不同", "other"),
}

_TITLE = Text("同一批人员按两种规定核验的结果", "The same people under two laws")
_HERE, _THERE = Text("所问：{law}", "here: {law}"), Text("对照：{law}", "there: {law}")
_LAW = Text("{tenant}的规定，以{day}为准", "the law of {tenant}, as of {day}")
_LAID = Text("{tenant}的规定加{file}，以{day}为准", "the law of {tenant} with {file} on top, as of {day}")
_OWN_DAY = Text("各人所填日期", "the day that each row gives")
_ABOUT = Text("已核验{n:,}人，{changed:,}人有变化", "{n:,} people checked, something changes for {changed:,}")
_PLACE = Text(
    "未填评价地点的，对照时以{place}为评价地点；备案地区等其他事实不变",
    "rows that name no place are taken to be in {place} there; filings and all other facts stay as they are",
)
_CITED = Text("{clause}：{gist}", "{clause}: {gist}")
_NO_CLAUSE = Text("现行文件未作规定", "nothing in force lays it down")


@frozen(eq=False)
class Words:
    """Words counts with the names of both sides. ``law`` is the name of the file that is laid on top there, if any."""

    changes: Changes
    here: Names
    there: Names
    law: str = ""

    def title(self) -> Text:
        """Say what it is."""
        return _TITLE

    def about(self) -> tuple[Text, ...]:
        """Say which side is which, how many people there are, and what is taken for granted."""
        changes, region = self.changes, self.there.tenant.region
        moved = () if region == self.here.tenant.region else (_PLACE.fill(place=self._region(region)),)
        return (
            _HERE.fill(law=self._law(self.here, changes.here, "")),
            _THERE.fill(law=self._law(self.there, changes.there, self.law)),
            _ABOUT.fill(n=changes.total, changed=changes.changed),
            *moved,
        )

    def clause(self, clause: str, *, there: bool) -> Text:
        """Cite a clause of one side, with its gist."""
        if clause == NO_CLAUSE:
            return _NO_CLAUSE
        names = knowing(self.there if there else self.here, [clause])
        return _CITED.fill(clause=names.clause(clause), gist=names.bundle.clauses[clause].what.gist)

    def text(self, text: Text, *, there: bool) -> Text:
        """Say what fails on one side, its clauses cited as offices do."""
        return (self.there if there else self.here).spoken(text)

    def fact(self, fact: str, *, there: bool) -> Text:
        """Name a fact."""
        return (self.there if there else self.here).fact(fact)

    def _law(self, names: Names, law: Law, file: str) -> Text:
        when = day(date.fromisoformat(law.on)) if law.on else _OWN_DAY
        label = names.tenant.label
        return _LAID.fill(tenant=label, file=file, day=when) if file else _LAW.fill(tenant=label, day=when)

    def _region(self, region: str) -> Text:
        return Text("{label}（{code}）", "{label} ({code})").fill(label=self.there.tenant.label, code=same(region))


def as_object(words: Words, lang: Lang) -> dict[str, Any]:
    """Return what is written. Its keys are fixed; values are the result's own codes, texts in one language."""
    changes = words.changes
    return {
        "against": changes.said,
        "here": {key: value or None for key, value in asdict(changes.here).items()},
        "there": {key: value or None for key, value in asdict(changes.there).items()},
        "total": changes.total,
        "changes": dict(changes.changes),
        "verdicts": [
            {"here": str(one), "there": str(other), "people": people}
            for (one, other), people in changes.verdicts.items()
        ],
        "grades": {grade: dict(counts) for grade, counts in changes.grades.items()},
        "loses": _turn_json(words, changes.loses, lang, loses=True),
        "gains": _turn_json(words, changes.gains, lang, loses=False),
    }


def _turn_json(words: Words, turn: Turn, lang: Lang, *, loses: bool) -> dict[str, Any]:
    """Return the counts of those who turn. ``bars`` and what follows are of the side on which they are not eligible."""

    def clauses(counted: tuple[tuple[str, int], ...], *, there: bool) -> list[dict[str, Any]]:
        return [
            {"clause": one, "text": words.clause(one, there=there).say(lang), "people": people}
            for one, people in counted
        ]

    return {
        "people": turn.people,
        "held": clauses(turn.held, there=not loses),
        "bars": clauses(turn.bars, there=loses),
        "failing": [{"text": words.text(one, there=loses).say(lang), "people": people} for one, people in turn.failing],
        "missing": [
            {"fact": one, "label": words.fact(one, there=loses).say(lang), "people": people}
            for one, people in turn.missing
        ],
    }


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


def print_changes(path: Path, ask: "Ask", against: str, *, as_json: bool = False) -> None:
    """Count a finished result and print the counts on standard output: tables, or one JSON object.

    ``ask`` and ``against`` are those that the result was made with. Raises click.ClickException where the result cannot
    be read, BajigongError where a law cannot be opened any more.
    """
    with told(ask.lang):
        from bajigong.batch.against.changes import changes
        from bajigong.batch.against.law import open_opposite

        counted = changes(path)
        tenant_law = ask.tenant_law()
        there = open_opposite(against, ask, tenant_law)
        names = [Names(one.tenant, one.engine.bundle) for one in (tenant_law, there.tenant_law)]
        words = Words(counted, names[0], names[1], there.asked.law.name if there.asked.law else "")
    if as_json:
        from bajigong.cli.show.lines import print_json

        print_json(as_object(words, ask.lang))
    else:
        print_tables(words, ask.lang)
