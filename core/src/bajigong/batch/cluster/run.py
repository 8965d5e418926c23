"""A whole run on a cluster: what `run` does into a folder, by the workers of Dask."""

from functools import partial

from bajigong.batch.cluster.connecting import need
from bajigong.batch.cluster.results import ClusterParts
from bajigong.batch.cluster.task import FOLDER, ClusterError
from bajigong.batch.files.books import Books
from bajigong.batch.files.job import Job, Report, Silent
from bajigong.batch.files.run import check_job, run_to_folder


def run_on_cluster(job: Job, address: str, report: Report | None = None) -> Books:
    """Decide the people of all files on a cluster, each file by one worker; return the books, which close.

    ``address`` is that of a scheduler, ``tcp://HOST:PORT``, or ``local`` for ``job.threads`` processes on this machine.
    The result is a folder, byte for byte the one that `run` writes. What was done before an error or a signal stays,
    for a run with ``resume``. A script that calls this with ``local`` guards its own start with ``if __name__ ==
    "__main__"``, for the processes import it.
    Raises what `run` does, and ClusterError where Dask is not installed, no scheduler answers, or workers see other
    files or hold another law.
    """
    need(job.ask.lang)
    if not job.into_folder:
        raise ClusterError(FOLDER.fill(path=job.output).say(job.ask.lang))
    check_job(job)

    make = partial(ClusterParts, address=address)
    return run_to_folder(job, report or Silent(), make)
