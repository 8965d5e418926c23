"""A cluster to work on: one of our own on this machine, or one that runs already."""

import asyncio
import logging
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from tempfile import TemporaryDirectory
from typing import Any, Final

from bajigong.batch.cluster.task import INSTALL, NOT_ONE, SILENT, ClusterError
from bajigong.policy.text import Lang, Text, same


def dask_setup(worker: Any) -> None:
    """Let Ctrl-C, which a terminal sends to all processes, end the run and not the workers, who would be replaced."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.getLogger("distributed").setLevel(logging.CRITICAL)


LOCAL: Final = "local"
#: Seconds in which a scheduler must answer.
PATIENCE: Final = 10.0
#: Seconds that a worker of ours has to end by itself where a run was ended.
_GRACE: Final = 0.2
_HERE: Final = "127.0.0.1:0"


def is_installed() -> bool:
    """Say whether Dask's scheduler is there."""
    return find_spec("distributed") is not None


def dask() -> Any:
    """Return Dask's module, which is slow to import and knows no types."""
    return import_module("distributed")


def need(lang: Lang) -> None:
    """Raise ClusterError where Dask's scheduler is not installed."""
    if not is_installed():
        raise ClusterError(INSTALL.say(lang))


@contextmanager
def connected(address: str, processes: int, lang: Lang) -> Iterator[Any]:
    """Give a client of the cluster at an address; ``local`` starts one of so many processes, which ends with this.

    Raises ClusterError where no scheduler answers.
    """
    if address == LOCAL:
        with _local(processes) as cluster, _ended(dask().Client(cluster, set_as_default=False)) as client:
            yield client
        return
    _probe(address, lang)
    with _quiet():
        try:
            opened = dask().Client(address, timeout=PATIENCE, set_as_default=False)
        except OSError as error:
            raise _silent(address, error, lang) from error
        with _ended(opened) as client:
            yield client


@contextmanager
def _local(processes: int) -> Iterator[Any]:
    """Start processes with one thread each, without a dashboard. Whatever they leave on the disk goes with them."""
    with TemporaryDirectory(prefix="bajigong-", ignore_cleanup_errors=True) as folder:
        started = dask().LocalCluster(
            n_workers=processes,
            threads_per_worker=1,
            memory_limit=0,  # what a part takes does not grow with it: nothing is to be spilled or held back
            local_directory=folder,
            dashboard_address=_HERE,
            worker_dashboard_address=_HERE,
            scheduler_kwargs={"dashboard": False},
            silence_logs=logging.CRITICAL,
            preload="bajigong.batch.cluster.connecting",
        )
        with _ended(started) as cluster:
            try:
                yield cluster
            except BaseException:
                with suppress(Exception):
                    cluster.sync(_kill, cluster)
                raise


@contextmanager
def _ended(one: Any) -> Iterator[Any]:
    """Close something at the end. That it was slow to close, as on a busy machine, is no error of the run."""
    try:
        yield one
    finally:
        with suppress(Exception):
            one.close()


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep to ourselves what Dask says when a connection breaks: it is said in our own words."""
    logs = [logging.getLogger(name) for name in ("distributed", "distributed.client")]
    before = [log.level for log in logs]
    for log in logs:
        log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for log, level in zip(logs, before, strict=True):
            log.setLevel(level)


async def _kill(cluster: Any) -> None:
    """End workers in the middle of what they do."""
    await asyncio.gather(*(nanny.kill(timeout=_GRACE) for nanny in cluster.workers.values()))


def _probe(address: str, lang: Lang) -> None:
    """See that a scheduler answers, for a client that finds none is slow to go."""
    try:
        with ThreadPoolExecutor(1) as pool:  # this thread may have a loop already: a notebook's has
            kind = pool.submit(lambda: asyncio.run(_kind(address))).result()
    except Exception as error:  # whatever answers there may say anything
        raise _silent(address, error, lang) from error
    if kind != "Scheduler":
        raise _silent(address, NOT_ONE.fill(kind=kind), lang)


async def _kind(address: str) -> str:
    secured = dask().Security().get_connection_args("client")
    async with asyncio.timeout(PATIENCE + 1), dask().rpc(address, timeout=PATIENCE, connection_args=secured) as other:
        return str((await other.identity())["type"])


def _silent(address: str, why: Text | Exception, lang: Lang) -> ClusterError:
    if isinstance(why, Exception):
        why = same(" ".join(str(why).split())[:200] or type(why).__name__)
    return ClusterError(SILENT.fill(address=address or "''", why=why).say(lang))
