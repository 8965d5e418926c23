"""One file becomes one part of a result: a function for this process or any other, with the same bytes from each."""

import os
from collections.abc import Container
from pathlib import Path

from attrs import field, frozen

from bajigong.batch.files.ask import Ask, Desk
from bajigong.batch.files.books import Books, BooksError
from bajigong.batch.files.flow import Flow
from bajigong.batch.files.formats import REASONS, REFUSED, REFUSED_KEY, suffix_of
from bajigong.batch.files.job import Gauge, Silent
from bajigong.batch.files.reasons import pack, reasons_of
from bajigong.batch.files.refusals import Refusals
from bajigong.batch.files.writing import GroupSink, parquet_sink, piece_sink
from bajigong.outputs import digest


@frozen
class PartBooks:
    """What became of one file. It can be sent from one process to another.

    ``path`` is the file, ``mark`` its size and when it was changed; ``size`` is the part's in bytes, ``day`` the one
    day asked about, None where rows give their own. ``signatures`` are those that occur, in order, and ``reasons`` is a
    table of their reasons, as Arrow's bytes; ``second`` one of those of a second law, if there is one.
    """

    path: str
    mark: tuple[int, int]
    size: int
    day: str | None
    books: Books
    signatures: tuple[int, ...] = field(repr=False)
    reasons: bytes = field(repr=False)
    second: bytes | None = field(default=None, repr=False)


def decide_file(  # noqa: PLR0913  (what a worker is told, each by its name)
    path: str,
    ask: Ask,
    target: Path,
    *,
    reasons: str = REASONS,
    threads: int = 1,
    chunk: int | None = None,
    gauge: Gauge | None = None,
    desk: Desk | None = None,
    known: Container[int] = (),
) -> PartBooks:
    """Decide the people of one file, and write ``target``: a Parquet file or, ending in ``.arrow``, a piece.

    The part appears whole or not at all; its bytes depend on the file and on what is asked, and on nothing else: not on
    ``threads``, nor on ``chunk``, the rows that are read at once. Refused rows stand in a file beside it, named by
    `refused_beside`. ``reasons`` is the name of the dictionary of reasons, which is not written here. Who calls in the
    same process may lend the ``desk``, and leave out reasons that are ``known``.
    Raises InputError for a file that cannot be read as a whole, BooksError where rows were lost, BajigongError for a
    tenant that cannot be opened, OSError where nothing can be written.
    """
    desk = desk or ask.desk()
    flow = Flow(path, ask, desk, threads, chunk)
    written, refused = (one.with_name(f".{one.name}.{os.getpid()}") for one in (target, refused_beside(target)))
    for one in (written, refused):
        one.unlink(missing_ok=True)  # left by a killed process that had our number
    try:
        sink = (piece_sink if suffix_of(target) == ".arrow" else parquet_sink)(written, flow.schema(reasons))
        refusals = Refusals(refused, desk.schema, ask.lang)
        out = _write(flow, sink, refusals, gauge or Gauge(Silent(), {}))
        books = flow.close(out)
        if refused.exists():
            refused.replace(refused_beside(target))
        else:
            refused_beside(target).unlink(missing_ok=True)
        written.replace(target)
    finally:
        for one in (written, refused):
            one.unlink(missing_ok=True)
    signatures = flow.signatures
    table = reasons_of(desk.kernel, {one for one in signatures if one not in known})
    second = pack(flow.beside.reasons()) if flow.beside else None
    return PartBooks(path, flow.mark, target.stat().st_size, flow.day, books, signatures, pack(table), second)


def refused_beside(part: Path) -> Path:
    """Return the path of a part's refused rows: hidden, until all parts are done."""
    return part.with_name(f".{part.stem}.{REFUSED}")


def _write(flow: Flow, sink: GroupSink, refusals: Refusals, gauge: Gauge) -> int:
    """Write all rows; return how many were written."""
    try:
        for one in flow.decided(sink.schema, gauge):
            sink.put(one.answers)
            refusals.put(flow.path, one.refused, one.strays)
        refusals.close()
        if refusals.path.exists():
            sink.say({REFUSED_KEY: digest(refusals.path)})
        sink.finish()
    finally:
        sink.close()
        refusals.close()
    if refusals.rows != flow.books.refused:
        raise BooksError(f"{flow.path}: {flow.books.refused} rows refused, {refusals.rows} of them written")
    return sink.rows
