"""A check of many people at once, from what the command line says to the books."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from bajigong.batch.files.ask import Ask
from bajigong.batch.files.books import Books
from bajigong.batch.files.formats import MANIFEST
from bajigong.batch.files.job import Job
from bajigong.batch.files.run import run
from bajigong.batch.files.source import ManyTenantsError
from bajigong.batch.files.work import hidden_beside
from bajigong.cli.batch_output import Output
from bajigong.cli.batch_stop import GO_ON, INTERRUPTED, STOPPED, TERMINATED, UNTOUCHED, TerminatedError, terminable
from bajigong.cli.options import today
from bajigong.cli.progress import Progress
from bajigong.cli.result_tally import Tally
from bajigong.errors import InputError
from bajigong.tables import Raw

if TYPE_CHECKING:
    from bajigong.cli.result_job import Options


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
            from bajigong.cli.batch_sheets import write_sheets

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
    from bajigong.batch.against.against import Against

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
