"""What would settle the rows whose case is open: which facts each lacks, and which of them are enough."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import combinations

import numpy as np
from attrs import define

from bajigong.batch.marks import Case, Keys, Marks, packed
from bajigong.batch.taking import Rows
from bajigong.columns import Flags
from bajigong.engine.hope import only
from bajigong.policy.when import Node

Facts = frozenset[str]


@define(eq=False, slots=False)
class Opening:
    """The facts that rows lack for the requirements that are open somewhere among them."""

    marks: Marks

    @cached_property
    def _open(self) -> Mapping[Node, Flags]:
        """The requirements that are open somewhere, and where."""
        holds, may, _ = self.marks.flags
        every = ((node, b & ~a) for node, a, b in zip(self.marks.rules.nodes, holds, may, strict=True) if a is not b)
        return {node: rows for node, rows in every if rows.any()}

    @cached_property
    def lacking(self) -> Mapping[Node, Mapping[str, Flags]]:
        """For each open requirement, the facts that some row lacks, and which rows lack them."""
        return {node: self.marks.evaluator.unknowns(node) for node in self._open}

    @cached_property
    def settling(self) -> Mapping[tuple[Node, Facts], Flags]:
        """For each requirement and each set of facts that some row lacks with others, where the set is enough."""
        on = self.marks.on
        return {
            (node, facts): self.marks.evaluator.spans(node, only(*facts)).at(on)[0] <= on
            for node, lacking in self.lacking.items()
            for facts in _partial(lacking, self._open[node])
        }

    @cached_property
    def _flags(self) -> list[tuple[object, Flags]]:
        """What rows lack, and what is enough: each with a name, and its flags."""
        lacks = {path: rows for lacking in self.lacking.values() for path, rows in lacking.items()}
        place = self.marks.rules.place
        enough = [((place[node], tuple(sorted(facts))), rows) for (node, facts), rows in self.settling.items()]
        return [*sorted(lacks.items()), *sorted(enough, key=lambda named: named[0])]

    @cached_property
    def layout(self) -> tuple[object, ...]:
        """How the keys are to be read."""
        return tuple(name if len(flags) > 1 else (name, bool(flags[0])) for name, flags in self._flags)

    @cached_property
    def _keys(self) -> list[Keys]:
        return packed([flags for _, flags in self._flags if len(flags) > 1])

    def keys(self, rows: Rows) -> list[Keys]:
        """Return numbers that are the same for rows that lack the same facts, of which the same are enough."""
        return [numbers.take(rows) for numbers in self._keys]

    def key(self, row: int) -> tuple[int, ...]:
        """Return the key of one row."""
        return tuple(int(numbers[row]) for numbers in self._keys)

    def of(self, row: int, case: Case) -> tuple[tuple[tuple[str, ...], tuple[tuple[str, ...], ...]], ...]:
        """Say of one row what it lacks for each open requirement, and which parts of that are enough."""
        return tuple(
            self._of(node, row) if case.state(number) == "u" else ((), ())
            for number, node in enumerate(self.marks.rules.nodes)
        )

    def _of(self, node: Node, row: int) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        lacks = sorted(path for path, rows in self.lacking[node].items() if rows[row])
        enough = [
            facts for facts in _parts(lacks) if (flags := self.settling[node, facts])[row if len(flags) > 1 else 0]
        ]
        return tuple(lacks), tuple(sorted(tuple(sorted(facts)) for facts in enough))


def _partial(lacking: Mapping[str, Flags], rows: Flags) -> set[Facts]:
    """Return the sets of facts that are part of what one of these rows lacks."""
    if len(lacking) < 2:
        return set()
    paths = sorted(lacking)
    patterns = np.zeros(len(lacking[paths[0]]), np.int64)
    for number, path in enumerate(paths):
        patterns |= lacking[path].astype(np.int64) << number
    seen = (
        [path for number, path in enumerate(paths) if int(one) >> number & 1]
        for one in np.unique(patterns[np.broadcast_to(rows, len(patterns))])
    )
    return {facts for some in seen for facts in _parts(some)}


def _parts(facts: Iterable[str]) -> Iterable[Facts]:
    every = tuple(facts)
    return (frozenset(some) for size in range(1, len(every)) for some in combinations(every, size))
