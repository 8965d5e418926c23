"""An explained row for people: what ``bajigong check`` shows of one person, without the days of single rules."""

import shutil
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen
from rich.console import Console
from rich.text import Text as Drawn

from bajigong.answers import Application, Holds, Outcome, RuleAnswer, Verdict
from bajigong.cli.render import BLANK, Line
from bajigong.cli.result_row import Answer, Names, Row
from bajigong.cli.show_terminal import Terminal, TimeLine
from bajigong.cli.show_view import View
from bajigong.policy.text import same

if TYPE_CHECKING:
    from bajigong.batch.cases import Reason
    from bajigong.batch.summing.result import Result


def verdict_of(result: "Result", row: Mapping[str, Any], reason: "Reason", names: Names) -> Verdict:
    """Return the verdict of a row. The days are the row's; those of single rules are not in a result and stay empty."""
    occupation = row["occupation"]
    if occupation and row.get("trade"):
        occupation = names.bundle.register.code(occupation, row["trade"])
    return Verdict(
        applicant=row.get("name"),
        tenant=result.tenant,
        track=row["track"],
        occupation=occupation,
        grade=row["grade"],
        place=row["place"],
        on=row["on"],
        outcome=Outcome(row["verdict"]),
        since=row["since"],
        until=row["until"],
        eligible_from=row["eligible_from"],
        gates=reason.gates,
        routes=reason.routes,
        missing=reason.missing,
        notes=(),
        bundle=row.get("bundle") or result.bundle,
    )


def nearest_first(verdict: Verdict, reason: "Reason") -> Verdict:
    """Put the route that was found best first: without days of rules nothing else tells it from its equals."""
    return evolve(verdict, routes=tuple(sorted(verdict.routes, key=lambda route: route.id != reason.route)))


def clauses_of(verdict: Verdict) -> Iterator[str]:
    """Give every clause that a verdict cites."""
    return (clause for rule in (*verdict.gates, *verdict.routes) for clause in rule.cites)


def as_row(verdict: Verdict, row: Mapping[str, Any], names: Names) -> Row:
    """Return a row as `bajigong check` has it, to be written as it writes them."""
    application = Application({}, verdict.on, verdict.place)
    return Row(row.get("file") or "", row.get("row"), 1, verdict.applicant, Answer(verdict, application, names))


#: Below this a time line would say nothing.
_NARROWEST = 60


class OwnDays(TimeLine):
    """A time line of the verdict alone."""

    def rows(self) -> Iterator[Drawn]:
        """Draw the day asked about, the verdict's days and the years."""
        yield from (self._day(), self._whole(), self._years())


@frozen(eq=False)
class OnTerminal(Terminal):
    """Prints explained rows on a terminal."""

    def view(self, view: View) -> None:
        """Print one row: its verdict in a frame, the verdict's days, the rules."""
        self._frame(view)
        alone = _alone(view.verdict)
        if alone and self.width >= _NARROWEST:
            self._print(OwnDays(alone, view.lang, self.width).rows())
        self.lines(view.body())


def show(title: Line | None, view: View, *, first: bool) -> None:
    """Show one row on standard output: in colours on a terminal, else plain. ``title`` says which row it is."""
    above = [*([] if first else [BLANK, BLANK]), *([title] if title else [])]
    if sys.stdout.isatty():
        terminal = OnTerminal(Console(width=shutil.get_terminal_size().columns))
        terminal.lines(above)
        terminal.view(view)
        return
    for line in (*above, *view.head(), *view.body()):
        sys.stdout.write(f"{line.text}\n")


def _alone(verdict: Verdict) -> Verdict | None:
    """Return a verdict whose one rule is itself, so that a time line fits its days; None where it has none."""
    since, until = verdict.since or verdict.eligible_from, verdict.until
    if verdict.outcome not in (Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE) or not (since or until):
        return None
    holds = Holds.YES if verdict.outcome is Outcome.ELIGIBLE else Holds.NO
    return evolve(verdict, gates=(RuleAnswer("", same(""), holds, since, until, ()),), routes=())
