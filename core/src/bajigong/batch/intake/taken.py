"""What becomes of a chunk of rows."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from attrs import frozen

from bajigong.batch.people import People
from bajigong.errors import Problem

if TYPE_CHECKING:
    from bajigong.answers import Application


@frozen(eq=False)
class Part:
    """People, and the positions of their rows within the chunk, ascending.

    ``applications`` are those that were read one by one, in the same order; none where whole columns were read.
    """

    people: People
    index: npt.NDArray[np.int64]
    applications: "tuple[Application, ...]" = ()


@frozen(eq=False)
class Refused:
    """A row that cannot be read: its position within the chunk, its number, whose it is, and why."""

    index: int
    row: int
    name: str | None
    problems: tuple[Problem, ...]


@frozen(eq=False)
class Taken:
    """Every row of a chunk: in one of the parts, refused, or one of those that say nothing at all."""

    parts: tuple[Part, ...]
    refused: tuple[Refused, ...]
    empty: int
