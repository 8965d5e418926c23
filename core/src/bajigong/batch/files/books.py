"""The books of a run: every row that came in is a row that went out or one that was refused."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import asdict, define, field

from bajigong.batch.cases import OUTCOMES
from bajigong.errors import BajigongError
from bajigong.policy.text import Text

_OPEN = Text(
    "账目不符：读入{read}行，其中空行{empty}行；写出{out}行，未核验{refused}行",
    "the books do not close: {read} rows read, {empty} of them empty; {out} written, {refused} refused",
)


class BooksError(BajigongError):
    """Rows were lost or doubled on the way. Nothing of such a run is kept."""


@define
class Books:
    """Counts of rows, each taken at another place: where rows are read, and where they are written.

    ``read`` are all rows of the inputs, ``empty`` those that say nothing, ``out`` those with a verdict, ``refused``
    those that could not be checked; ``stray`` are problems that belong to no row. ``verdicts`` counts rows by verdict.
    """

    read: int = 0
    empty: int = 0
    out: int = 0
    refused: int = 0
    stray: int = 0
    verdicts: dict[str, int] = field(factory=lambda: {str(outcome): 0 for outcome in OUTCOMES})

    @property
    def rows(self) -> int:
        """The rows that came in and say something."""
        return self.read - self.empty

    def count(self, outcomes: Any) -> None:
        """Count verdicts, given as places in `OUTCOMES`."""
        for outcome, number in zip(OUTCOMES, np.bincount(outcomes, minlength=len(OUTCOMES)).tolist(), strict=True):
            self.verdicts[str(outcome)] += number

    def add(self, other: "Books") -> None:
        """Add the books of a part."""
        for name in ("read", "empty", "out", "refused", "stray"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for verdict, number in other.verdicts.items():
            self.verdicts[verdict] += number

    def check(self) -> None:
        """Raise BooksError unless rows in are rows out and rows refused."""
        if self.rows != self.out + self.refused or self.out != sum(self.verdicts.values()):
            raise BooksError(_OPEN.fill(read=self.read, empty=self.empty, out=self.out, refused=self.refused).en)

    def unlike(self, wanted: str | None) -> int:
        """Count the rows whose verdict is another than the one wanted."""
        return 0 if wanted is None else self.out - self.verdicts.get(wanted, 0)

    def written(self) -> dict[str, Any]:
        """Return the counts by name, for a manifest."""
        return asdict(self)

    @classmethod
    def of(cls, written: Mapping[str, Any]) -> "Books":
        """Read the counts of a manifest. Raises TypeError for others."""
        return cls(**{**written, "verdicts": dict(written["verdicts"])})
