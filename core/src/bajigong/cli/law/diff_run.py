"""One call of ``bajigong law diff``: what differs, grouped, with what both sides say and who would notice."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from attrs import frozen

from bajigong.answers import Verdict
from bajigong.cli.law.diff_words import Teller, outcome_said
from bajigong.cli.show.table import clauses, failing
from bajigong.policy.text import Lang, Text
from bajigong.receipts import receipt
from bajigong.review.book_law import numeral
from bajigong.review.book_words import CLAUSE_KIND, worded
from bajigong.review.finding import application

if TYPE_CHECKING:
    from bajigong.review.law_diff import Difference, Differences, Held, Part, Practised, Side, Witness
    from bajigong.review.people_diff import People


def said_in_json(found: "Differences", people: "People | None", lang: Lang) -> dict[str, Any]:
    """Return both sides, every difference, and what it comes to for people where some were given."""
    said = {
        "a": _side(found.a, lang),
        "b": _side(found.b, lang),
        "differences": [_difference(found, one, lang) for one in found.items],
    }
    return said if people is None else {**said, "people": people_json(people)}


def _side(side: "Side", lang: Lang) -> dict[str, Any]:
    return {
        "tenant": side.engine.tenant,
        "name": side.name.say(lang),
        "place": side.place,
        "on": side.on.isoformat(),
        "bundle": side.bundle.hash,
    }


def _difference(found: "Differences", one: "Difference", lang: Lang) -> dict[str, Any]:
    return {
        "part": one.part,
        "id": one.id,
        "label": one.label.say(lang),
        "how": one.how,
        "a": _held(one.a, lang),
        "b": _held(one.b, lang),
        "through": list(one.through),
        "witnesses": [witness_json(found.a, witness, lang) for witness in one.witnesses],
        "practice": _practised(one.practice, lang),
    }


def _held(held: "Held | None", lang: Lang) -> dict[str, Any] | None:
    if held is None:
        return None
    return {
        "says": held.says.say(lang),
        "clauses": list(held.clauses),
        "plugins": list(held.by),
        "rules": list(held.rules),
        "since": _day(held.since),
        "until": _day(held.until),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def witness_json(side: "Side", witness: "Witness", lang: Lang) -> dict[str, Any]:
    """Return a person's facts and both verdicts."""
    facts = receipt(application(side, witness.facts), side.bundle.schema)["facts"]
    return {"facts": facts, "a": verdict_json(witness.a, lang), "b": verdict_json(witness.b, lang)}


def verdict_json(verdict: Verdict, lang: Lang) -> dict[str, Any]:
    """Return a verdict in short: its dates, why it is none, and the clauses it rests on."""
    return {
        "verdict": str(verdict.outcome),
        "since": _day(verdict.since),
        "until": _day(verdict.until),
        "eligible_from": _day(verdict.eligible_from),
        "because": [reason.say(lang) for reason in failing(verdict)],
        "cites": list(clauses(verdict)),
    }


def _practised(shown: "Practised | None", lang: Lang) -> dict[str, Any] | None:
    if shown is None:
        return None

    def said(text: Text | None) -> str | None:
        return text.say(lang) if text is not None else None

    selection = {"track": shown.track, "occupation": shown.occupation, "grade": shown.grade}
    return {**selection, "agency_kind": shown.agency_kind, "a": said(shown.a), "b": said(shown.b)}


_TITLE = Text("{a}与{b}的规定差异", "How the law differs: {a} and {b}")
_NONE = Text("两者规定相同，未见差异", "Both are the same: no differences")
_SECTION = Text("{n}、{title}", "{title}")
_BASIS = Text("规定相同、依据不同的事项", "The same, on other clauses")


@frozen
class _Section:
    title: Text
    parts: "tuple[Part, ...]"


_SECTIONS = (
    _Section(Text("文件", "Documents"), ("documents",)),
    _Section(Text("取值不同或者仅一方有规定的事项", "Values and mechanisms"), ("terms",)),
    _Section(Text("申报条件、准入条件和等级序列", "Routes, gates and ladders"), ("routes", "ways", "ladders")),
    _Section(Text("评价方式", "How people are assessed"), ("practice", "methods")),
    _Section(Text("激励", "What a grade brings"), ("incentives",)),
    _Section(Text("监管要求", "What must be done and kept"), ("duties",)),
)
#: Parts of which what stands on one side only is told together, by name.
_TOGETHER = ("incentives", "duties")


