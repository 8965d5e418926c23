"""Keeping count of a check: rows in, answered and refused, and the exit code they come to."""

from typing import Final

from attrs import define

from bajigong.cli.result_row import Row
from bajigong.policy.text import Lang, Text, listed

#: Exit codes besides 0: something could not be checked; a verdict is another than the one asked for.
REFUSED: Final = 1
UNLIKE: Final = 3

_CLOSING = Text("共{n}份申报：已核验{done}份，未核验{left}份", "{n} applications: {done} checked, {left} not checked")
_STRAY = Text("{n}处问题不属于任何一份申报", "problems that belong to no application: {n}")


@define
class Tally:
    """Counts rows in, answered and refused, and those whose verdict is not the one asked for."""

    answered: int = 0
    refused: int = 0
    stray: int = 0
    unlike: int = 0

    def count(self, row: Row, wanted: str | None) -> None:
        """Count one row."""
        if row.answer:
            self.answered += 1
            self.unlike += wanted is not None and row.answer.verdict.outcome != wanted
        elif row.number is None:
            self.stray += len(row.problems)
        else:
            self.refused += 1

    @property
    def code(self) -> int:
        """The exit code."""
        return REFUSED if self.refused or self.stray else UNLIKE if self.unlike else 0

    def says(self, lang: Lang) -> str:
        """Close the books: rows in are those answered and those refused."""
        rows = self.answered + self.refused
        said = [_CLOSING.fill(n=rows, done=self.answered, left=self.refused)] if rows else []
        said += [_STRAY.fill(n=self.stray)] if self.stray else []
        return listed(tuple(said), "；", "; ").say(lang)
