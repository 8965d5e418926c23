"""A finished result takes its place, with what stands beside it."""

from collections.abc import Mapping
from pathlib import Path

import pyarrow.parquet as pq

from bajigong.batch.files.books import Books, BooksError
from bajigong.batch.files.formats import REASONS, beside
from bajigong.batch.files.unbroken import unbroken
from bajigong.batch.files.work import publish


def place(output: Path, written: Path, reasons: Path, beside_it: Mapping[str, Path], books: Books) -> None:
    """Let a result and what stands beside it take their places, the result last.

    ``beside_it`` are further files by the name that they take: what is not there any more is taken away there, too.
    Raises BooksError where the result does not hold the rows it should.
    """
    if output.suffix.lower() == ".parquet" and pq.read_metadata(written).num_rows != books.out:
        raise BooksError(f"{output}: {books.out} rows were to be written, the file holds another number")
    with unbroken():
        publish(reasons, beside(output, REASONS))
        for name, path in beside_it.items():
            if path.exists():
                publish(path, beside(output, name))
            else:
                beside(output, name).unlink(missing_ok=True)
        publish(written, output)
