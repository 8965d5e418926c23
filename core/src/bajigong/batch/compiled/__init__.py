"""The same decisions by compiled loops: for many rows at once, where the extra ``fast`` is installed.

The column path is the one that counts: the loops decide the rows whose facts are all there, and for each case that
comes up ask the column path about one row. Both are held equal by property tests.
"""

from functools import cache
from importlib.util import find_spec


@cache
def is_installed() -> bool:
    """Say whether the compiler is there."""
    return find_spec("numba") is not None
