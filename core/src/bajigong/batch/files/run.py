"""A whole run: files of people in, a result with all that stands beside it out."""

from pathlib import Path
from typing import Final

from bajigong.batch.files.ahead import look_ahead
from bajigong.batch.files.books import Books
from bajigong.batch.files.formats import AGAINST, REASONS, REFUSED, beside
from bajigong.batch.files.job import Job
from bajigong.batch.files.manifest import ANEW
from bajigong.batch.files.parts import decide_file, refused_beside
from bajigong.batch.files.placing import place
from bajigong.batch.files.reasons import unpack, write_reasons
from bajigong.batch.files.report import Gauge, Report, Silent
from bajigong.batch.files.work import Work, hidden_beside, working
from bajigong.errors import BajigongError
from bajigong.policy.text import Text

_INPUT: Final = Text("{path}：已作为输入读取，请改用其他文件", "{path}: is read as input; expected another file")


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
        if len(job.inputs) > 1 or job.output.suffix.lower() != ".parquet":
            from bajigong.batch.files.to_file import run_in_pieces

            return run_in_pieces(job, work, heard)
        if job.resume:
            heard.note(ANEW)
        return _single(job, work, heard)


def check_job(job: Job) -> None:
    """Look for what is wrong before anything is done. Raises InputError and BajigongError, as `run` does."""
    desk = job.ask.desk()
    job.ask.in_common(desk)
    job.ask.opened(desk)
    look_ahead(job.inputs, job.ask, desk)
    written = {job.output.resolve()}
    if not job.into_folder:
        written |= {beside(job.output, name).resolve() for name in (REASONS, AGAINST, REFUSED)}
    for path in job.inputs:
        if Path(path).resolve() in written:
            raise BajigongError(_INPUT.fill(path=path).say(job.ask.lang))


def _single(job: Job, work: Work, report: Report) -> Books:
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
    more = {AGAINST: work.path(AGAINST), REFUSED: refused_beside(written)}
    place(job.output, written, work.path(REASONS), more, done.books)
    return done.books
