"""Reading ahead, several at work, results in the order of what was read."""

from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import Final, Generic, TypeVar

from attrs import define, field

T = TypeVar("T")
R = TypeVar("R")

#: So many pieces are read ahead of those at work.
_AHEAD: Final = 2
_PATIENCE: Final = 0.1


def in_order(pieces: Generator[T], work: Callable[[T], R], threads: int) -> Generator[R]:
    """Work on pieces with so many threads, while another one reads ahead; give the results in the pieces' order.

    Of pieces and results no more are held than there are threads, and a few. What reading or working raises is raised
    here, in its order. Closing this ends all threads.
    """
    with closing(_Reader(pieces)) as reader, ThreadPoolExecutor(threads, "bajigong-decide") as pool:
        waiting: deque[Future[R]] = deque()
        try:
            for piece in reader:
                waiting.append(pool.submit(work, piece))
                if len(waiting) > threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
            reader.check()
        finally:
            for one in waiting:
                one.cancel()


@define(eq=False)
class _Reader(Generic[T]):
    """Takes pieces from an iterator in a thread of its own."""

    pieces: Generator[T]
    _error: BaseException | None = None
    _ready: "Queue[tuple[T] | None]" = field(factory=lambda: Queue(_AHEAD))
    _ended: Event = field(factory=Event)
    _thread: Thread = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._thread = Thread(target=self._run, name="bajigong-read", daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[T]:
        while (ready := self._next()) is not None:
            yield ready[0]

    def check(self) -> None:
        """Raise what ended the reading before its time."""
        if self._error:
            raise self._error

    def close(self) -> None:
        """End the thread, after the piece it is reading."""
        self._ended.set()
        self._thread.join()

    def _next(self) -> tuple[T] | None:
        """Wait for something; with a limit, for some systems let no signal through meanwhile."""
        while True:
            with suppress(Empty):
                return self._ready.get(timeout=_PATIENCE)

    def _run(self) -> None:
        try:
            with closing(self.pieces):
                for piece in self.pieces:
                    if not self._put((piece,)):
                        return
        except BaseException as error:  # noqa: BLE001  (it is raised once the pieces before it are done)
            self._error = error
        self._put(None)

    def _put(self, ready: tuple[T] | None) -> bool:
        """Hand something on, unless nobody wants it any more."""
        while not self._ended.is_set():
            with suppress(Full):
                self._ready.put(ready, timeout=_PATIENCE)
                return True
        return False