def show(found: "Differences", people: "People | None", lang: Lang) -> None:
    """Print every difference, and what it comes to for people where some were given."""
    teller = Teller(found)
    click.echo(_TITLE.fill(a=teller.side_a, b=teller.side_b).say(lang))
    if not found.items:
        click.echo(_NONE.say(lang))
    for number, (title, paragraphs) in enumerate(_paragraphs(found, teller), 1):
        click.echo("\n" + _SECTION.fill(n=numeral(number), title=title).say(lang))
        for place, lines in enumerate(paragraphs, 1):
            click.echo(f"{place}. {lines[0].say(lang)}")
            for line in lines[1:]:
                click.echo(f"   {line.say(lang)}")
    if people:
        show_people(people, teller, lang)


def _paragraphs(found: "Differences", teller: Teller) -> Iterator[tuple[Text, list[list[Text]]]]:
    for section in _SECTIONS:
        own = [one for one in found.of(*section.parts) if one.how != "basis" and not _told(found, one)]
        gathered = [one for one in own if one.part in _TOGETHER and one.how != "otherwise"]
        apart = [teller.paragraph(one) for one in own if one not in gathered]
        if own:
            yield section.title, [*apart, *(teller.together(head, those) for head, those in _groups(found, gathered))]
    alike = [one for one in found.items if one.how == "basis" and one.part != "aspects" and not _told(found, one)]
    if alike:
        yield _BASIS, [[teller.line(one)] for one in alike]


def _groups(found: "Differences", those: "list[Difference]") -> "Iterator[tuple[Text, list[Difference]]]":
    """Group duties by their kind; all incentives are one group."""
    groups: dict[str, list[Difference]] = {}
    for one in those:
        groups.setdefault(_kind(found, one), []).append(one)
    for kind, members in groups.items():
        yield worded(CLAUSE_KIND, kind), members


def _kind(found: "Differences", one: "Difference") -> str:
    side = found.a if one.a else found.b
    return side.bundle.duties[one.id].what.kind if one.part == "duties" else "incentive"


def _told(found: "Differences", one: "Difference") -> bool:
    """Say whether a rule differs only as a term does, which is told already."""
    terms: Iterable[Difference] = found.of("terms")
    return any(term.id in one.through for term in terms if term.how != "basis" or one.how == "basis")


_PEOPLE_TITLE = Text("同一批人员的结论", "The same people under both")
_COUNT = Text("已比对{n}份申报，结论改变{changed}份", "{n} applications compared, {changed} verdicts change")
_COUNTS_ALIKE = Text(
    "备案地区含本人申报地的，视为也含对方地区：比较的是规定，不是备案地点",
    "filings for somebody's own place are taken to reach the other place too: the law is compared, not the filing",
)
_FROM, _TO, _NUMBER = Text("{side}", "{side}"), Text("{side}", "{side}"), Text("份数", "count")
_GRADE, _OCCUPATION = Text("等级", "grade"), Text("职业", "occupation")
_EVERY, _CHANGED = Text("申报", "applications"), Text("结论改变", "changed")
_UNSAID = Text("未填", "not given")


def show_people(people: "People", teller: "Teller", lang: Lang) -> None:
    """Print the counts."""
    from bajigong.cli.show.lines import print_table

    click.echo("\n" + _PEOPLE_TITLE.say(lang))
    click.echo(_COUNT.fill(n=len(people.rows), changed=len(people.changed)).say(lang))
    if teller.found.a.place != teller.found.b.place:
        click.echo(_COUNTS_ALIKE.say(lang))
    turns = [(outcome_said(a).say(lang), outcome_said(b).say(lang), str(n)) for (a, b), n in people.turns().items()]
    if turns:
        click.echo()
        print_table([*teller.short, _NUMBER], turns, lang, indent="  ")
    names = teller.names[0]
    _people_groups(_GRADE, people.by("grade"), names.grade, lang)
    _people_groups(_OCCUPATION, people.by("occupation"), names.occupation, lang)


