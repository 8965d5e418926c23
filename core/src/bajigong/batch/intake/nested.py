"""A list in one column of Arrow's lists of structs."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
from attrs import frozen
from pyarrow import types

from bajigong.batch.columns import Flags, Lists
from bajigong.batch.intake.buffers import validity
from bajigong.batch.intake.contradictions import Setting
from bajigong.batch.intake.list_column import odd_records
from bajigong.batch.intake.lists import Kept, offsets_of
from bajigong.batch.intake.many import is_list, lengths
from bajigong.batch.intake.reader import Reader
from bajigong.batch.intake.reads import Index, Rows
from bajigong.batch.intake.records import Records
from bajigong.batch.intake.roads import read_column
from bajigong.schema import Schema


@frozen(eq=False)
class Nested:
    """The records of all rows, the row of each, and the rows whose list is not one of records of known keys."""

    given: Flags
    records: Records
    row: Index
    strange: Flags

    @property
    def filled(self) -> Flags:
        """Say which rows give the list."""
        return self.given

    def odd(self, setting: Setting) -> Flags:
        """Say which rows are left to the way of single rows."""
        found = self.strange.copy()
        found[self.row[odd_records(self.records, setting.at(self.row))]] = True
        return found

    def lists(self, rows: Rows, *, declared: bool) -> Lists:
        """Lay out some rows, in their order."""
        wanted = np.zeros(len(self.given), bool)
        wanted[rows] = True
        there = np.flatnonzero(wanted[self.row] & ~self.records.none)
        cells = {name: one.pick(there) for name, one in self.records.cells.items()}
        counts = np.bincount(self.row[there], minlength=len(wanted))[rows]
        kept = Kept(self.records.schema, self.records.path, cells, len(there))
        return kept.lists(self.given[rows] | declared, offsets_of(counts))


def is_nested(kind: pa.DataType) -> bool:
    """Say whether a type is a list of structs."""
    return is_list(kind) and types.is_struct(kind.value_type)


def read_nested(array: pa.Array, schema: Schema, path: str, readers: Mapping[str, Reader]) -> Nested:
    """Read a column of lists of structs. ``readers`` are those of a record's keys."""
    row = np.repeat(np.arange(len(array)), lengths(array))
    structs = array.flatten()
    names = [field.name for field in structs.type]
    columns = dict(zip(names, structs.flatten(), strict=True))
    cells = {name: read_column(readers[name], column) for name, column in columns.items() if name in readers}
    strange = np.zeros(len(array), bool)
    if len(cells) < len(names):  # a key that is not known, or one twice
        strange[row] = True
    elif (there := validity(structs)) is not None:
        strange[row[~there]] = True
    valid = validity(array)
    given = np.ones(len(array), bool) if valid is None else valid
    return Nested(given, Records(schema, path, cells, len(row)), row, strange)
