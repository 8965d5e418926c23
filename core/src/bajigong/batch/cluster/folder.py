"""The folder of a run on a cluster, made ready and finished as that of any other run."""

from bajigong.batch.cluster.parts import ClusterParts
from bajigong.batch.files.books import Books
from bajigong.batch.files.formats import MANIFEST, REASONS
from bajigong.batch.files.job import Job
from bajigong.batch.files.known import KnownReasons
from bajigong.batch.files.manifest import begin
from bajigong.batch.files.report import Report
from bajigong.batch.files.run import _check
from bajigong.batch.files.to_file import asked_again
from bajigong.batch.files.to_folder import _LEFT, _TAKEN, _finish, _folder
from bajigong.batch.files.work import working
from bajigong.errors import BajigongError


def run_to_folder(job: Job, address: str, report: Report) -> Books:
    """Decide all files, each into a part of its own. Raises what `run_on_cluster` does."""
    _check(job)
    home = job.output
    with _folder(home), working(home / ".bajigong", home, job.ask.lang) as work:
        work.clear()
        if not job.resume and ((home / MANIFEST).exists() or any(home.glob("part-*.parquet"))):
            raise BajigongError(_TAKEN.fill(path=home).say(job.ask.lang))
        for left in home.iterdir():
            if _LEFT.fullmatch(left.name):
                left.unlink()
        manifest = begin(home / MANIFEST, job, report)
        asked, known = asked_again(job, manifest), KnownReasons.of(home / REASONS)
        parts = ClusterParts(home, asked, manifest, known, ".parquet", REASONS, address=address, rooms=work.folder)
        parts.run(report)
        books = manifest.books()
        books.check()
        if not manifest.finished:
            _finish(parts)
    return books
