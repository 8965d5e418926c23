"""A second law asked about the same people, as a run knows it: further columns, and reasons of its own."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pyarrow as pa

    from bajigong.batch.answers import Answers
    from bajigong.batch.files.ask import Ask, Desk
    from bajigong.batch.people import People


class Beside(Protocol):
    """Answers by the second law for the people of one file."""

    def columns(self, people: "People", answers: "Answers") -> "Mapping[str, pa.Array]":
        """Return the further columns for a chunk of people."""
        ...

    def reasons(self) -> "pa.Table":
        """Return the reasons that occur in them."""
        ...


class Opened(Protocol):
    """The second law, open. ``name`` tells it from others."""

    @property
    def name(self) -> str:
        """What tells it from others."""
        ...

    def metadata(self, reasons: str) -> Mapping[str, str]:
        """Return what a result says of it."""
        ...

    def begin(self) -> Beside:
        """Take up the people of one file."""
        ...


class Second(Protocol):
    """A second law as it is asked for: picklable."""

    @property
    def fields(self) -> "Sequence[pa.Field]":
        """The columns that it adds."""
        ...

    @property
    def signature(self) -> str:
        """The column that names a reason."""
        ...

    def open(self, ask: "Ask", desk: "Desk") -> Opened:
        """Open it. Raises BajigongError where it cannot be."""
        ...
