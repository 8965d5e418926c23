"""One call of ``bajigong law diff``: from the two sides to what is written, and the exit code."""

from typing import TYPE_CHECKING, Final

import click

from bajigong.cli.law.diff import Call, sides
from bajigong.policy.text import Text

if TYPE_CHECKING:
    from bajigong.differing.people import People
    from bajigong.law_diff import Side

#: Exit code where something could not be checked.
REFUSED: Final = 1

_CLOSING = Text("共{n}份申报：已比对{done}份，未比对{left}份", "{n} applications: {done} compared, {left} not compared")


def perform(call: Call) -> int:
    """Compare, and write what was found; return the exit code."""
    from bajigong.cli.law.diff_json import said_in_json
    from bajigong.cli.law.diff_show import show
    from bajigong.cli.listing import print_json
    from bajigong.law_diff import differences

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
    from bajigong.differing.people import compare_people
    from bajigong.tables import read_files

    return compare_people(a, b, read_files(call.people, a.bundle.schema), today())


def _close(people: "People", call: Call) -> None:
    for problem in people.problems:
        click.echo(problem.say(call.lang), err=True)
    done = len(people.rows)
    click.echo(_CLOSING.fill(n=done + people.refused, done=done, left=people.refused).say(call.lang), err=True)
