"""A whole run: files of people in, a result with all that stands beside it out."""

from collections.abc import Iterator
from pathlib import Path

from bajigong.batch.files.ahead import look_ahead
from bajigong.batch.files.books import Books
from bajigong.batch.files.claims import claim_result, refuse_part
from bajigong.batch.files.formats import AGAINST, MANIFEST, REASONS, REFUSED, beside, part_name
from bajigong.batch.files.job import Job
from bajigong.batch.files.manifest import ANEW
from bajigong.batch.files.parts import decide_file, refused_beside
from bajigong.batch.files.placing import place
from bajigong.batch.files.reasons import unpack, write_reasons
from bajigong.batch.files.report import Gauge, Report, Silent
from bajigong.batch.files.work import Work, hidden_beside, working
from bajigong.outputs import INPUT, Claim, admit, refuse_read


def run(job: Job, report: Report | None = None) -> Books:
    """Decide the people of all files; return the books, which close.

    Raises InputError for files, and for what they have in common, that cannot be used; BooksError where rows were lost;
    BajigongError for a tenant that cannot be opened, a result that cannot be written or gone on with. What stood under
    the result's name is left as it was then, and so it is when a signal ends the run.
    """
    heard = report or Silent()
    check_job(job)
    if job.into_folder:
        from bajigong.batch.files.to_folder import run_to_folder

        return run_to_folder(job, heard)
    with working(hidden_beside(job.output), job.output, job.ask.lang) as work:
        try:
            return _run(job, work, heard)
        except BaseException:
            work.keep |= work.inherited  # else nobody would know what the killed run had placed
            raise


def _run(job: Job, work: Work, report: Report) -> Books:
    claim = claim_result(job, work)
    if len(job.inputs) > 1 or job.output.suffix.lower() != ".parquet":
        from bajigong.batch.files.to_file import run_in_pieces

        return run_in_pieces(job, work, claim, report)
    if job.resume:
        report.note(ANEW)
    return _single(job, work, claim, report)


def check_job(job: Job) -> None:
    """Look for what is wrong before anything is done. Raises InputError and BajigongError, as `run` does."""
    desk = job.ask.desk()
    reads = [(Path(path), INPUT) for path in job.inputs]
    refuse_read(_names(job), reads, job.ask.lang)
    if not job.into_folder:
        refuse_part(job.output, job.ask.lang)
        admit([job.output], reads, job.ask.lang)
    job.ask.in_common(desk)
    job.ask.opened(desk)
    look_ahead(job.inputs, job.ask, desk)


def _names(job: Job) -> Iterator[Path]:
    """Give the names that a run may take, or take away."""
    if job.into_folder:
        yield from (job.output / name for name in (REASONS, AGAINST, REFUSED, MANIFEST))
        yield from (job.output / part_name(number) for number in range(len(job.inputs)))
    else:
        yield job.output
        yield from (beside(job.output, name) for name in (REASONS, AGAINST, REFUSED))


def _single(job: Job, work: Work, claim: Claim, report: Report) -> Books:
    """Decide one file straight into the result."""
    work.clear()
    written = work.path("part-00000.parquet")
    done = decide_file(
        job.inputs[0],
        job.ask,
        written,
        reasons=beside(job.output, REASONS).name,
        threads=job.threads,
        chunk=job.chunk,
        gauge=Gauge.of(report, job.inputs),
    )
    write_reasons(unpack(done.reasons), work.path(REASONS))
    if done.second:
        write_reasons(unpack(done.second), work.path(AGAINST))
    others = {REASONS: work.path(REASONS), AGAINST: work.path(AGAINST), REFUSED: refused_beside(written)}
    place(job.output, written, others, done.books, claim)
    return done.books
