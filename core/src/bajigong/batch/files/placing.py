"""A finished result takes its place, with what stands beside it."""

from pathlib import Path

import pyarrow.parquet as pq

from bajigong.batch.files.books import Books, BooksError
from bajigong.batch.files.formats import REASONS, REFUSED, beside
from bajigong.batch.files.unbroken import unbroken
from bajigong.batch.files.work import publish


def place(output: Path, written: Path, reasons: Path, refused: Path, books: Books) -> None:
    """Let a result and what stands beside it take their places, the result last. ``refused`` may not be there.

    Raises BooksError where the result does not hold the rows it should.
    """
    if output.suffix.lower() == ".parquet" and pq.read_metadata(written).num_rows != books.out:
        raise BooksError(f"{output}: {books.out} rows were to be written, the file holds another number")
    with unbroken():
        publish(reasons, beside(output, REASONS))
        if refused.exists():
            publish(refused, beside(output, REFUSED))
        else:
            beside(output, REFUSED).unlink(missing_ok=True)
        publish(written, output)
