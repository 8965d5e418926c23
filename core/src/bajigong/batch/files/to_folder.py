"""Many files into a folder: a part for each, which appears when it is done, and a list of what has been done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pyarrow.parquet as pq
from attrs import evolve

from bajigong.batch.files.books import Books
from bajigong.batch.files.claims import claim_folder
from bajigong.batch.files.formats import MANIFEST, REASONS, REFUSED
from bajigong.batch.files.frame import NAMES
from bajigong.batch.files.job import Job
from bajigong.batch.files.joining import joined_schema, level
from bajigong.batch.files.known import KnownReasons
from bajigong.batch.files.manifest import begin
from bajigong.batch.files.many import Parts
from bajigong.batch.files.refusals import join_refusals
from bajigong.batch.files.report import Report
from bajigong.batch.files.to_file import asked_again
from bajigong.batch.files.work import Work, working
from bajigong.batch.files.writing import parquet_sink
from bajigong.errors import BajigongError
from bajigong.outputs import digest, writing
from bajigong.policy.text import Lang


def run_to_folder(job: Job, report: Report, make: Callable[..., Parts] = Parts) -> Books:
    """Decide all files, each into a part of its own. Raises what `run` does.

    ``make`` makes the parts: it says who decides, in this process or elsewhere.
    """
    home = job.output
    with _folder(home, job.ask.lang), working(home / ".bajigong", home, job.ask.lang) as work:
        work.clear()
        try:
            return _run(job, report, make, work)
        except BaseException:
            work.keep = bool(work.claimed) and not _is_known(job)
            raise


def _run(job: Job, report: Report, make: Callable[..., Parts], work: Work) -> Books:
    home = job.output
    claim = claim_folder(job, work)
    manifest = begin(home / MANIFEST, job, report, claim)
    known = KnownReasons.of(home / REASONS, claim)
    parts = make(home, asked_again(job, manifest), manifest, known, ".parquet", REASONS, claim)
    parts.run(report)
    books = manifest.books()
    books.check()
    if not manifest.finished:
        _finish(parts)
    for piece in parts.refusals:
        claim.remove(piece)
    return books


def _is_known(job: Job) -> bool:
    """Say whether the folder itself tells what was written in it, so that a later run needs nobody else to say so."""
    try:
        claim_folder(evolve(job, resume=True), Work(job.output))
    except (BajigongError, OSError):
        return False
    return True


def _finish(parts: Parts) -> None:
    """Bring the parts together: the same columns in each, one dictionary of reasons, one list of refused rows."""
    home, manifest, claim = parts.home, parts.manifest, parts.claim
    _level(parts)
    parts.known.finish()
    if parts.second:
        parts.second.finish()
    fresh = claim.room / f".{REFUSED}.fresh"
    manifest.refused = None
    if join_refusals(parts.refusals, fresh):
        manifest.refused = digest(fresh)
        claim.publish(fresh, home / REFUSED)
    else:
        claim.remove(home / REFUSED)
    manifest.finished = True
    manifest.write()


def _level(parts: Parts) -> None:
    """Give each part the keys of all."""
    schemas = [pq.read_schema(path) for path in parts.paths]
    second = parts.job.ask.second
    more = second.fields if second else ()
    whole = joined_schema(schemas, {}, more)
    if len(whole.names) == len(NAMES) + len(more):
        return
    for number, (path, schema) in enumerate(zip(parts.paths, schemas, strict=True)):
        wanted = whole.with_metadata(schema.metadata)
        if schema.equals(wanted):
            continue
        written = parts.claim.room / path.name
        sink = parquet_sink(written, wanted)
        try:
            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches():
                    sink.put(level(batch, wanted))
            sink.finish()
        finally:
            sink.close()
        parts.claim.publish(written, path)
        parts.manifest.level(number, path.stat().st_size)


@contextmanager
def _folder(home: Path, lang: Lang) -> Iterator[None]:
    """Make the folder if it is not there; take it away again where nothing came of it."""
    with writing(home, lang):
        made = not home.is_dir()
        home.mkdir(exist_ok=True)
    try:
        yield
    except BaseException:
        if made:
            with suppress(OSError):  # it is not empty
                home.rmdir()
        raise
