"""Finding rows of a result by a key, row group after row group; only those that hold a hit are read whole."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any, Final

import pyarrow as pa
import pyarrow.dataset as ds
from attrs import define, frozen

from bajigong.batch.summing.errors import ResultError
from bajigong.batch.summing.result import Result
from bajigong.cli.result_names import masked
from bajigong.policy.text import Text, listed, same

#: The key columns that are tried where none is named.
_KEYS: Final = ("id", "key", "序号", "row")
_ID_NUMBER: Final = "id_number"
_RESIDENT: Final = re.compile(r"\d{17}[\dX]|\d{15}", re.ASCII)

_NO_COLUMN = Text(
    "{path}没有“{column}”列；应为{known}之一", "{path}: found no column '{column}'; expected one of {known}"
)
_NO_NUMBER = Text("{path}的“{column}”列为整数；“{value}”不是", "{path}: column '{column}' holds numbers, not '{value}'")
_NO_DAY = Text("{path}的“{column}”列为日期；“{value}”不是", "{path}: column '{column}' holds days, not '{value}'")
_NO_ROW = Text("{path}的“{column}”列中没有“{value}”", "{path}: no row has '{value}' in column '{column}'")


@frozen
class Wanted:
    """What is sought: a value in some columns, alike or, where it is an ID number, masked. ``shown`` can be told."""

    columns: tuple[str, ...]
    values: tuple[str, ...]
    shown: str

    @property
    def hidden(self) -> bool:
        """Whether it is an ID number, which a result holds masked: other people's may look alike."""
        return len(self.values) > 1


def wanted(result: Result, value: str, column: str | None) -> Wanted:
    """Say what to seek. Raises ResultError for a column that the result does not have."""
    names = result.schema.names
    if column is not None and column not in names:
        known = listed(tuple(same(name) for name in names))
        raise ResultError(_NO_COLUMN.fill(path=result.path, column=column, known=known))
    key = column or next(name for name in _KEYS if name in names)
    number = value.strip().upper()
    if not _RESIDENT.fullmatch(number):
        return Wanted((key,), (value,), value)
    both = (key, _ID_NUMBER) if column is None and _ID_NUMBER in names else (key,)
    return Wanted(tuple(dict.fromkeys(both)), (value, masked(number)), masked(number))


@define(eq=False)
class Search:
    """Finds the rows of a result that have what is wanted. ``count`` is how many it has come upon."""

    result: Result
    sought: Wanted
    count: int = 0

    def rows(self, most: int | None = None) -> Iterator[dict[str, Any]]:
        """Give the rows as they stand, in their order, no more than ``most``; the others are only counted.

        Raises ResultError for a value that its column cannot hold, and where no row has it.
        """
        test = _test(self.result, self.sought)
        for piece in _pieces(self.result, test):
            hits = piece.count_rows(filter=test)
            room = hits if most is None else max(most - self.count, 0)
            self.count += hits
            if hits and room:
                rows = (row for batch in piece.to_batches(filter=test) for row in batch.to_pylist())
                yield from islice(rows, room)
        if not self.count:
            column = listed(tuple(same(name) for name in self.sought.columns))
            raise ResultError(_NO_ROW.fill(path=self.result.path, column=column, value=self.sought.shown))


def _pieces(result: Result, test: Any) -> Iterator[Any]:
    """Give the row groups that may hold a hit, by what Parquet says of their bounds; an Arrow file is one piece."""
    for fragment in result.rows.get_fragments(filter=test):
        if isinstance(fragment, ds.ParquetFileFragment):
            yield from fragment.split_by_row_group(filter=test, schema=result.schema)
        else:
            yield fragment


def _test(result: Result, sought: Wanted) -> Any:
    """Make the test of a row: any of the columns has the value."""
    tests = [ds.field(column).isin(_values(result, sought, column)) for column in sought.columns]
    test, *others = tests
    for other in others:
        test = test | other
    return test


def _values(result: Result, sought: Wanted, column: str) -> Any:
    """Return the values to seek in a column, of its type."""
    kind = result.schema.field(column).type
    held = kind.value_type if pa.types.is_dictionary(kind) else kind
    words = {"path": result.path, "column": column, "value": sought.shown}
    try:
        if pa.types.is_integer(held):
            return pa.array(_each(sought.values[:1], int, _NO_NUMBER.fill(**words)), held)
        if pa.types.is_date(held):
            return pa.array(_each(sought.values, date.fromisoformat, _NO_DAY.fill(**words)), held)
    except (pa.ArrowInvalid, OverflowError) as error:
        raise ResultError(_NO_NUMBER.fill(**words)) from error
    return pa.array(sought.values, held)


def _each(values: Sequence[str], read: Any, else_said: Text) -> list[Any]:
    try:
        return [read(value.strip()) for value in values]
    except ValueError as error:
        raise ResultError(else_said) from error
