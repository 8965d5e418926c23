"""Many files into a folder: a part for each, which appears when it is done, and a list of what has been done."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq

from bajigong.batch.files.books import Books
from bajigong.batch.files.formats import AGAINST, MANIFEST, REASONS, REFUSED
from bajigong.batch.files.frame import NAMES
from bajigong.batch.files.job import Job
from bajigong.batch.files.joining import joined_schema, level
from bajigong.batch.files.known import KnownReasons
from bajigong.batch.files.manifest import Manifest, begin
from bajigong.batch.files.many import Parts
from bajigong.batch.files.refusals import join_refusals
from bajigong.batch.files.report import Report
from bajigong.batch.files.to_file import asked_again
from bajigong.batch.files.work import Work, working
from bajigong.batch.files.writing import parquet_sink
from bajigong.errors import BajigongError
from bajigong.policy.text import Text

_LEFT: Final = re.compile(r"\..+\.\d+")
_TAKEN: Final = Text(
    "{path}中已有结果；请加--resume接续，或另选文件夹",
    "{path}: holds a result already; add --resume to go on with it, or name another folder",
)


def _here(home: Path, job: Job, manifest: Manifest, work: Work) -> Parts:
    """Decide one part after another in this process."""
    return Parts(home, job, manifest, KnownReasons.of(home / REASONS), ".parquet", REASONS)


def run_to_folder(job: Job, report: Report, make: Callable[[Path, Job, Manifest, Work], Parts] = _here) -> Books:
    """Decide all files, each into a part of its own. Raises what `run` does.

    ``make`` says who decides: it is given the folder, the job, what is done already, and a hidden folder to work in.
    """
    home = job.output
    with _folder(home), working(home / ".bajigong", home, job.ask.lang) as work:
        work.clear()
        if not job.resume and ((home / MANIFEST).exists() or any(home.glob("part-*.parquet"))):
            raise BajigongError(_TAKEN.fill(path=home).say(job.ask.lang))
        for left in home.iterdir():
            if _LEFT.fullmatch(left.name):
                left.unlink()
        manifest = begin(home / MANIFEST, job, report)
        parts = make(home, asked_again(job, manifest), manifest, work)
        parts.run(report)
        books = manifest.books()
        books.check()
        if not manifest.finished:
            _finish(parts)
    return books


def _finish(parts: Parts) -> None:
    """Bring the parts together: the same columns in each, one dictionary of reasons, one list of refused rows."""
    home, manifest = parts.home, parts.manifest
    _level(parts)
    parts.known.finish(home / REASONS)
    if parts.second:
        parts.second.finish(home / AGAINST)
    fresh = home / f".{REFUSED}.0"
    if join_refusals(parts.refusals, fresh):
        fresh.replace(home / REFUSED)
    else:
        (home / REFUSED).unlink(missing_ok=True)
    manifest.finished = True
    manifest.write()
    for piece in parts.refusals:
        piece.unlink(missing_ok=True)


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
        written = path.with_name(f".{path.name}.0")
        sink = parquet_sink(written, wanted)
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches():
                sink.put(level(batch, wanted))
        sink.finish()
        written.replace(path)
        parts.manifest.level(number, path.stat().st_size)


@contextmanager
def _folder(home: Path) -> Iterator[None]:
    """Make the folder if it is not there; take it away again where nothing came of it."""
    try:
        home.mkdir(exist_ok=True)
    except OSError as error:
        raise BajigongError(f"{home}: cannot be written: {error.strerror or error}") from error
    try:
        yield
    except BaseException:
        with suppress(OSError):  # it is not empty
            home.rmdir()
        raise
