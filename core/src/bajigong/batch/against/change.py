"""What becomes of each person under the law there, compared with the law here."""

from typing import Final

import numpy as np
import numpy.typing as npt

from bajigong.batch.answers import OUTCOMES, Answers
from bajigong.batch.columns import Days, bounded
from bajigong.calendar import NEVER
from bajigong.engine.verdict import Outcome

#: Eligible there alone, and here alone; eligible on neither side, and there from an earlier or a later day than here,
#: or from some day on one side alone; another verdict.
CHANGES: Final = ("same", "gains", "loses", "sooner", "later", "other")
SAME, GAINS, LOSES, SOONER, LATER, OTHER = range(len(CHANGES))

_ELIGIBLE: Final = OUTCOMES.index(Outcome.ELIGIBLE)
_NOT_ELIGIBLE: Final = OUTCOMES.index(Outcome.NOT_ELIGIBLE)


def compared(here: Answers, there: Answers) -> npt.NDArray[np.int8]:
    """Return the place in `CHANGES` of each row's change."""
    one, other = here.outcomes == _ELIGIBLE, there.outcomes == _ELIGIBLE
    mine, theirs = _begins(here), _begins(there)
    neither = ~one & ~other
    cases = [other & ~one, one & ~other, neither & (theirs < mine), neither & (theirs > mine)]
    cases.append(here.outcomes != there.outcomes)
    return np.select(cases, [GAINS, LOSES, SOONER, LATER, OTHER], SAME).astype(np.int8)


def _begins(answers: Answers) -> Days:
    """Return the day from which time alone makes a row eligible, `NEVER` where it does not."""
    days = answers.eligible_from
    said = (answers.outcomes == _NOT_ELIGIBLE) & bounded(days)
    return np.where(said, days, np.int32(NEVER))
