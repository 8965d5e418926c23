"""What every peer answers: the requirements of the conditions of 2023 by grade, as bits, and the conditions they make.

An answer has three columns: ``eligible``, bool; ``route``, int8, the place of the first condition met in the list of
its grade, -1 for none; ``failed``, int16, a bit for each requirement of the grade that is not met.
"""

from typing import Final

import pyarrow as pa

#: By grade, the conditions in their order, and the requirements of each.
CONDITIONS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "5": {"5-1": ("aged_16",), "5-2": ("aged_16", "works")},
    "4": {"4-1": ("worked_5",), "4-2": ("worked_3_since_5",), "4-3": ("graduated_any",)},
    "3": {
        "3-1": ("worked_10",),
        "3-2": ("worked_4_since_4",),
        "3-3": ("worked_1_since_junior",),
        "3-4": ("graduated_senior_class",),
        "3-5": ("holds_4", "graduated_higher"),
        "3-6": ("graduated_evaluated",),
    },
    "2": {
        "2-1": ("worked_5_since_3",),
        "2-2": ("worked_5_since_junior", "worked_1_since_3"),
        "2-3": ("worked_1_since_intermediate",),
        "2-4": ("holds_3", "graduated_senior_school", "worked_2"),
        "2-5": ("held_3_for_2", "studies"),
    },
    "1": {
        "1-1": ("worked_5_since_2",),
        "1-2": ("worked_5_since_intermediate", "worked_1_since_2"),
        "1-3": ("worked_1_since_senior",),
    },
}

#: The requirements of each grade; the place of one is its bit.
REQUIREMENTS: Final = {
    grade: tuple(dict.fromkeys(name for names in routes.values() for name in names))
    for grade, routes in CONDITIONS.items()
}
ANSWER: Final = pa.schema([("eligible", pa.bool_()), ("route", pa.int8()), ("failed", pa.int16())])


def bits(grade: str, names: tuple[str, ...]) -> int:
    """Return the bits of some requirements of a grade, added up."""
    return sum(1 << REQUIREMENTS[grade].index(name) for name in names)


def masks(grade: str) -> list[int]:
    """Return the bits of each condition of a grade, in order: it is met where none of them failed."""
    return [bits(grade, names) for names in CONDITIONS[grade].values()]
