"""What a worker is given to do, and what it sends back. All of it can be pickled."""

from pathlib import Path
from typing import Self

from attrs import frozen

from bajigong.batch.files.ask import Ask
from bajigong.batch.files.books import BooksError
from bajigong.batch.files.parts import PartBooks
from bajigong.errors import BajigongError, InputError, Problem
from bajigong.policy.text import Text


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
