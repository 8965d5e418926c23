"""How applications are decided for a register: by the engine, a few one by one, many at once by their columns.

What is kept of a verdict is the same either way, but that notes on many leave out the day from which a reading holds.
The days of single requirements are kept of who is refused: a letter tells them.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from attrs import define, field, frozen

from bajigong.answers import Application, Holds, Outcome, RuleAnswer, Verdict
from bajigong.calendar import from_day
from bajigong.policy.text import Text
from bajigong.register.columns import Ready
from bajigong.register.office import Office
from bajigong.register.reasons import hash_of

if TYPE_CHECKING:
    from bajigong.batch.cases import Answers, Reason
    from bajigong.batch.kernel import Kernel
    from bajigong.batch.people import People


@frozen(eq=False)
class Judged:
    """What an application came to, as the register keeps it; ``said`` is the hash of the ``reasons``."""

    outcome: Outcome
    missing: list[list[str]]
    method: str | None
    since: date | None
    until: date | None
    eligible_from: date | None
    said: str
    reasons: Any


def judged(verdict: Verdict) -> Judged:
    """Return what is kept of a verdict."""
    said = _reasons(verdict, verdict.notes, dated=verdict.outcome is Outcome.NOT_ELIGIBLE)
    return Judged(
        verdict.outcome,
        _sets(verdict.missing),
        _method(verdict.routes),
        verdict.since,
        verdict.until,
        verdict.eligible_from,
        hash_of(said),
        said,
    )


def _reasons(verdict: "Verdict | Reason", notes: tuple[Text, ...], *, dated: bool) -> dict[str, Any]:
    return {
        "missing": _sets(verdict.missing),
        "gates": [_rule(one, dated=dated) for one in verdict.gates],
        "routes": [_rule(one, dated=dated) for one in verdict.routes],
        "notes": [{"zh": note.zh, "en": note.en} for note in notes],
    }


def _rule(one: RuleAnswer, *, dated: bool) -> dict[str, Any]:
    failing = [said for said in one.requirements if said.holds is not Holds.YES]
    return {
        "id": one.id,
        "label": {"zh": one.label.zh, "en": one.label.en},
        "holds": str(one.holds),
        "since": _day(one.since, dated=dated),
        "cites": list(one.cites),
        "failing": [
            {
                "text": {"zh": said.text.zh, "en": said.text.en},
                "holds": str(said.holds),
                "since": _day(said.since, dated=dated),
                "missing": list(said.missing),
            }
            for said in failing
        ],
    }


def _day(day: date | None, *, dated: bool) -> str | None:
    return day.isoformat() if dated and day else None


def _sets(missing: Sequence[Sequence[str]]) -> list[list[str]]:
    return [list(some) for some in missing]


def _method(routes: Sequence[RuleAnswer]) -> str | None:
    return next((route.method for route in routes if route.holds is Holds.YES), None)


# ---------------------------------------------------------------- many at once

#: From so many rows on it pays to compile the rules.
LEAST: Final = 1 << 13
_WRITE: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_SPACE: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
#: A reason, an occupation and a day.
_Case = tuple[int, int, int]


@frozen(eq=False)
class _Kept:
    """What all rows of one case have in common."""

    missing: Ready
    method: str | None
    said: str
    reasons: Ready


@define(eq=False)
class Many:
    """Decides whole columns of people; each case is written down once."""

    office: Office
    kernel: "Kernel" = field(init=False)
    _cases: dict[_Case, _Kept] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        from bajigong.batch.kernel import Kernel

        self.kernel = Kernel(self.office.engine, least=LEAST)

    def decide(self, people: "People", one: Callable[[int], Application], alone: frozenset[int]) -> list[Judged]:
        """Decide people; ``one`` makes the application of a row, for those who are refused and those of ``alone``."""
        from bajigong.batch.cases import OUTCOMES

        answers = self.kernel.decide(people)
        reasons, days = answers.reasons.tolist(), people.table.on.tolist()
        cases = zip(reasons, people.occupations.tolist(), days, strict=True)
        outcomes = [OUTCOMES[number] for number in answers.outcomes.tolist()]
        dates = zip(*_dates(answers), strict=True)
        return [
            judged(self.office.engine.decide([one(row)])[0])
            if outcome is Outcome.NOT_ELIGIBLE or row in alone
            else self._judged(outcome, case, *days)
            for row, (outcome, case, days) in enumerate(zip(outcomes, cases, dates, strict=True))
        ]

    def _judged(self, outcome: Outcome, case: _Case, since: date | None, until: date | None) -> Judged:
        kept = self._cases.get(case) or self._cases.setdefault(case, self._written(case))
        missing: Any = kept.missing
        return Judged(outcome, missing, kept.method, since, until, None, kept.said, kept.reasons)

    def _written(self, case: _Case) -> _Kept:
        reason: Reason = self.kernel.reasons[case[0]]
        said = _reasons(reason, self.kernel.notes(*case), dated=False)
        sets = said["missing"]
        missing = Ready.of(_WRITE(sets), _SPACE(sets))
        reasons = Ready.of(_WRITE(said), _SPACE(said))
        return _Kept(missing, _method(reason.routes), hash_of(reasons), reasons)


def _dates(answers: "Answers") -> Iterator[list[date | None]]:
    """Give the first and the last day of each answer."""
    for column in (answers.since, answers.until):
        days = column.tolist()
        found: Mapping[int, date | None] = {day: from_day(day) for day in set(days)}
        yield [found[day] for day in days]