def _people_groups(
    head: Text, counts: Mapping[str | None, tuple[int, int]], name: Callable[[str], Text], lang: Lang
) -> None:
    from bajigong.cli.show.lines import print_table

    rows = [
        ((name(key) if key else _UNSAID).say(lang), str(every), str(changed))
        for key, (every, changed) in counts.items()
    ]
    if rows:
        click.echo()
        print_table([head, _EVERY, _CHANGED], rows, lang, indent="  ")


def people_json(people: "People") -> dict[str, Any]:
    """Return the counts, and who changes, for programs."""
    turns = [{"a": str(a), "b": str(b), "count": n} for (a, b), n in people.turns().items()]
    return {
        "compared": len(people.rows),
        "refused": people.refused,
        "changed": len(people.changed),
        "turns": turns,
        "by_grade": _counts(people.by("grade")),
        "by_occupation": _counts(people.by("occupation")),
        "rows": [
            {"number": row.number, "applicant": row.name, "grade": row.grade, "a": str(row.a), "b": str(row.b)}
            for row in people.changed
        ],
    }


def _counts(counts: Mapping[str | None, tuple[int, int]]) -> list[dict[str, Any]]:
    return [{"value": key, "applications": every, "changed": changed} for key, (every, changed) in counts.items()]


#: Exit code where something could not be checked.
REFUSED: Final = 1

_DAY = Text(
    "{what!r} 的日期填写有误；应为 租户@YYYY-MM-DD", "found {what!r}; expected a tenant, or a tenant@YYYY-MM-DD"
)
_CLOSING = Text("共{n}份申报：已比对{done}份，未比对{left}份", "{n} applications: {done} compared, {left} not compared")
_CLOSING_ONE = Text(_CLOSING.zh, "{n} application: {done} compared, {left} not compared")


@frozen
class Call:
    """What the command line says."""

    sides: tuple[str, str]
    on: date | None
    on_a: date | None
    on_b: date | None
    place: str | None
    people: tuple[Path, ...]
    config: Path | None
    as_json: bool
    lang: Lang


def perform(call: Call) -> int:
    """Compare, and write what was found; return the exit code."""
    from bajigong.cli.show.lines import print_json
    from bajigong.review.law_diff import differences

    a, b = sides(call)
    people = _people(call, a, b) if call.people else None
    found = differences(a, b)
    if call.as_json:
        print_json(said_in_json(found, people, call.lang))
    else:
        show(found, people, call.lang)
    if people:
        _close(people, call)
    return REFUSED if people and (people.refused or people.stray) else 0


def _people(call: Call, a: "Side", b: "Side") -> "People":
    from bajigong.cli.options import today
    from bajigong.review.people_diff import compare_people
    from bajigong.tables import read_files

    return compare_people(a, b, read_files(call.people, a.bundle.schema), today())


def _close(people: "People", call: Call) -> None:
    for problem in people.problems:
        click.echo(problem.say(call.lang), err=True)
    done = len(people.rows)
    rows = done + people.refused
    closing = _CLOSING_ONE if rows == 1 else _CLOSING
    click.echo(closing.fill(n=rows, done=done, left=people.refused).say(call.lang), err=True)


def sides(call: Call) -> "tuple[Side, Side]":
    """Open both sides. Raises click.UsageError for a day that is none, TenantError, PluginError and LawError."""
    from bajigong.cli.options import today
    from bajigong.law.tenants import tenant
    from bajigong.review.law_diff import side_of

    usual = call.on or today()
    opened = []
    for spec, own in zip(call.sides, (call.on_a, call.on_b), strict=True):
        name, day = _split(spec, call.lang)
        opened.append(side_of(tenant(name, call.config), day or own or usual, call.place))
    return opened[0], opened[1]


def _split(spec: str, lang: Lang) -> tuple[str, date | None]:
    name, at, day = spec.partition("@")
    try:
        return name, date.fromisoformat(day) if at else None
    except ValueError as error:
        raise click.UsageError(_DAY.fill(what=spec).say(lang)) from error
