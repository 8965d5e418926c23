"""What is told to a run that asks another law as well: picklable, so that other processes can be told."""

from pathlib import Path
from typing import ClassVar

import pyarrow as pa
from attrs import field, frozen

from bajigong.batch.against.columns import FIELDS
from bajigong.batch.against.opposite import Opposite, open_opposite
from bajigong.batch.files.ask import Ask, Desk


@frozen
class Against:
    """Another law over the same people, as ``--against`` says it.

    ``fields`` are the columns it adds behind the others, ``signature`` the one that names a reason. ``home`` is the
    folder from which files are named: that of the command line, wherever it is opened.
    """

    said: str
    home: Path = field(factory=Path.cwd)
    fields: ClassVar[tuple[pa.Field, ...]] = FIELDS
    signature: ClassVar[str] = "against_signature"

    def open(self, ask: Ask, desk: Desk) -> Opposite:
        """Open the law there. Raises what `open_opposite` does."""
        return open_opposite(self.said, ask, desk, self.home)
