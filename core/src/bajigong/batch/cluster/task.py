"""A cluster to work on, what a worker of it is given to do, and what it sends back. All of that can be pickled."""

import asyncio
import logging
import shutil
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Self
from uuid import uuid4

import pyarrow as pa
from attrs import define, field, fields, frozen

from bajigong import __version__
from bajigong.batch.files.ask import Ask, BooksError, Gauge, Silent
from bajigong.batch.files.flow import mark_of
from bajigong.batch.files.parts import PartBooks, decide_file
from bajigong.errors import BajigongError, InputError, Problem
from bajigong.policy.text import Lang, Text, same


@frozen
class Footing:
    """What answers and their bytes rest on: versions of the program and of what writes, and the law's name."""

    version: str
    writer: str
    bundle: str


@frozen(eq=False)
class Task:
    """One file to decide.

    ``path`` is its name as it was given, which is the one that the result repeats; ``mark`` is its size and when it was
    changed, ``home`` the hidden folder in which workers write, ``part`` the name of the result.
    """

    path: str
    mark: tuple[int, int]
    ask: Ask
    footing: Footing
    home: Path
    part: str
    reasons: str
    chunk: int | None = None


@frozen(eq=False)
class Done:
    """A part that was written into ``room``, a folder below the task's home.

    ``problems`` are the first of those that refused rows have, ``more`` is how many others there are; ``notes`` are
    what people should know.
    """

    room: str
    host: str
    books: PartBooks
    problems: tuple[Problem, ...] = ()
    more: int = 0
    notes: tuple[Text, ...] = ()


@frozen(eq=False)
class Failed:
    """Why a file could not be decided: an error of ours, which would not survive the way as it is."""

    kind: type[BajigongError]
    words: str
    problems: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, error: BajigongError) -> Self:
        """Take an error apart."""
        if isinstance(error, InputError):
            return cls(InputError, "", error.problems)
        return cls(BooksError if isinstance(error, BooksError) else BajigongError, str(error))

    def error(self) -> BajigongError:
        """Put the error together again."""
        return InputError(self.problems) if self.kind is InputError else self.kind(self.words)


INSTALL: Final = Text("需要安装：pip install 'bajigong[cluster]'", "this needs pip install 'bajigong[cluster]'")
FOLDER: Final = Text(
    "{path}：在集群上核验时，结果应为文件夹；请写作「{path}/」",
    "{path}: the result of a check on a cluster is a folder; write {path}/",
)
SILENT: Final = Text(
    "{address}没有应答的Dask调度器（{why}）；应为tcp://主机:端口，或local",
    "{address}: no Dask scheduler answers there ({why}); expected tcp://HOST:PORT of one that runs, or local",
)
NOT_ONE: Final = Text("它是{kind}", "it is a {kind}")
EMPTY: Final = Text(
    "{address}：调度器尚无工作进程，正在等待", "{address}: the scheduler has no workers yet: waiting for some"
)
GONE: Final = Text(
    "{address}：与Dask调度器的连接中断；已完成的文件均已保留，加--resume可接续",
    "{address}: the Dask scheduler has gone; the files that are done are kept: --resume goes on with them",
)
BROKEN: Final = Text("{path}：集群未能核验（{why}）", "{path}: the cluster could not check it ({why})")
KILLED: Final = Text(
    "{path}：核验它的工作进程已有{n}个异常终止，可能是内存不足；请减小文件或减少同一机器上的工作进程",
    "{path}: {n} workers died while they checked it, perhaps for want of memory; give them smaller files, or run fewer"
    " workers on a machine",
)
UNSEEN: Final = Text(
    "{host}上的工作进程看不到{path}；输入与结果须在各机器以同一绝对路径可见的共享文件系统上",
    "a worker on {host} does not see {path}; inputs and result must be on a file system that all machines share, under"
    " the same absolute path",
)
OTHER_FILE: Final = Text(
    "{host}上的工作进程在{path}看到的是另一个文件；输入须在各机器共享的文件系统上",
    "a worker on {host} sees another file at {path}; inputs must be on a file system that all machines share",
)
OTHER_PROGRAM: Final = Text(
    "{host}上的工作进程使用其他{what}（{theirs}，此处为{ours}），结果将不一致",
    "a worker on {host} has another {what} ({theirs}; here it is {ours}), and would answer otherwise",
)
VERSION: Final = Text("版本的bajigong", "version of bajigong")
WRITER: Final = Text("版本的pyarrow", "version of pyarrow")
LAW: Final = Text("规则包", "law")
MORE: Final = Text(
    "{path}：另有{n}处问题未逐一列出，均见未核验清单",
    "{path}: further problems, all of which stand in the list of refused rows: {n}",
)


class ClusterError(BajigongError):
    """A cluster that is not there, goes away, or lacks what its workers need."""


#: So many problems of one file travel one by one.
MOST: Final = 1000
_NAMES: Final = {"version": VERSION, "writer": WRITER, "bundle": LAW}


@define(eq=False)
class Heard(Silent):
    """Keeps what is wrong with rows, and what people should know."""

    problems: list[Problem] = field(factory=list)
    more: int = 0
    notes: list[Text] = field(factory=list)

    def note(self, words: Text) -> None:
        """Hear something that people should know."""
        self.notes.append(words)

    def wrong(self, problem: Problem) -> None:
        """Hear what is wrong with a row."""
        if len(self.problems) < MOST:
            self.problems.append(problem)
        else:
            self.more += 1


def decide_part(task: Task) -> Done | Failed:
    """Decide one file.

    Errors of ours are returned, for doing it again would not help; an OSError is raised, for it might. A worker that
    dies leaves its folder behind, which goes with the run.
    """
    heard, room = Heard(), task.home / uuid4().hex
    try:
        check(task)
        room.mkdir()
        books = decide_file(
            task.path,
            task.ask,
            room / task.part,
            reasons=task.reasons,
            chunk=task.chunk,
            gauge=Gauge(heard, {}),
        )
    except BaseException as error:
        shutil.rmtree(room, ignore_errors=True)
        if isinstance(error, ClusterError):
            return Failed(ClusterError, str(error))
        if isinstance(error, BajigongError):
            return Failed.of(error)
        raise
    return Done(room.name, socket.gethostname(), books, tuple(heard.problems), heard.more, tuple(heard.notes))


def check(task: Task) -> None:
    """See that this worker sees what it must, and would answer as the others do. Raises ClusterError."""
    if not task.home.is_dir():
        raise _wrong(UNSEEN, task, path=task.home.parent)
    try:
        mark = mark_of(task.path)
    except InputError as error:
        raise _wrong(UNSEEN, task, path=task.path) from error
    if mark != task.mark:
        raise _wrong(OTHER_FILE, task, path=task.path)
    theirs = footing(task.ask)
    for one in fields(Footing):
        said, ours = getattr(theirs, one.name), getattr(task.footing, one.name)
        if said != ours:
            raise _wrong(OTHER_PROGRAM, task, what=_NAMES[one.name], theirs=said, ours=ours)


def footing(ask: Ask) -> Footing:
    """Return what the answers of this process rest on. Raises TenantError, PluginError and LawError."""
    tenant_law = ask.tenant_law()
    opened = ask.opened(tenant_law)
    return Footing(__version__, pa.__version__, f"{tenant_law.bundle} {opened.name}" if opened else tenant_law.bundle)


def _wrong(text: Text, task: Task, **words: object) -> ClusterError:
    return ClusterError(text.fill(host=socket.gethostname(), **words).say(task.ask.lang))


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
            preload="bajigong.batch.cluster.task",
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
