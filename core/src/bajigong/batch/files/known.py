"""The reasons that a run of many files has met, kept in its folder for a later run as well."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Self

import numpy as np
import pyarrow as pa
from attrs import define, field

from bajigong.batch.files.reasons import SIGNATURE, merged, only, read_reasons, write_reasons
from bajigong.outputs import Claim


@define(eq=False)
class KnownReasons:
    """Reasons by signature: ``signatures`` are those that are known, ``used`` those that occur in the parts."""

    path: Path
    claim: Claim
    table: pa.Table | None = None
    used: set[int] = field(factory=set)
    signatures: set[int] = field(factory=set)

    @classmethod
    def of(cls, path: Path, claim: Claim) -> Self:
        """Take up what an earlier run has left, if it has left anything."""
        found = cls(path, claim)
        with suppress(OSError, pa.ArrowException, ValueError):
            table = read_reasons(path)
            found.table, found.signatures = table, _signatures(table)
        return found

    def holds(self, signatures: Iterable[int]) -> bool:
        """Say whether all of these are known."""
        return self.signatures.issuperset(signatures)

    def learn(self, table: pa.Table) -> None:
        """Take in the reasons of a part, and write them down before the part is said to be done."""
        fresh = _signatures(table)
        self.used |= fresh
        if self.table is not None and self.holds(fresh):
            return
        self.table = table if self.table is None else merged([self.table, table])
        self.signatures |= fresh
        self._write(self.table)

    def occurring(self) -> pa.Table:
        """Return the reasons that occur, and no others."""
        assert self.table is not None  # every run has a part, and every part brings a table
        return only(self.table, np.array(sorted(self.used), np.int64)).combine_chunks()

    def finish(self) -> None:
        """Keep the reasons that occur, and no others."""
        self._write(self.occurring())

    def _write(self, table: pa.Table) -> None:
        written = self.claim.room / f".{self.path.name}.fresh"
        write_reasons(table.combine_chunks(), written)
        self.claim.publish(written, self.path)


def _signatures(table: pa.Table) -> set[int]:
    return set(table.column(SIGNATURE).to_pylist())
