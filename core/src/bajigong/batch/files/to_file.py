"""Many files, or an Arrow file, into one result: a piece for each, put together at the end."""

from typing import Final

from attrs import evolve

from bajigong.batch.files.books import Books, BooksError
from bajigong.batch.files.flow import said_of
from bajigong.batch.files.formats import AGAINST, MANIFEST, REASONS, REFUSED, beside
from bajigong.batch.files.job import Job
from bajigong.batch.files.joining import write_arrow, write_parquet
from bajigong.batch.files.known import KnownReasons
from bajigong.batch.files.manifest import Manifest, begin
from bajigong.batch.files.many import Parts
from bajigong.batch.files.placing import place
from bajigong.batch.files.refusals import join_refusals
from bajigong.batch.files.report import Report
from bajigong.batch.files.work import Work

_WHOLE: Final = "whole"


def run_in_pieces(job: Job, work: Work, report: Report) -> Books:
    """Decide all files, and put the pieces together. Raises what `run` does."""
    manifest = begin(work.path(MANIFEST), job, report, clear=work.clear)
    known = KnownReasons.of(work.path(REASONS))
    parts = Parts(work.folder, asked_again(job, manifest), manifest, known, ".arrow", REASONS)
    try:
        parts.run(report)
        books = _join(job, work, parts)
    except BaseException:
        work.keep = bool(manifest.entries)
        raise
    return books


def _join(job: Job, work: Work, parts: Parts) -> Books:
    books = parts.manifest.books()
    books.check()
    desk = job.ask.desk()
    days = {entry.day for entry in parts.manifest.entries.values()}
    metadata = said_of(job.ask, desk, beside(job.output, REASONS).name, days.pop() if len(days) == 1 else None)
    suffix = job.output.suffix.lower()
    written = work.path(f"{_WHOLE}{suffix}")
    more = job.ask.second.fields if job.ask.second else ()
    rows = (write_arrow if suffix == ".arrow" else write_parquet)(written, parts.paths, metadata, more)
    if rows != books.out:
        raise BooksError(f"{job.output}: {books.out} rows were to be put together, there are {rows}")
    reasons, refused = work.path(f"{_WHOLE}.{REASONS}"), work.path(f"{_WHOLE}.{REFUSED}")
    parts.known.finish(reasons)
    against = work.path(f"{_WHOLE}.{AGAINST}")
    if parts.second:
        parts.second.finish(against)
    join_refusals(parts.refusals, refused)
    place(job.output, written, reasons, {AGAINST: against, REFUSED: refused}, books)
    return books


def asked_again(job: Job, manifest: Manifest) -> Job:
    """Return the job as of the day on which the run began."""
    return evolve(job, ask=evolve(job.ask, today=manifest.day))
