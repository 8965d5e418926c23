"""What the differences come to for people: how many verdicts change, from which to which, by grade and occupation."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import click

from bajigong.cli.law.diff import Call, sides
from bajigong.cli.law.diff_words import outcome_said
from bajigong.policy.text import Lang, Text

if TYPE_CHECKING:
    from bajigong.cli.law.diff_words import Teller
    from bajigong.review.law_diff import Side
    from bajigong.review.people_diff import People

#: Exit code where something could not be checked.
REFUSED: Final = 1

_CLOSING = Text("共{n}份申报：已比对{done}份，未比对{left}份", "{n} applications: {done} compared, {left} not compared")


def perform(call: Call) -> int:
    """Compare, and write what was found; return the exit code."""
    from bajigong.cli.law.diff_show import said_in_json, show
    from bajigong.cli.render import print_json
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
    click.echo(_CLOSING.fill(n=done + people.refused, done=done, left=people.refused).say(call.lang), err=True)


_TITLE = Text("同一批人员的结论", "The same people under both")
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
    from bajigong.cli.render import print_table

    click.echo("\n" + _TITLE.say(lang))
    click.echo(_COUNT.fill(n=len(people.rows), changed=len(people.changed)).say(lang))
    if teller.found.a.place != teller.found.b.place:
        click.echo(_COUNTS_ALIKE.say(lang))
    turns = [(outcome_said(a).say(lang), outcome_said(b).say(lang), str(n)) for (a, b), n in people.turns().items()]
    if turns:
        click.echo()
        print_table([*teller.short, _NUMBER], turns, lang, indent="  ")
    names = teller.names[0]
    _groups(_GRADE, people.by("grade"), names.grade, lang)
    _groups(_OCCUPATION, people.by("occupation"), names.occupation, lang)


def _groups(head: Text, counts: Mapping[str | None, tuple[int, int]], name: Callable[[str], Text], lang: Lang) -> None:
    from bajigong.cli.render import print_table

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
