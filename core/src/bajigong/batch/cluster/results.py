"""What comes back from a cluster: parts as they are done, and the first error in the order of the files."""

from collections.abc import Generator, Mapping
from typing import Any, Final
from uuid import uuid4

from attrs import define, field

from bajigong.batch.cluster.connecting import dask
from bajigong.batch.cluster.task import Done, Failed, Task
from bajigong.batch.cluster.words import BROKEN, GONE, KILLED, ClusterError
from bajigong.batch.cluster.worker import decide_part
from bajigong.errors import BajigongError
from bajigong.policy.text import Lang

#: So often a file is tried again that could not be read or written for a reason of the system. A file whose worker died
#: is tried again besides, as often as the scheduler allows.
RETRIES: Final = 2


@define(eq=False)
class Results:
    """Hands tasks to a cluster and gives what is done, with its number.

    Where a file cannot be checked, those behind it are let go of, those before it are done, and then its error is
    raised: the one that a run without a cluster would have met.
    """

    client: Any
    tasks: Mapping[int, Task]
    address: str
    lang: Lang
    _waiting: dict[Any, int] = field(factory=dict)
    _failed: tuple[int, Failed] | None = None

    def done(self) -> Generator[tuple[int, Done]]:
        """Give results as they come. However this ends, nothing is asked of the cluster any more.

        Raises ClusterError where the cluster fails, OSError where a worker cannot write, and errors of the files.
        """
        self._submit()
        try:
            for future in dask().as_completed(list(self._waiting), loop=self.client.loop):
                if future not in self._waiting:
                    continue
                number = self._waiting.pop(future)
                result = self._result(future, self.tasks[number])
                future.release()
                if isinstance(result, Done):
                    yield number, result
                else:
                    self._fail(number, result)
        finally:
            self._let_go(list(self._waiting))
        if self._failed:
            raise self._failed[1].error()

    def _submit(self) -> None:
        run = uuid4().hex
        for number, task in self.tasks.items():
            key = f"bajigong-{run}-{number:05d}"
            future = self.client.submit(decide_part, task, key=key, retries=RETRIES, pure=False)
            self._waiting[future] = number

    def _fail(self, number: int, failed: Failed) -> None:
        if failed.kind is ClusterError:
            raise failed.error()
        self._failed = (number, failed)
        self._let_go([future for future, other in self._waiting.items() if other > number])

    def _let_go(self, futures: list[Any]) -> None:
        for future in futures:
            del self._waiting[future]
        if futures and self.client.status == "running":
            self.client.cancel(futures)

    def _result(self, future: Any, task: Task) -> Done | Failed:
        from distributed import CancelledError
        from distributed.comm.core import CommClosedError
        from distributed.scheduler import KilledWorker

        try:
            result: Done | Failed = future.result()
        except (CancelledError, CommClosedError, TimeoutError) as error:
            raise self._error(GONE.fill(address=self.address)) from error
        except KilledWorker as error:
            raise self._error(KILLED.fill(path=task.path, n=error.allowed_failures + 1)) from error
        except (OSError, BajigongError):
            raise
        except Exception as error:
            why = f"{type(error).__name__}: {' '.join(str(error).split())[:500]}"
            raise self._error(BROKEN.fill(path=task.path, why=why)) from error
        return result

    def _error(self, words: Any) -> ClusterError:
        return ClusterError(words.say(self.lang))
