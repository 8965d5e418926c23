"""What happens in a worker: one file is decided, into a folder of its own that nobody else writes to."""

import shutil
import socket
from typing import Final
from uuid import uuid4

import pyarrow as pa
from attrs import define, field, fields

from bajigong import __version__
from bajigong.batch.cluster.task import Done, Failed, Footing, Task
from bajigong.batch.cluster.words import LAW, OTHER_FILE, OTHER_PROGRAM, UNSEEN, VERSION, WRITER, ClusterError
from bajigong.batch.files.ask import Ask
from bajigong.batch.files.flow import mark_of
from bajigong.batch.files.parts import decide_file
from bajigong.batch.files.report import Gauge, Silent
from bajigong.errors import BajigongError, InputError, Problem
from bajigong.policy.text import Text

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
    desk = ask.desk()
    opened = ask.opened(desk)
    return Footing(__version__, pa.__version__, f"{desk.bundle} {opened.name}" if opened else desk.bundle)


def _wrong(text: Text, task: Task, **words: object) -> ClusterError:
    return ClusterError(text.fill(host=socket.gethostname(), **words).say(task.ask.lang))
