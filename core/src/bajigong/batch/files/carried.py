"""What goes over from an input into its result as it is: keys, names and ID numbers, and whether one stands twice."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from attrs import define, field, frozen

from bajigong.batch.intake.text_readers import Strings, digits
from bajigong.policy.text import Text
from bajigong.tables.raw import MOST, MOST_SAID, Where, twice_said
from bajigong.tables.words import fold, is_blank, plain

#: Names in which something has to be put right, and ID numbers in which nothing has.
_HALF: Final = re.compile("[\ud800-\udfff]")
_SPACED: Final = r"[\s\p{Z}\p{C}]|^$"
_WHOLE: Final = r"^[0-9]{17}[0-9X]$"
_HIDDEN: Final = "*" * 10


@frozen(eq=False)
class Carried:
    """Columns of a chunk, as long as it is; one that the input does not have is None."""

    keys: Mapping[str, pa.Array]
    name: pa.Array | None = None
    id_number: pa.Array | None = None

    def take(self, rows: pa.Array) -> "Carried":
        """Return some rows in their order."""
        keys = {name: array.take(rows) for name, array in self.keys.items()}
        name, number = (None if one is None else one.take(rows) for one in (self.name, self.id_number))
        return Carried(keys, name, number)


def key_column(array: pa.Array) -> pa.Array:
    """Return a key as it is kept: without a dictionary, and text as text."""
    kind = array.type
    if pa.types.is_dictionary(kind):
        return key_column(array.dictionary_decode())
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind) or pa.types.is_null(kind):
        return array.cast(pa.string())
    return array


def key_type(kind: pa.DataType) -> pa.DataType:
    """Return the type in which a key is kept."""
    return key_column(pa.nulls(0, kind)).type


def names(array: pa.Array | None, size: int, common: str | None = None) -> pa.Array:
    """Return names of people as they are read: single spaces between words. ``common`` is that of all who give none."""
    if array is None:
        return _all(common, size)
    said = _put_right(array, lambda text: pc.match_substring_regex(text, _SPACED), _name)
    return said if common is None else said.fill_null(common)


def id_numbers(array: pa.Array | None, size: int, common: str | None = None) -> pa.Array:
    """Return ID numbers masked. They were read before: only how they were written is still to be put right."""
    if array is None and common is None:
        return _all(None, size)
    if array is None:
        whole = _all(common, size)
    else:
        whole = _put_right(array, lambda text: pc.invert(pc.match_substring_regex(text, _WHOLE)), _as_written)
        whole = whole if common is None else whole.fill_null(common)
    begin, end = pc.utf8_slice_codeunits(whole, 0, 6), pc.utf8_slice_codeunits(whole, 16)
    return pc.binary_join_element_wise(begin, end, _HIDDEN)


def _all(word: str | None, size: int) -> pa.Array:
    return pa.nulls(size, pa.string()) if word is None else pa.repeat(word, size)


def _put_right(array: pa.Array, is_odd: Callable[[pa.Array], pa.Array], right: Callable[[Any], str | None]) -> pa.Array:
    """Return cells as text, those that are odd put right one by one."""
    array = key_column(array)
    if not pa.types.is_string(array.type):
        return texts(array.to_pylist(), right)
    odd = is_odd(array).fill_null(fill_value=False)
    if not odd.true_count:
        return array
    return pc.replace_with_mask(array, odd, texts(array.filter(odd).to_pylist(), right))


def texts(values: Sequence[Any], right: Callable[[Any], str | None] = plain) -> pa.Array:
    """Return cells of a sheet as text; blank ones are null."""
    return pa.array([None if is_blank(value) else _whole(right(value)) for value in values], pa.string())


def _whole(words: str | None) -> str | None:
    """Return text without halves of characters, which no file of columns can hold."""
    return _HALF.sub("\ufffd", words) if words and _HALF.search(words) else words


def _name(value: Any) -> str:
    return " ".join(plain(value).split())


def written_numbers(array: pa.Array) -> pa.Array:
    """Return ID numbers as they are written once put right, cell by cell."""
    return texts(array.to_pylist(), _as_written)


def _as_written(value: Any) -> str:
    return fold(plain(value)).lstrip("'").upper()


Numbers = npt.NDArray[np.int64]

_WIDTH: Final = 18
#: The last characters, each by its place.
_LAST: Final = "0123456789X"
#: A number leaves its mark in one of so many places (two to this power), chosen by its digits.
_BITS: Final = 24
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)
_X: Final = np.uint8(ord("X") - ord("0"))


@frozen(eq=False)
class IdNumbers:
    """The ID numbers of a chunk as whole numbers, and the rows they stand on, in the order of the rows.

    ``ordered`` are the numbers in their own order.
    """

    rows: Numbers
    codes: Numbers
    ordered: Numbers


def id_numbers_of(array: pa.Array, rows: Numbers) -> IdNumbers:
    """Read the ID numbers of a column, as they are compared; what is none is left out."""
    array = key_column(array)
    if pa.types.is_integer(array.type):
        array = array.cast(pa.string())
    if not pa.types.is_string(array.type):
        array = written_numbers(array)
    strings = Strings.of(array)
    places, codes = _codes(strings)
    others = strings.lengths > 0
    others[places] = False
    if others.any():  # written otherwise: with a small x, spaces, or a mark in front
        odd = np.flatnonzero(others)
        more, their = _codes(Strings.of(written_numbers(array.take(pa.array(odd)))))
        places, codes = np.concatenate([places, odd[more]]), np.concatenate([codes, their])
        order = np.argsort(places, kind="stable")
        places, codes = places[order], codes[order]
    return IdNumbers(rows[places], codes, np.sort(codes))


def _codes(strings: Strings) -> tuple[npt.NDArray[np.intp], Numbers]:
    """Return the cells that hold an ID number, and each number in one: its digits times 11, and its last character."""
    cells, characters = strings.of_width(_WIDTH)
    written, plain = digits(characters[:-1])
    last = characters[-1] - np.uint8(ord("0"))
    last[last == _X] = len(_LAST) - 1
    last[characters[-1] == ord(":")] = len(_LAST)  # the character behind 9 is none
    good = plain & (last < len(_LAST))
    codes = np.zeros(len(cells), np.int64)
    for one in written:
        codes *= 10
        codes += one
    return cells[good], (codes * len(_LAST) + last)[good]


@define(eq=False)
class Twice:
    """Remembers the ID numbers of one file, and says which rows have one that an earlier row has.

    ``_chunks`` say where each stood: the rows, and the numbers; ``_runs`` are all of them in a few arrays, each in
    order and none as long as the one before it, so that little is sorted again. ``_marks`` are where they left theirs:
    most numbers that are new are told by that alone.
    """

    where: Where
    _runs: list[Numbers] = field(factory=list)
    _chunks: list[tuple[Numbers, Numbers]] = field(factory=list)
    _marks: npt.NDArray[np.bool_] = field(factory=lambda: np.zeros(1 << _BITS, np.bool_))
    _said: int = 0

    def see(self, chunk: IdNumbers) -> Iterator[Text]:
        """Hear of the numbers of a chunk; give what is to be said of them, in the order of the rows."""
        if self._said > MOST_SAID:
            return
        ordered = chunk.ordered
        again = ordered[1:][ordered[1:] == ordered[:-1]]
        places = _places(ordered)
        likely = ordered[self._marks[places]]
        found = [again, *(likely[_among(likely, run)] for run in self._runs)]
        if sum(map(len, self._runs)) < MOST:
            self._marks[places] = True
            self._remember(chunk)
        if any(map(len, found)):
            yield from self._say(chunk, np.unique(np.concatenate(found)))

    def _remember(self, chunk: IdNumbers) -> None:
        self._chunks.append((chunk.rows, chunk.codes))
        self._runs.append(chunk.ordered)
        while len(self._runs) > 1 and len(self._runs[-2]) <= len(self._runs[-1]):
            last = self._runs.pop()
            self._runs[-1] = np.sort(np.concatenate([self._runs[-1], last]), kind="stable")

    def _say(self, chunk: IdNumbers, codes: Numbers) -> Iterator[Text]:
        """Say on which rows of a chunk some numbers stand once more."""
        here = np.flatnonzero(_among(chunk.codes, codes))
        for place in here.tolist():
            code, row = chunk.codes[place], int(chunk.rows[place])
            first = self._first(int(code), chunk)
            if first == row:
                continue
            self._said += 1
            said = twice_said(self.where, first, row, _number(int(code)), self._said)
            if said:
                yield said
            if self._said > MOST_SAID:
                self._runs, self._chunks = [], []
                return

    def _first(self, code: int, chunk: IdNumbers) -> int:
        """Return the row on which a number stood first."""
        every = (*self._chunks, (chunk.rows, chunk.codes))
        found = ((rows, np.flatnonzero(codes == code)) for rows, codes in every)
        return next(int(rows[places[0]]) for rows, places in found if len(places))


def _places(codes: Numbers) -> npt.NDArray[np.intp]:
    """Return where numbers leave their marks: far from each other, also where they follow each other."""
    return ((codes.view(np.uint64) * _SPREAD) >> np.uint64(64 - _BITS)).astype(np.intp)


def _among(some: Numbers, known: Numbers) -> npt.NDArray[np.bool_]:
    """Say which numbers are among others, which are in order."""
    if not len(known):
        return np.zeros(len(some), np.bool_)
    places = np.minimum(np.searchsorted(known, some), len(known) - 1)
    found: npt.NDArray[np.bool_] = known[places] == some
    return found


def _number(code: int) -> str:
    written, last = divmod(code, len(_LAST))
    return f"{written:017d}{_LAST[last]}"
