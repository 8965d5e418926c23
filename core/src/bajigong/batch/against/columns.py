"""The columns that a result has beside those of the law here."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bajigong.batch.against.change import CHANGES, compared
from bajigong.batch.answers import OUTCOMES, Answers
from bajigong.batch.columns import Days, bounded
from bajigong.batch.files.gather import coded
from bajigong.engine.verdict import Outcome

_WORDS: Final = pa.dictionary(pa.int32(), pa.string())
#: What the law there answers, as the columns without the prefix; and what changes.
FIELDS: Final = (
    pa.field("against_verdict", _WORDS, nullable=False),
    pa.field("against_since", pa.date32()),
    pa.field("against_until", pa.date32()),
    pa.field("against_eligible_from", pa.date32()),
    pa.field("against_route", _WORDS),
    pa.field("against_signature", pa.int64(), nullable=False),
    pa.field("change", _WORDS, nullable=False),
)
NAMES: Final = frozenset(field.name for field in FIELDS)

_VERDICTS: Final = [str(outcome) for outcome in OUTCOMES]
_ELIGIBLE: Final = OUTCOMES.index(Outcome.ELIGIBLE)
_NOT_ELIGIBLE: Final = OUTCOMES.index(Outcome.NOT_ELIGIBLE)


def columns(here: Answers, there: Answers, reasoned: dict[str, Any]) -> dict[str, pa.Array]:
    """Return the columns by name. ``reasoned`` are those that follow from the reasons there."""
    eligible, later = there.outcomes == _ELIGIBLE, there.outcomes == _NOT_ELIGIBLE
    return {
        "against_verdict": coded(there.outcomes, _VERDICTS),
        "against_since": _days(there.since, eligible),
        "against_until": _days(there.until, eligible | later),
        "against_eligible_from": _days(there.eligible_from, later),
        "against_route": reasoned["route"],
        "against_signature": reasoned["signature"],
        "change": coded(compared(here, there), list(CHANGES)),
    }


def _days(days: Days, wanted: npt.NDArray[np.bool_]) -> pa.Array:
    return pa.array(days, pa.int32(), mask=~(wanted & bounded(days))).cast(pa.date32())
