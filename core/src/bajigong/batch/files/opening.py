"""Opening an input by what its name ends in."""

from typing import Final

from bajigong.batch.files.ask import Ask, Desk
from bajigong.batch.files.formats import WORKBOOKS, suffix_of
from bajigong.batch.files.source import Source
from bajigong.tables.files import ARROW, PARQUET
from bajigong.tables.read import SEPARATED

#: What a row of CSV is taken to have.
_BYTES: Final = 1 << 7


def open_source(path: str, ask: Ask, desk: Desk, chunk: int) -> Source:
    """Open a file. ``chunk`` is about the number of rows that are read at once.

    Raises InputError where it cannot be read, or for what is wrong with its header.
    """
    suffix = suffix_of(path)
    if suffix in PARQUET:
        from bajigong.batch.files.from_columns import open_parquet

        return open_parquet(path, ask, desk, chunk)
    if suffix in ARROW:
        from bajigong.batch.files.from_columns import open_arrow

        return open_arrow(path, ask, desk, chunk)
    if suffix in SEPARATED:
        from bajigong.batch.files.from_csv import open_csv

        return open_csv(path, ask, desk, chunk * _BYTES)
    if suffix in WORKBOOKS:
        from bajigong.batch.files.from_workbook import open_workbook

        return open_workbook(path, ask, desk, chunk)
    from bajigong.batch.files.from_workbook import row_source

    return row_source(path, ask, desk)
