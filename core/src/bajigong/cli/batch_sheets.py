"""Many people at once into a sheet, whose rows say everything in words: CSV and Excel."""

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bajigong.batch.files.ask import Ask
from bajigong.batch.files.books import Books
from bajigong.batch.files.bunch import Decided
from bajigong.batch.files.flow import Flow
from bajigong.batch.files.report import Gauge
from bajigong.cli.batch_run import threads_of
from bajigong.cli.batch_words import Words
from bajigong.cli.progress import Progress
from bajigong.cli.result_file import RowSink, sheet_file
from bajigong.cli.result_row import Row
from bajigong.errors import InputError

if TYPE_CHECKING:
    from bajigong.cli.result_job import Options


def write_sheets(options: "Options", path: Path, ask: Ask, progress: Progress) -> Books:
    """Check all files and write one sheet; return the books. A file that cannot be read gives its problems and no more.

    Raises InputError where an option, or a fact common to all, is wrong; BooksError where rows were lost; BajigongError
    where the sheet cannot be written; ManyTenantsError where rows name their tenant.
    """
    desk = ask.desk()
    ask.in_common(desk)
    total, gauge = Books(), Gauge.of(progress, options.files)
    with sheet_file(path, options.lang) as sink:
        words = Words(desk, options.lang, sink.shape)
        for file in options.files:
            try:
                flow = Flow(file, ask, desk, threads_of(options))
            except InputError as error:
                total.stray += _say_wrong(file, error, sink, progress)
                continue
            total.add(_write(flow, words, sink, gauge, progress))
        total.check()
        progress.stop()
        sink.close()
    return total


def _write(flow: Flow, words: Words, sink: RowSink, gauge: Gauge, progress: Progress) -> Books:
    """Write the rows of one file, as far as it can be read."""
    out, stray = 0, 0
    try:
        for one in flow.decided(flow.schema(""), gauge):
            out += _put(flow, one, words, sink)
    except InputError as error:
        stray = _say_wrong(flow.path, error, sink, progress)
    books = flow.close(out)
    books.stray += stray
    return books


def _put(flow: Flow, one: Decided, words: Words, sink: RowSink) -> int:
    """Write the rows of a chunk in the order of the file; return how many have an answer."""
    numbers = one.answers.column("row").to_numpy()
    rows, grades = words.rows(one), iter(one.answers.column("grade").to_pylist())
    done = 0
    for row in one.refused:
        until = int(np.searchsorted(numbers, row.row))
        sink.put_answers(islice(rows, until - done), islice(grades, until - done), words.names)
        done = until
        sink.put(Row(flow.path, row.row, row.row, row.name, None, row.problems, words.names))
    sink.put_answers(rows, grades, words.names)
    for problem in one.strays:
        sink.put(Row(flow.path, problem.row, problems=(problem,)))
    return len(numbers)


def _say_wrong(file: str, error: InputError, sink: RowSink, progress: Progress) -> int:
    """Say what is wrong with a file as a whole; return how much it is."""
    for problem in error.problems:
        progress.wrong(problem)
    sink.put(Row(file, problems=error.problems))
    return len(error.problems)
