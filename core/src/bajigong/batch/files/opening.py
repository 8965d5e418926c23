"""Opening an input by what its name ends in."""

from bajigong.batch.files.ask import Ask, Desk
from bajigong.batch.files.bunch import ROWS
from bajigong.batch.files.formats import ARROW, CSV, PARQUET, TABLES, WORKBOOKS, suffix_of
from bajigong.batch.files.source import Source
from bajigong.policy.text import Text, same
from bajigong.tables.raw import Where


def open_source(path: str, ask: Ask, desk: Desk, chunk: int | None = None) -> Source:
    """Open a file. ``chunk`` is the number of rows read at once, of CSV of kilobytes, for tests of its indifference.

    Raises InputError where it cannot be read, or for what is wrong with its header.
    """
    suffix = suffix_of(path)
    if suffix in PARQUET:
        from bajigong.batch.files.from_columns import open_parquet

        return open_parquet(path, ask, desk, chunk or ROWS)
    if suffix in ARROW:
        from bajigong.batch.files.from_columns import open_arrow

        return open_arrow(path, ask, desk, chunk or ROWS)
    if suffix == CSV:
        from bajigong.batch.files.from_csv import BLOCK, open_csv

        return open_csv(path, ask, desk, chunk * 1024 if chunk else BLOCK)
    if suffix in WORKBOOKS:
        from bajigong.batch.files.from_workbook import open_workbook

        return open_workbook(path, ask, desk, chunk or ROWS)
    found = Text("后缀为「{s}」的文件", "a file ending in '{s}'").fill(s=suffix)
    raise Where(path).error(found, same(" ".join(TABLES)))
