"""Which of the facts that rules read each row lacks, as bits of one number."""

from typing import Self

import numpy as np
import numpy.typing as npt
from attrs import frozen

from bajigong.batch.compiled.chunk import Chunk
from bajigong.batch.plans import Rules
from bajigong.batch.taking import Rows
from bajigong.columns import Flags
from bajigong.engine.scene import Scene
from bajigong.policy.when import reads

_MOST = 62


@frozen(eq=False)
class Lacking:
    """The facts that some row of a chunk lacks, and for each requirement, in their order, which of them it reads.

    ``shared`` says how many facts each requirement lacks in every row.
    """

    flags: tuple[Flags, ...]
    masks: tuple[int, ...]
    shared: tuple[int, ...]

    @classmethod
    def of(cls, chunk: Chunk, rules: Rules, scene: Scene) -> Self:
        """Look for what is lacking in a chunk. ``scene`` shows what all rows share."""
        varying = {path: flags for path in rules.reads if (flags := chunk.lacks(path, rules.open_ended)) is not None}
        place = {path: number for number, path in enumerate(varying)}
        masks = tuple(sum(1 << place[path] for path in reads(node) if path in place) for node in rules.nodes)
        shared = tuple(
            sum(not scene.whole(path) for path in reads(node) if path not in place and not chunk.varies(path))
            for node in rules.nodes
        )
        return cls(tuple(varying.values()), masks, shared)

    def of_rows(self, rows: Rows) -> npt.NDArray[np.int64]:
        """Return a bit for each fact that rows lack."""
        bits = np.zeros(len(rows), np.int64)
        for number, flags in enumerate(self.flags[:_MOST]):
            bits |= flags.take(rows).astype(np.int64) << number
        return bits

    def count(self, node: int, bits: int) -> int:
        """Count the facts that a requirement lacks in a row with these bits; 0 stands for more than can be told."""
        if len(self.flags) > _MOST:
            return 0
        return self.shared[node] + (bits & self.masks[node]).bit_count()
