"""Rows whose track or grade the law there does not know: it does not cover them."""

from functools import partial
from typing import Final

import numpy as np
from attrs import frozen

from bajigong.batch.answers import OUTCOMES, Answers, Reason
from bajigong.batch.people import People
from bajigong.batch.registry import Registry
from bajigong.calendar import ALWAYS, NEVER
from bajigong.engine.verdict import Outcome
from bajigong.policy.text import Text
from bajigong.schema import Schema

_NO_TRACK: Final = Text("对照规定中没有评价类型“{track}”", "the other law knows no track {track!r}")
_NO_GRADE: Final = Text("对照规定中没有等级“{grade}”", "the other law knows no grade {grade!r}")
_NOT_COVERED: Final = OUTCOMES.index(Outcome.NOT_COVERED)


@frozen(eq=False)
class Foreign:
    """Answers rows that name, ``here``, what is nothing there. ``reasons`` are those of the kernel there."""

    here: Schema
    reasons: Registry

    def settle(self, people: People, moved: People, answers: Answers) -> None:
        """Set the answers there of such rows. ``moved`` are the people as they stand there."""
        lost = [(one >= 0) & (other < 0) for one, other in _selectors(people, moved)]
        rows = np.flatnonzero(lost[0] | lost[1])
        if not len(rows):
            return
        pairs = np.stack([people.tracks[rows], people.grades[rows]])
        found, codes = np.unique(pairs, axis=1, return_inverse=True)
        first = [int(rows[np.argmax(codes.ravel() == number)]) for number in range(found.shape[1])]
        places = [
            self._reason(track, grade, unknown_track=bool(lost[0][row]))
            for (track, grade), row in zip(found.T.tolist(), first, strict=True)
        ]
        answers.reasons[rows] = np.array(places, np.int32)[codes.ravel()]
        answers.outcomes[rows] = _NOT_COVERED
        answers.since[rows], answers.until[rows], answers.eligible_from[rows] = ALWAYS, NEVER, NEVER

    def _reason(self, track: int, grade: int, *, unknown_track: bool) -> int:
        named = {order: name for name, order in self.here.grade_order.items()}
        names = (self.here.tracks[track] if track >= 0 else "", named.get(grade, ""))
        why = _NO_TRACK.fill(track=names[0]) if unknown_track else _NO_GRADE.fill(grade=names[1])
        return self.reasons.add(("foreign", *names), Outcome.NOT_COVERED, partial(_explained, *names, why))


def _selectors(people: People, moved: People) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    return (people.tracks, moved.tracks), (people.grades, moved.grades)


def _explained(track: str, grade: str, why: Text, signature: int) -> Reason:
    return Reason(signature, Outcome.NOT_COVERED, track, grade, "", None, "", (why,), (), (), (), ())
