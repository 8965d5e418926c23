"""Running a program over the rows of a block: states, days and the nearest route, row by row."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from attrs import define, field, frozen

from bajigong.batch.shares import Shares
from bajigong.batch.typed import Array, Typed
from bajigong.compile.columns import WORD, joined, split
from bajigong.compile.native import Native
from bajigong.compile.program import Program, part_of
from bajigong.engine.decide import ALL, NONE
from bajigong.policy.when import Open, reads

Rows = Array


@frozen(eq=False)
class Found:
    """What comes out for some rows: the days of the verdict, the nearest route, and what marks each row's case.

    ``held`` and ``may`` are the states of the requirements, certain and possible, in words; ``lacks`` the facts that
    are missing for what is open, as bits; ``settled`` is the same for rows of which the same parts of that are enough,
    ``shared`` for rows of which what is open in common lacks the same.
    """

    since: Array
    until: Array
    near: Array
    held: Array
    may: Array
    lacks: Array
    settled: Array
    shared: Array


@define(eq=False)
class Running:
    """Runs one program over blocks: compiled where ``native`` is ready, else by CPython.

    ``settled`` numbers what came out where parts of what is missing were tried.
    """

    program: Program
    shares: Shares
    native: Native | None
    settled: dict[Any, int]
    figures: Array = field(init=False)
    _reads: list[int] = field(init=False)
    #: The requirements whose answer is the row's own, and the same as bits.
    _own: list[int] = field(init=False)
    _own_bits: Array = field(init=False)
    #: Whether a requirement of the row's own is made of parts of which one waits for a term.
    _always_open: bool = field(init=False)
    _parts: dict[int, Program] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        program = self.program
        self._reads = [program.bits(reads(node)) for node in program.nodes]
        self._own = [number for number, node in enumerate(program.nodes) if node not in program.given]
        waiting = [number for number in self._own if not isinstance(program.nodes[number], Open)]
        self._always_open = any(self._reads[number] & program.terms for number in waiting)
        own = [1 << number % WORD if number in self._own else 0 for number in range(len(program.nodes))]
        self._own_bits = np.array([sum(own[w * WORD : (w + 1) * WORD]) for w in range(program.words)], np.int64)
        self.figures = np.array(self.program.figures, np.int64)

    def part(self, number: int) -> Program:
        """Return the program of one requirement alone."""
        if number not in self._parts:
            self._parts[number] = part_of(self.program, self.program.nodes[number])
        return self._parts[number]

    def run(self, typed: Typed, rows: Rows, share: Array) -> Found:
        """Decide some rows of a block; ``share`` says for each row of the block which shared answers it has."""
        block = _Block(self, typed, share)
        first = block.put(rows, NONE, None)
        common, shared = self._common(rows, share)
        may, near = first.held | common, first.near
        unsure = np.flatnonzero(first.doubt) if not self._always_open else np.arange(len(rows))
        if len(unsure):
            possible = block.put(rows[unsure], ALL, None).held | may[unsure]
            changed = (possible != may[unsure]).any(axis=1)
            some = unsure[changed]
            if len(some):
                may[some] = possible[changed]
                near[some] = block.put(rows[some], NONE, may[some]).near
        lacks, settled = self._lacking(block, rows, first.held, may, first.lacks)
        return Found(first.since, first.until, near, first.held, may, lacks, settled, shared)

    def _common(self, rows: Rows, share: Array) -> tuple[Array, Array]:
        """Say what is possible in every row, by the answers that it shares, and number what is open of those."""
        opens = np.array([self._open(word) for word in range(self.program.words)], np.int64)
        if not self.program.given:
            return opens, np.zeros(len(rows), np.int64)
        possible, numbers = self.shares.possible()
        if len(numbers) == 1:
            return possible[0] | opens, np.full(len(rows), numbers[0])
        mine = share.take(rows)
        return possible[mine] | opens, numbers[mine]

    def _words(self, bits: int) -> Array:
        return np.array(split(bits, self.program.hope_words), np.int64)

    def _open(self, word: int) -> int:
        some = enumerate(self.program.nodes[word * WORD : (word + 1) * WORD])
        return sum(1 << place for place, node in some if isinstance(node, Open))

    # ------------------------------------------------------------------ what is missing

    def _lacking(self, block: "_Block", rows: Rows, held: Array, may: Array, lacks: Array) -> tuple[Array, Array]:
        """Say which facts are missing for what is open, and number the rows by which parts of them are enough."""
        found, settled = np.zeros(lacks.shape, np.int64), np.zeros(len(rows), np.int64)
        some = np.flatnonzero((((held ^ may) & self._own_bits) != 0).any(axis=1))
        if not len(some):
            return found, settled
        lacks = lacks[some] | self._words(self.program.terms)
        is_open = may[some] & ~held[some]
        somewhere = joined(map(int, np.bitwise_or.reduce(is_open)))
        several: list[tuple[int, Array]] = []
        for number in self._own:
            if not somewhere >> number & 1:
                continue
            within = np.flatnonzero(is_open[:, number // WORD] >> number % WORD & 1)
            mine = lacks[within] & self._words(self._reads[number])
            found[some[within]] |= mine
            more = within[_several(mine)]
            if len(more):
                masks, which = np.unique(lacks[more] & self._words(self._reads[number]), axis=0, return_inverse=True)
                several += [(number, more[np.flatnonzero(which.ravel() == place)]) for place in range(len(masks))]
        if several:
            self._settle(block, rows, some, several, lacks, settled)
        return found, settled

    def _settle(  # noqa: PLR0913, PLR0917  (what is known of the rows, each by its name)
        self, block: "_Block", rows: Rows, some: Rows, several: list[tuple[int, Array]], lacks: Array, settled: Array
    ) -> None:
        """Try parts of what is missing for a requirement, and number the rows by which of them are enough.

        More that is favourable never settles less: a part is only tried where one is enough that holds one fact more.
        """
        enough: list[list[tuple[int, int]]] = [[] for _ in some]
        for number, within in several:
            whole = joined(map(int, lacks[within[0]])) & self._reads[number]
            left, tried = [(whole, within)], set[int]()
            for mask, rest in left:
                for bit in _bits(mask) if mask.bit_count() > 1 else ():
                    if mask ^ bit in tried:
                        continue
                    tried.add(mask ^ bit)
                    settles = rest[block.settles(number, rows[some[rest]], mask ^ bit)]
                    for row in settles:
                        enough[row].append((number, mask ^ bit))
                    if len(settles):
                        left.append((mask ^ bit, within))
        for row, said in enumerate(enough):
            if said:
                settled[some[row]] = self.settled.setdefault(tuple(sorted(said)), len(self.settled) + 1)


def _several(masks: Array) -> Array:
    """Say in which rows of several words more than one bit is set."""
    filled: Array = masks != 0
    twice: Array = (masks & (masks - 1)) != 0
    return np.asarray(twice.any(axis=1) | (np.count_nonzero(filled, axis=1) > 1))


def _bits(mask: int) -> Iterator[int]:
    """Give the bits of a mask, one by one."""
    while mask:
        yield mask & -mask
        mask &= mask - 1


@frozen(eq=False)
class _Put:
    since: Array
    until: Array
    near: Array
    held: Array
    lacks: Array
    doubt: Array


@define(eq=False)
class _Block:
    """The rows of one block before one program."""

    running: Running
    typed: Typed
    share: Array
    #: The columns as lists and the rooms for records: laid out once, however often parts of the block are asked for.
    _laid_out: tuple[list[Any], list[list[int]]] | None = None
    _arrays: tuple[tuple[Array, ...], Array] | None = None

    def settles(self, number: int, rows: Rows, hope: int) -> Array:
        """Say in which rows a requirement holds under a hope. What is not compiled asks that requirement alone."""
        program, native = self.running.program, self.running.native
        if native and native.ready():
            held = self.put(rows, hope, None).held[:, number // WORD]
            return np.asarray(held >> number % WORD & 1, bool)
        part, count = self.running.part(number), len(rows)
        mine = part.bits([fact for place, fact in enumerate(program.facts) if hope >> place & 1])
        rooms = [[0] * (self.typed.room(part.slots) + 2) for _ in range(part.rooms)]
        states = [0] * count
        part.function()(
            *(rows.tolist(), split(mine, part.hope_words) * count, self._days.take(rows).tolist()),
            *(
                [self.typed.listed(slot) for slot in part.slots],
                part.figures,
                rooms,
                (),
                states,
                (),
                (),
                (),
                (),
                (),
                [],
            ),
        )
        return np.array(states, bool)

    @property
    def _days(self) -> Array:
        """The days asked about."""
        days: Array = self.typed.people.table.on[self.typed.first : self.typed.end]
        return days

    def put(self, rows: Rows, hope: int, may: Array | None) -> _Put:
        """Run the program over rows under a hope."""
        native = self.running.native
        return self._compiled(rows, hope, may, native) if native and native.ready() else self._plain(rows, hope, may)

    def _plain(self, rows: Rows, hope: int, may: Array | None) -> _Put:
        program, count = self.running.program, len(rows)
        tables = self.running.shares.tables()
        if self._laid_out is None:
            size = self.typed.room(program.slots) + 2
            rooms = [[0] * size for _ in range(program.rooms)]
            self._laid_out = [self._listed(slot, tables) for slot in program.slots], rooms
        columns, rooms = self._laid_out
        asked = self._days.take(rows).tolist()
        held: list[int] = [0] * (count * program.words)
        states = [-1] * (count * program.words) if may is None else may.ravel().tolist()
        since, until, doubt, near = ([0] * count for _ in range(4))
        lacks = [0] * (count * program.hope_words)
        hopes = split(hope, program.hope_words) * count
        program.function()(
            *(rows.tolist(), hopes, asked, columns, program.figures, rooms, states, held),
            *(since, until, lacks, doubt, near, []),
        )
        arrays = [np.array(one, np.int64) for one in (since, until, near, held, lacks, doubt)]
        arrays[3] = arrays[3].reshape(count, program.words)
        arrays[4] = arrays[4].reshape(count, program.hope_words)
        return _Put(*arrays)

    def _listed(self, slot: Any, tables: Any) -> Any:
        if slot.kind == "given":
            return self.share.tolist()
        return tables[slot].tolist() if slot in tables else self.typed.listed(slot)

    def _compiled(self, rows: Rows, hope: int, may: Array | None, native: Native) -> _Put:
        program, count = self.running.program, len(rows)
        if self._arrays is None:
            tables = self.running.shares.tables()
            columns = tuple(
                self.share if slot.kind == "given" else tables[slot] if slot in tables else self.typed.column(slot)
                for slot in program.slots
            )
            rooms = np.empty((program.rooms + 1, self.typed.room(program.slots) + 2), np.int64)
            self._arrays = columns, rooms
        columns, rooms = self._arrays
        asked = self._days.take(rows)
        held = np.empty(count * program.words, np.int64)
        states = np.full(count * program.words, -1, np.int64) if may is None else may.ravel()
        since, until, doubt, near = (np.empty(count, np.int64) for _ in range(4))
        lacks = np.empty(count * program.hope_words, np.int64)
        hopes = np.tile(np.array(split(hope, program.hope_words), np.int64), count)
        native.function(
            *(rows, hopes, asked, columns, self.running.figures, rooms),
            *(states, held, since, until, lacks, doubt, near, np.empty(0, np.int64)),
        )
        return _Put(
            since, until, near, held.reshape(count, program.words), lacks.reshape(count, program.hope_words), doubt
        )
