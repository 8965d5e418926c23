"""Finding the case of each row among those that have come up, by the numbers that mark it.

As the helpers on days, this text is run by CPython and compiled by numba.
"""

from typing import Any


def spread(marks: Any, row: int, width: int) -> int:
    """Return a number between 0 and 2^31 that is seldom the same for different marks."""
    mixed = 0
    for place in range(width):
        value = marks[row, place]
        mixed = (
            (mixed * 31 + (value & 0x3FFFFFFF) + (value >> 30 & 0x3FFFFFFF)) * 2654435 + (mixed >> 13)
        ) & 0x3FFFFFFFFFF
    return (mixed ^ mixed >> 21) & 0x7FFFFFFF


def evaluate(marks: Any, keys: Any, codes: Any, found: Any) -> int:
    """Write the code of each row's marks, -1 for marks that have no code; return how many have none.

    ``keys`` is a table with room for a power of two of marks, ``codes`` their codes, -1 where nothing stands.
    """
    size, width, missing = len(codes), marks.shape[1], 0
    for row in range(marks.shape[0]):
        place = spread(marks, row, width) & (size - 1)
        code = -1
        while codes[place] >= 0:
            same = True
            for mark in range(width):
                if keys[place, mark] != marks[row, mark]:
                    same = False
                    break
            if same:
                code = codes[place]
                break
            place = (place + 1) & (size - 1)
        found[row] = code
        if code < 0:
            missing += 1
    return missing
