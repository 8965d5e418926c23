"""A finished result read again: who gains and who loses under the law there, and by which clauses."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from attrs import frozen

from bajigong.batch.against.change import CHANGES
from bajigong.batch.against.columns import NAMES
from bajigong.batch.against.pairs import Pairs
from bajigong.batch.against.stance import Stance
from bajigong.batch.against.tally import COLUMNS, Tally
from bajigong.batch.against.turning import Turn, Turning
from bajigong.batch.answers import OUTCOMES
from bajigong.batch.book import ReasonBook
from bajigong.batch.summing.errors import ResultError
from bajigong.batch.summing.result import Result, open_book, open_result
from bajigong.batch.summing.why import reason_of
from bajigong.engine.verdict import Outcome
from bajigong.policy.text import Text

#: So many reasons of a side are kept in hand.
_KEPT: Final = 1 << 16
_ALONE: Final = Text(
    "{path}不是对照核验的结果，核验时须加--against", "{path}: is not a result of a check with --against"
)
_NO_BOOK: Final = Text(
    "{path}的对照原因字典{book}不在其旁或无法读取",
    "{path}: its dictionary of reasons there, {book}, is not beside it or cannot be read",
)


@frozen
class Law:
    """One side: the tenant, the name of its law, and the one day asked about, "" where rows may have their own."""

    tenant: str
    bundle: str
    on: str


@frozen(eq=False)
class Changes:
    """The counts of a result; people are its rows.

    ``said`` is what ``--against`` said. ``changes`` are by change, ``verdicts`` by verdict here and there, ``grades``
    by grade ("" for none) and change. ``loses`` are those eligible here alone, ``gains`` those eligible there alone.
    """

    here: Law
    there: Law
    said: str
    total: int
    changes: Mapping[str, int]
    verdicts: Mapping[tuple[Outcome, Outcome], int]
    grades: Mapping[str, Mapping[str, int]]
    loses: Turn
    gains: Turn

    @property
    def changed(self) -> int:
        """The people for whom anything changes."""
        return self.total - self.changes["same"]


def changes(path: Path) -> Changes:
    """Count a finished result of a check with ``--against``, a batch at a time.

    Raises ResultError where it is none, is not whole or lacks a dictionary of reasons.
    """
    result = open_result(path)
    said = {key.decode(): value.decode() for key, value in (result.schema.metadata or {}).items() if key != b"pandas"}
    if not NAMES.issubset(result.schema.names) or "bajigong.against" not in said:
        raise ResultError(_ALONE.fill(path=path))
    tally = Tally(path)
    for batch in result.batches(COLUMNS):
        tally.add(batch)
    sides = _Sides(result, _book_there(result, said.get("bajigong.against_reasons", "")))
    day = said.get("bajigong.on", "")
    by_change = dict(zip(CHANGES, tally.cells.sum((1, 2)).tolist(), strict=True))
    return Changes(
        Law(result.tenant, result.bundle, day),
        Law(
            said.get("bajigong.against_tenant", ""),
            said.get("bajigong.against_bundle", ""),
            said.get("bajigong.against_on", day),
        ),
        said["bajigong.against"],
        sum(by_change.values()),
        by_change,
        _crossed(tally),
        {grade: dict(zip(CHANGES, counts, strict=True)) for grade, counts in sorted(tally.grades.by_value().items())},
        sides.turn(tally.losing, eligible_here=True),
        sides.turn(tally.gaining, eligible_here=False),
    )


def _crossed(tally: Tally) -> dict[tuple[Outcome, Outcome], int]:
    cells = tally.cells.sum(0).tolist()
    every = ((one, other, cells[n][m]) for n, one in enumerate(OUTCOMES) for m, other in enumerate(OUTCOMES))
    return {(one, other): people for one, other, people in every if people}


def _book_there(result: Result, name: str) -> ReasonBook:
    path = result.reasons.with_name(Path(name).name) if name else result.reasons
    try:
        return ReasonBook.open(path)
    except (OSError, ValueError) as error:  # pyarrow's errors are ValueErrors
        raise ResultError(_NO_BOOK.fill(path=result.path, book=name or "?")) from error


class _Sides:
    """The reasons of both sides, each looked up once while it is in hand."""

    def __init__(self, result: Result, there: ReasonBook) -> None:
        here = open_book(result)

        @lru_cache(maxsize=_KEPT)
        def stance(signature: int, *, mine: bool) -> Stance:
            return Stance.of(reason_of(here if mine else there, signature, result.path))

        self.stance = stance

    def turn(self, pairs: Pairs, *, eligible_here: bool) -> Turn:
        turning = Turning(novel=eligible_here)
        for one, other, people in self._pairs(pairs):
            turning.add(*((one, other) if eligible_here else (other, one)), people)
        return turning.done()

    def _pairs(self, pairs: Pairs) -> Iterator[tuple[Stance, Stance, int]]:
        for here, there, people in pairs.counted():
            yield self.stance(here, mine=True), self.stance(there, mine=False), people
