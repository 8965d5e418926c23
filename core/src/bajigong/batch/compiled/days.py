"""Moving days by whole months inside compiled loops: by looking them up in the tables of `bajigong.calendar`."""

from collections.abc import Callable
from typing import Any

import numba
import numpy as np

from bajigong.calendar import ALWAYS, FIRST_LOOKED_UP, NEVER

#: A number inside a loop: the compiler finds its type.
Int = Any


def compiled(loop: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a loop when it is first called, and keep it on disk. It lets go of the interpreter's lock."""
    done: Callable[..., Any] = numba.njit(nogil=True, cache=True, error_model="numpy")(loop)
    return done


#: Days outside these are left to the column path: what is moved from between them by `FURTHEST` months at most, twice,
#: stands in the tables.
EARLIEST, LATEST = -40_000, 55_000
FURTHEST = 12 * 70


@compiled
def moved(day: Int, months: Int, table: "np.ndarray[Any, Any]") -> Int:
    """Return a day moved by the months of a table; a day before or after all days stays."""
    place = day - FIRST_LOOKED_UP
    if months != 0 and ALWAYS < day < NEVER and 0 <= place < table.size:
        return np.int64(table[place])
    return day
