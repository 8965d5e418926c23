"""Running a program over the rows of a block: states, days and the nearest route, row by row."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from attrs import define, field, frozen

from bajigong.batch.people import Array, Typed
from bajigong.batch.plans import Shares
from bajigong.compile.columns import WORD, joined, split
from bajigong.compile.native import Native
from bajigong.compile.program import Program, part_of
from bajigong.engine.decide import NONE
from bajigong.policy.when import Open, reads

Rows = Array


@frozen(eq=False)
class Found:
    """What comes out for some rows: the days of the verdict, the nearest route, and what marks each row's case.

    ``held`` and ``may`` are the states of the requirements, certain and possible, in words, row after row; ``lacks``
    the facts that are not known, as bits, likewise; ``shares`` says which shared answers a row has, ``numbers`` what is
    open in each of those. ``settled`` is the same for rows of which the same parts of what is missing are enough, less
    than 0 where that was not asked yet.
    """

    block: "Block"
    rows: Rows
    since: Array
    until: Array
    near: Array
    held: Array
    may: Array
    lacks: Array
    settled: Array
    shares: Array
    numbers: Array


@define(eq=False)
class Running:
    """Runs one program over blocks: compiled where ``native`` is ready, else by CPython.

    ``settled`` numbers what came out where parts of what is missing were tried. ``own`` are the requirements whose
    answer is the row's own, as bits; ``reads`` the facts that each requirement reads, and ``terms`` those of facts that
    are open terms.
    """

    program: Program
    shares: Shares
    native: Native | None
    settled: dict[Any, int]
    figures: Array = field(init=False)
    own: Array = field(init=False)
    reads: Array = field(init=False)
    terms: Array = field(init=False)
    _reads: list[int] = field(init=False)
    _own: list[int] = field(init=False)
    #: How often a row is asked: again where something is in doubt; always, where a requirement of the row's own is made
    #: of parts of which one waits for a term.
    _again: int = field(init=False)
    _parts: dict[int, Program] = field(factory=dict)
    _parts_of: dict[int, Any] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        program = self.program
        self._reads = [program.bits(reads(node)) for node in program.nodes]
        self._own = [number for number, node in enumerate(program.nodes) if node not in program.given]
        waiting = [number for number in self._own if not isinstance(program.nodes[number], Open)]
        self._again = 2 if any(self._reads[number] & program.terms for number in waiting) else 1
        own = sum(1 << number for number in self._own)
        self.own = np.array(split(own, program.words), np.int64)
        self.reads = np.array([split(bits, program.hope_words) for bits in self._reads], np.int64).ravel()
        self.terms = np.array(split(program.terms, program.hope_words), np.int64)
        self.figures = np.array(self.program.figures, np.int64)

    def part(self, number: int) -> Program:
        """Return the program of one requirement alone."""
        if number not in self._parts:
            self._parts[number] = part_of(self.program, self.program.nodes[number])
        return self._parts[number]

    def run(self, typed: Typed, rows: Rows, share: Array) -> Found:
        """Decide some rows of a block; ``share`` says for each row of the block which shared answers it has."""
        block = Block(self, typed, share)
        put = block.put(rows, NONE, self._again)
        numbers = self.shares.open() if self.program.given else np.zeros(1, np.int64)
        settled = np.full(len(rows), -1, np.int64)
        return Found(
            block,
            rows,
            put.since,
            put.until,
            put.near,
            put.held,
            put.may,
            put.lacks,
            settled,
            share.take(rows),
            numbers,
        )

    # ------------------------------------------------------------------ what is missing

    def lacking(self, found: Found, at: int) -> dict[int, Any]:
        """Return for one of the rows what its open requirements lack, as `bajigong.engine.explain.lacking` says it."""
        program = self.program
        words, facts = slice(at * program.words, (at + 1) * program.words), program.hope_words
        left = joined(map(int, found.may[words] & ~found.held[words]))
        mine = joined(map(int, found.lacks[at * facts : (at + 1) * facts])) | program.terms
        shared = self.shares.lacking(int(found.shares[at])) if program.given else {}
        lacks: dict[int, Any] = {place: said for place, said in shared.items() if left >> place & 1}
        enough = self._said(int(found.settled[at]))
        for place in self._own:
            if left >> place & 1:
                parts = sorted(tuple(self._facts(mask)) for number, mask in enough if number == place)
                lacks[place] = tuple(self._facts(mine & self._reads[place])), tuple(parts)
        return lacks

    def _facts(self, mask: int) -> list[str]:
        facts = self.program.facts
        return sorted(facts[bit.bit_length() - 1] for bit in _bits(mask))

    def _said(self, number: int) -> Sequence[tuple[int, int]]:
        """Return which parts were enough, by the number of that."""
        if number <= 0:
            return ()
        if number not in self._parts_of:
            self._parts_of = {value: key for key, value in list(self.settled.items())}
        said: Sequence[tuple[int, int]] = self._parts_of[number]
        return said

    def settle(self, found: Found, some: Rows) -> None:
        """Number some of the rows by which parts of what is missing are enough, where it is several facts."""
        words, facts = self.program.words, self.program.hope_words
        is_open = (found.may.reshape(-1, words)[some] & ~found.held.reshape(-1, words)[some]) & self.own
        lacks = found.lacks.reshape(-1, facts)[some] | self.terms
        found.settled[some] = 0
        somewhere = joined(map(int, np.bitwise_or.reduce(is_open)))
        several: list[tuple[int, Array]] = []
        for number in self._own:
            if not somewhere >> number & 1:
                continue
            within = np.flatnonzero(is_open[:, number // WORD] >> number % WORD & 1)
            mine = lacks[within] & self.reads.reshape(-1, facts)[number]
            more = np.flatnonzero(_several(mine))
            if len(more):
                masks, which = np.unique(mine[more], axis=0, return_inverse=True)
                several += [(number, within[more[np.flatnonzero(which.ravel() == one)]]) for one in range(len(masks))]
        if several:
            self._try(found, some, several, lacks)

    def _try(self, found: Found, some: Rows, several: list[tuple[int, Array]], lacks: Array) -> None:
        """Try parts of what is missing for a requirement, and number the rows by which of them are enough.

        More that is favourable never settles less: a part is only tried where one is enough that holds one fact more.
        """
        enough: list[list[tuple[int, int]]] = [[] for _ in some]
        rows = found.rows[some]
        for number, within in several:
            whole = joined(map(int, lacks[within[0]])) & self._reads[number]
            left, tried = [(whole, within)], set[int]()
            for mask, rest in left:
                for bit in _bits(mask) if mask.bit_count() > 1 else ():
                    if mask ^ bit in tried:
                        continue
                    tried.add(mask ^ bit)
                    settles = rest[found.block.settles(number, rows[rest], mask ^ bit)]
                    for row in settles:
                        enough[row].append((number, mask ^ bit))
                    if len(settles):
                        left.append((mask ^ bit, within))
        for row, said in enumerate(enough):
            if said:
                found.settled[some[row]] = self.settled.setdefault(tuple(sorted(said)), len(self.settled) + 1)


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
    may: Array
    lacks: Array


@define(eq=False)
class Block:
    """The rows of one block before one program."""

    running: Running
    typed: Typed
    share: Array
    #: The columns and the rooms for records: laid out once, however often parts of the block are asked for.
    _laid_out: tuple[Any, Any] | None = None

    def settles(self, number: int, rows: Rows, hope: int) -> Array:
        """Say in which rows a requirement holds under a hope. What is not compiled asks that requirement alone."""
        program, native = self.running.program, self.running.native
        if native and native.ready():
            held = self.put(rows, hope, 0).held.reshape(-1, program.words)[:, number // WORD]
            return np.asarray(held >> number % WORD & 1, bool)
        part, count = self.running.part(number), len(rows)
        mine = part.bits([fact for place, fact in enumerate(program.facts) if hope >> place & 1])
        rooms = [[0] * (self.typed.room(part.slots) + 2) for _ in range(part.rooms)]
        states = [0] * count
        part.function()(
            *(rows.tolist(), split(mine, part.hope_words), self._days.take(rows).tolist(), 0),
            *([self.typed.listed(slot) for slot in part.slots], part.figures, rooms, (), states),
            *((), (), (), (), (), []),
        )
        return np.array(states, bool)

    @property
    def _days(self) -> Array:
        """The days asked about."""
        days: Array = self.typed.people.table.on[self.typed.first : self.typed.end]
        return days

    def put(self, rows: Rows, hope: int, again: int) -> _Put:
        """Run the program over rows under a hope; ``again``, as its text says, for what is possible besides."""
        native = self.running.native
        return (
            self._compiled(rows, hope, again, native) if native and native.ready() else self._plain(rows, hope, again)
        )

    def _plain(self, rows: Rows, hope: int, again: int) -> _Put:
        program, count = self.running.program, len(rows)
        if not self._laid_out:
            tables, size = self.running.shares.tables(), self.typed.room(program.slots) + 2
            rooms = [[0] * size for _ in range(program.rooms)]
            self._laid_out = [self._listed(slot, tables) for slot in program.slots], rooms
        columns, rooms = self._laid_out
        held: list[int] = [0] * (count * program.words)
        may = [0] * (count * program.words)
        since, until, doubt, near = ([0] * count for _ in range(4))
        lacks = [0] * (count * program.hope_words)
        program.function()(
            *(rows.tolist(), split(hope, program.hope_words), self._days.take(rows).tolist(), again, columns),
            *(program.figures, rooms, may, held, since, until, lacks, doubt, near, []),
        )
        return _Put(*(np.array(one, np.int64) for one in (since, until, near, held, may, lacks)))

    def _listed(self, slot: Any, tables: Any) -> Any:
        if slot.kind == "given":
            return self.share.tolist()
        return tables[slot].tolist() if slot in tables else self.typed.listed(slot)

    def _compiled(self, rows: Rows, hope: int, again: int, native: Native) -> _Put:
        program, count = self.running.program, len(rows)
        if not self._laid_out or isinstance(self._laid_out[0], list):
            tables = self.running.shares.tables()
            columns = tuple(
                self.share if slot.kind == "given" else tables[slot] if slot in tables else self.typed.column(slot)
                for slot in program.slots
            )
            rooms = np.empty((program.rooms + 1, self.typed.room(program.slots) + 2), np.int64)
            self._laid_out = columns, rooms
        columns, rooms = self._laid_out
        held = np.empty(count * program.words, np.int64)
        may = np.empty(count * program.words, np.int64)
        since, until, doubt, near = np.empty((4, count), np.int64)
        lacks = np.empty(count * program.hope_words, np.int64)
        hopes = np.array(split(hope, program.hope_words), np.int64)
        native.function(
            *(rows, hopes, self._days.take(rows), again, columns, self.running.figures, rooms),
            *(may, held, since, until, lacks, doubt, near, np.empty(0, np.int64)),
        )
        return _Put(since, until, near, held, may, lacks)
