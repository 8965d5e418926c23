"""ID numbers, a column at once. What is not plainly right is read value by value, as single rows are."""

from typing import Final

import numpy as np
import pyarrow as pa

from bajigong.batch.columns import Flags
from bajigong.batch.intake.cells import GOOD, Read
from bajigong.batch.intake.digits import Digits, days, digits
from bajigong.batch.intake.reader import Reader
from bajigong.batch.intake.text_readers import Strings, look_again

_WIDTH: Final = 18
_BIRTH: Final = slice(6, 14)
_MODULUS: Final = 11
#: What tells a small letter from a capital.
_SMALL: Final = np.uint8(0x20)


def read_id_numbers(reader: Reader, array: pa.Array) -> Read:
    """Read a column of text that holds ID numbers."""
    strings = Strings.of(array)
    values = np.full(len(array), reader.shape.blank, reader.shape.dtype)
    marks = np.zeros(len(array), np.uint8)
    rows, characters = strings.of_width(_WIDTH)
    written, plain = digits(characters[:-1])
    birth = written[_BIRTH]
    found, real = days(birth[:4], birth[4:6], birth[6:])
    good = plain & real & _checked(written, characters[-1])
    if not good.all():
        rows, found = rows[good], found[good]
    values[rows], marks[rows] = found, GOOD
    others = np.flatnonzero((strings.lengths > 0) & (marks == 0))
    if again := look_again(reader, strings.array, others, marks):
        values[others] = again.values
    return Read(values, marks, reader.shape.blank)


def _checked(written: Digits, last: Digits) -> Flags:
    """Say which last characters are those that the first seventeen call for."""
    total = np.zeros(len(last), np.uint16)
    for place, one in enumerate(written):
        total += one * np.uint16(pow(2, _WIDTH - 1 - place, _MODULUS))
    wanted = (12 - total % _MODULUS) % _MODULUS
    # X stands for 10, and may be a small letter.
    found: Flags = np.where(wanted == 10, last | _SMALL == ord("x"), last == wanted + ord("0"))
    return found
