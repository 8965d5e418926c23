"""What the differences come to for people: how many verdicts change, from which to which, by grade and occupation."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from attrs import frozen

from bajigong.policy.text import Lang, Text

if TYPE_CHECKING:
    from bajigong.review.law_diff import Side
    from bajigong.review.people_diff import People

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
