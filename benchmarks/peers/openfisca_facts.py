"""openfisca-core: the facts as variables that hold for ever.

A day that is not known is far off, so that nothing counts from it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import numpy as np
import pyarrow as pa
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import DateUnit
from openfisca_core.variables import Variable

from dates import count
from packed import pack
from peers.numpy_columns import Array, columns
from vocabulary import CLASSES, GRADES, HELD, NONE, OCCUPATIONS, RANKS, SCHOOLS

PERSON: Final = build_entity(key="person", plural="persons", label="a person who applies", is_person=True)
#: Stands for a day that is not known, and for an end that is open.
FAR_DAY: Final = date(2199, 12, 31)
#: The words of each choice; what is not known counts as the last.
CHOICES: Final = {
    "grade": GRADES,
    "occupation": OCCUPATIONS,
    "work_occupation": OCCUPATIONS,
    "cert_occupation": OCCUPATIONS,
    "cert_grade": HELD,
    "title_rank": (*RANKS[1:], NONE),
    "school": (*SCHOOLS[1:], SCHOOLS[0]),
    "class": (*CLASSES, NONE),
}
DAYS: Final = ("birth", "work_from", "work_to", "cert_issued", "title_obtained", "enrolled", "graduates")
FLAGS: Final = ("work_related", "cert_related", "title_related", "major_related", "evaluated")
_SHIFTED: Final = ("title_rank", "school")


def variables() -> list[type[Variable]]:
    """Return a variable for each fact."""
    return [
        *(_variable(name, value_type=Enum, **_choice(name)) for name in CHOICES),
        *(_variable(name, value_type=date, default_value=FAR_DAY) for name in DAYS),
        *(_variable(name, value_type=bool) for name in FLAGS),
    ]


def arrays(people: pa.Table) -> dict[str, Array]:
    """Return what a simulation takes as input, by variable."""
    batch = pack(people).combine_chunks().to_batches()[0]
    return {name: _input(name, column) for name, column in columns(batch).items()}


def written(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return one row of packed arrays as the facts of one person, as a simulation is built from."""
    return {name: {"ETERNITY": _word(name, value)} for name, value in values.items()}


def _choice(name: str) -> dict[str, Any]:
    members = Enum("Choice", [(word, word) for word in CHOICES[name]])
    return {"possible_values": members, "default_value": list(members)[-1]}


def _variable(name: str, **shape: Any) -> type[Variable]:
    return type(name, (Variable,), {"entity": PERSON, "definition_period": DateUnit.ETERNITY, **shape})


def _input(name: str, column: Array) -> Array:
    if name in DAYS:
        return np.minimum(column, count(FAR_DAY)).astype("datetime64[D]")
    if name in FLAGS:
        return column
    codes = column - 1 if name in _SHIFTED else column.copy()
    codes[(column < 0) | (codes < 0)] = len(CHOICES[name]) - 1
    return np.asarray(codes, np.int16)


def _word(name: str, value: Any) -> Any:
    if name in CHOICES:
        return CHOICES[name][int(value)]
    return str(value) if name in DAYS else bool(value)
