"""Many files, or an Arrow file, into one result: a piece for each, put together at the end."""

from typing import Final

from attrs import evolve

from bajigong.batch.files.books import Books, BooksError
from bajigong.batch.files.flow import said_of
from bajigong.batch.files.formats import AGAINST, MANIFEST, REASONS, REFUSED, REFUSED_KEY, beside
from bajigong.batch.files.job import Job
from bajigong.batch.files.joining import write_arrow, write_parquet
from bajigong.batch.files.known import KnownReasons
from bajigong.batch.files.manifest import Manifest, begin
from bajigong.batch.files.many import Parts
from bajigong.batch.files.placing import place
from bajigong.batch.files.reasons import write_reasons
from bajigong.batch.files.refusals import join_refusals
from bajigong.batch.files.report import Report
from bajigong.batch.files.work import Work
from bajigong.outputs import Claim, digest, standing

_WHOLE: Final = "whole"


def run_in_pieces(job: Job, work: Work, result: Claim, report: Report) -> Books:
    """Decide all files, and put the pieces together under the names that were claimed. Raises what `run` does."""
    claim = Claim(work.path("fresh"), lang=job.ask.lang)
    manifest = begin(work.path(MANIFEST), job, report, claim, clear=work.clear)
    claim.stood.update({one: standing(one) for one in work.folder.iterdir()})
    claim.room.mkdir(exist_ok=True)
    known = KnownReasons.of(work.path(REASONS), claim)
    parts = Parts(work.folder, asked_again(job, manifest), manifest, known, ".arrow", REASONS, claim)
    try:
        parts.run(report)
        books = _join(job, work, parts, result)
    except BaseException:
        work.keep = bool(manifest.entries)
        raise
    return books


def _join(job: Job, work: Work, parts: Parts, result: Claim) -> Books:
    books = parts.manifest.books()
    books.check()
    suffix = job.output.suffix.lower()
    written, reasons, refused = (work.path(f"{_WHOLE}{end}") for end in (suffix, f".{REASONS}", f".{REFUSED}"))
    metadata = _said(job, parts)
    if join_refusals(parts.refusals, refused):
        metadata[REFUSED_KEY] = digest(refused)
    more = job.ask.second.fields if job.ask.second else ()
    rows = (write_arrow if suffix == ".arrow" else write_parquet)(written, parts.paths, metadata, more)
    if rows != books.out:
        raise BooksError(f"{job.output}: {books.out} rows were to be put together, there are {rows}")
    write_reasons(parts.known.occurring(), reasons)
    against = work.path(f"{_WHOLE}.{AGAINST}")
    if parts.second:
        write_reasons(parts.second.occurring(), against)
    place(job.output, written, {REASONS: reasons, AGAINST: against, REFUSED: refused}, books, result)
    return books


def _said(job: Job, parts: Parts) -> dict[str, str]:
    days = {entry.day for entry in parts.manifest.entries.values()}
    day = days.pop() if len(days) == 1 else None
    return said_of(job.ask, job.ask.desk(), beside(job.output, REASONS).name, day)


def asked_again(job: Job, manifest: Manifest) -> Job:
    """Return the job as of the day on which the run began."""
    return evolve(job, ask=evolve(job.ask, today=manifest.day))
