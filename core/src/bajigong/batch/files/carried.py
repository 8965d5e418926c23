"""Columns that go over from an input into its result as they are: keys, names, and ID numbers masked."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

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
        whole = _put_right(array, lambda text: pc.invert(pc.match_substring_regex(text, _WHOLE)), _number)
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
    return texts(array.to_pylist(), _number)


def _number(value: Any) -> str:
    return fold(plain(value)).lstrip("'").upper()
