"""A whole run: files of people in, a result with all that stands beside it out."""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq
from attrs import define, evolve, field

from bajigong.batch.files.ask import Ask, Books, BooksError, Gauge, Job, Report, Silent, TenantLaw
from bajigong.batch.files.claims import Work, claim_folder, claim_result, hidden_beside, refuse_part, working
from bajigong.batch.files.flow import mark_of, said_of
from bajigong.batch.files.frame import NAMES
from bajigong.batch.files.inputs import (
    AGAINST,
    MANIFEST,
    REASONS,
    REFUSED,
    REFUSED_KEY,
    beside,
    join_refusals,
    part_name,
)
from bajigong.batch.files.many import ANEW, Manifest, Parts, begin
from bajigong.batch.files.parts import (
    KnownReasons,
    decide_file,
    joined_schema,
    level,
    parquet_sink,
    refused_beside,
    unpack,
    write_arrow,
    write_parquet,
    write_reasons,
)
from bajigong.errors import BajigongError, InputError, Problem
from bajigong.outputs import INPUT, Claim, admit, digest, real, refuse_read, standing, unbroken, writing
from bajigong.policy.text import Lang
from bajigong.tables.files import COLUMNAR
from bajigong.tables.read import suffix_of


def look_ahead(paths: Sequence[str], ask: Ask, tenant_law: TenantLaw) -> None:
    """Look whether files are there and, of Parquet and Arrow files, at their columns.

    Raises InputError with everything that is wrong.
    """
    problems: list[Problem] = []
    seen: set[tuple[str, ...]] = set()
    for path in paths:
        try:
            mark_of(path)
            if suffix_of(path) in COLUMNAR:
                _look(path, ask, tenant_law, seen)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(tuple(problems))


def _look(path: str, ask: Ask, tenant_law: TenantLaw, seen: set[tuple[str, ...]]) -> None:
    """Look at the columns of a file; those of many files that have the same ones are looked at once."""
    from bajigong.batch.files.source import layout_of, read_schema

    schema = read_schema(path)
    columns = tuple(f"{one.name} {one.type}" for one in schema)
    if columns not in seen:
        layout_of(path, schema, ask, tenant_law)
        seen.add(columns)


def place(output: Path, written: Path, beside_it: Mapping[str, Path], books: Books, claim: Claim) -> None:
    """Let a result and what stands beside it take their names, the result last.

    ``beside_it`` are further files by what they are: what is not there any more is taken away there, too.
    Raises BooksError where the result does not hold the rows it should, BajigongError where another file has taken one
    of the names meanwhile, OSError where one cannot be taken; then everything stands as it stood.
    """
    if output.suffix.lower() == ".parquet" and pq.read_metadata(written).num_rows != books.out:
        raise BooksError(f"{output}: {books.out} rows were to be written, the file holds another number")
    others = {beside(output, name): path for name, path in beside_it.items()}
    with unbroken(), _together(claim) as old:
        for target, path in others.items():
            old.keep(target)
            if path.exists():
                claim.publish(path, target)
            else:
                claim.remove(target)
        claim.publish(written, real(output))


@define(eq=False)
class _Old:
    """What stood under the names beside a result: a second name or a copy of it, None where nothing stood."""

    claim: Claim
    kept: dict[Path, Path | None] = field(factory=dict)

    def keep(self, target: Path) -> None:
        """Keep what stands under a name. Raises OSError where it cannot be kept."""
        copy = self.claim.room / f"old-{len(self.kept)}"
        copy.unlink(missing_ok=True)
        if self.claim.stood.get(target) is None:
            self.kept[target] = None
            return
        try:
            copy.hardlink_to(target)
        except OSError:  # not every file system knows a second name
            shutil.copy2(target, copy)
        self.kept[target] = copy

    def restore(self) -> None:
        """Put it back."""
        for target, copy in self.kept.items():
            if copy:
                copy.replace(target)
            elif self.claim.stood.get(target):
                target.unlink()


@contextmanager
def _together(claim: Claim) -> Iterator[_Old]:
    """Put back what stood under all names where one of them cannot be taken."""
    old = _Old(claim)
    try:
        yield old
    except BaseException:
        old.restore()
        raise


def run(job: Job, report: Report | None = None) -> Books:
    """Decide the people of all files; return the books, which close.

    Raises InputError for files, and for what they have in common, that cannot be used; BooksError where rows were lost;
    BajigongError for a tenant that cannot be opened, a result that cannot be written or gone on with. What stood under
    the result's name is left as it was then, and so it is when a signal ends the run.
    """
    heard = report or Silent()
    check_job(job)
    if job.into_folder:
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
        return run_in_pieces(job, work, claim, report)
    if job.resume:
        report.note(ANEW)
    return _single(job, work, claim, report)


def check_job(job: Job) -> None:
    """Look for what is wrong before anything is done. Raises InputError and BajigongError, as `run` does."""
    tenant_law = job.ask.tenant_law()
    reads = [(Path(path), INPUT) for path in job.inputs]
    refuse_read(_names(job), reads, job.ask.lang)
    if not job.into_folder:
        refuse_part(job.output, job.ask.lang)
        admit([job.output], reads, job.ask.lang)
    job.ask.in_common(tenant_law)
    job.ask.opened(tenant_law)
    look_ahead(job.inputs, job.ask, tenant_law)


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
    return said_of(job.ask, job.ask.tenant_law(), beside(job.output, REASONS).name, day)


def asked_again(job: Job, manifest: Manifest) -> Job:
    """Return the job as of the day on which the run began."""
    return evolve(job, ask=evolve(job.ask, today=manifest.day))


def run_to_folder(job: Job, report: Report, make: Callable[..., Parts] = Parts) -> Books:
    """Decide all files, each into a part of its own. Raises what `run` does.

    ``make`` makes the parts: it says who decides, in this process or elsewhere.
    """
    home = job.output
    with _folder(home, job.ask.lang), working(home / ".bajigong", home, job.ask.lang) as work:
        work.clear()
        try:
            return _run_folder(job, report, make, work)
        except BaseException:
            work.keep = bool(work.claimed) and not _is_known(job)
            raise


def _run_folder(job: Job, report: Report, make: Callable[..., Parts], work: Work) -> Books:
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
