"""Many people at once into a sheet, whose rows say everything in words: CSV and Excel."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Final

import click
import numpy as np

from bajigong.batch.files.ask import Ask, Books, Gauge, Job
from bajigong.batch.files.flow import Flow
from bajigong.batch.files.inputs import MANIFEST
from bajigong.batch.files.run import run
from bajigong.batch.files.source import Decided, ManyTenantsError
from bajigong.batch.files.work import hidden_beside
from bajigong.cli.check_options import Options, Output
from bajigong.cli.options import today
from bajigong.cli.progress import Progress
from bajigong.cli.show.files import RowSink, sheet_file
from bajigong.cli.show.many import Words
from bajigong.cli.show.row import Row, Tally
from bajigong.errors import InputError
from bajigong.policy.text import Text
from bajigong.tables import Raw

#: Exit codes of a process that a signal ended, as shells count them.
INTERRUPTED: Final = 130
TERMINATED: Final = 143

UNTOUCHED: Final = Text("已停止，{path}未被改动", "stopped; {path} is as it was before")
STOPPED: Final = Text("已停止，{path}中只有已完成的部分", "stopped; {path} holds only parts that are done")
GO_ON: Final = Text(
    "已完成的文件均已保留，加--resume可接续", "the files that are done are kept: --resume goes on with them"
)


class TerminatedError(KeyboardInterrupt):
    """Raised where the process was asked to end."""


@contextmanager
def terminable() -> Iterator[None]:
    """Raise TerminatedError on SIGTERM, in the main thread; elsewhere signals do not come."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(number: int, frame: Any) -> None:
    raise TerminatedError


def perform(options: "Options", tenant: str, common: Raw | None, tally: Tally, progress: Progress) -> bool:
    """Check, and count what comes of it; say whether this road could.

    Raises what `run` does, and SystemExit where a signal ended the run.
    """
    output = options.output
    assert output is not None  # the road was chosen for it
    ask = _ask(options, tenant, common)
    with _stoppable(options, output, progress):
        if output.is_columns:
            books = _run(options, _job(options, output, ask), progress)
        else:
            try:
                books = write_sheets(options, output.path, ask, progress)
            except ManyTenantsError:
                return False
    progress.close()
    if options.against:
        from bajigong.cli.against import print_changes

        print_changes(output.path, ask, options.against, as_json=options.as_json)
    _count(books, tally, options.fail_unless)
    return True


def _ask(options: "Options", tenant: str, common: Raw | None) -> Ask:
    from bajigong.batch.against.law import Against

    return Ask(
        tenant,
        today(),
        options.lang,
        options.config,
        options.known,
        options.on,
        {key: getattr(options, key) for key in ("grade", "track", "place")},
        common,
        options.sheet,
        options.keys,
        named=options.tenant is not None,
        second=Against(options.against) if options.against else None,
        columns=options.column_map,
        most=options.most,
    )


def _run(options: "Options", job: Job, progress: Progress) -> Books:
    if not options.cluster:
        return run(job, progress)
    from bajigong.batch.cluster import run_on_cluster

    return run_on_cluster(job, options.cluster, progress)


def threads_of(options: "Options") -> int:
    """Return how many threads decide."""
    return options.threads or os.cpu_count() or 1


def _job(options: "Options", output: Output, ask: Ask) -> Job:
    return Job(options.files, ask, output.path, output.is_folder, options.resume, threads_of(options))


def _count(books: Books, tally: Tally, wanted: str | None) -> None:
    tally.answered, tally.refused, tally.stray = books.out, books.refused, books.stray
    tally.unlike = books.unlike(wanted)


@contextmanager
def _stoppable(options: "Options", output: Output, progress: Progress) -> Iterator[None]:
    """Say how to go on where a signal, or a file that cannot be read, ends a run."""
    try:
        with terminable():
            yield
    except KeyboardInterrupt as stopped:
        progress.stop()
        _say_how(options, output, stopped=True)
        raise SystemExit(TERMINATED if isinstance(stopped, TerminatedError) else INTERRUPTED) from stopped
    except InputError:
        progress.stop()
        _say_how(options, output, stopped=False)
        raise


def _say_how(options: "Options", output: Output, *, stopped: bool) -> None:
    if stopped:
        click.echo((STOPPED if output.is_folder else UNTOUCHED).fill(path=output.path).say(options.lang), err=True)
    home = output.path if output.is_folder else hidden_beside(output.path)
    if (home / MANIFEST).exists():
        click.echo(GO_ON.say(options.lang), err=True)


def write_sheets(options: "Options", path: Path, ask: Ask, progress: Progress) -> Books:
    """Check all files and write one sheet; return the books. A file that cannot be read gives its problems and no more.

    Raises InputError where an option, or a fact common to all, is wrong; BooksError where rows were lost; BajigongError
    where the sheet cannot be written; ManyTenantsError where rows name their tenant.
    """
    tenant_law = ask.tenant_law()
    ask.in_common(tenant_law)
    total, gauge = Books(), Gauge.of(progress, options.files)
    with sheet_file(path, options.lang) as sink:
        words = Words(tenant_law, options.lang, sink.shape)
        for file in options.files:
            try:
                flow = Flow(file, ask, tenant_law, threads_of(options))
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
