"""All that is counted of a result, in one pass over its rows."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from attrs import define, field, frozen

from bajigong.answers import Outcome
from bajigong.batch.cases import OUTCOMES
from bajigong.batch.summing.result import Codes, Coding, Crossed, Result, ResultError, count_refused, open_book
from bajigong.policy.text import Text

if TYPE_CHECKING:
    from bajigong.batch.cases import Reason
    from bajigong.batch.files.frame import ReasonBook

Numbers = npt.NDArray[np.int64]
#: So many pairs of a value and a count may wait to be put together.
_WAITING: Final = 1 << 20


@define(eq=False)
class Distinct:
    """Counts the values of a column of whole numbers or days; nulls are left out."""

    waiting: list[tuple[Numbers, Numbers]] = field(factory=list)
    held: int = 0

    def add(self, column: Any) -> None:
        """Count a batch."""
        if column.null_count == len(column):
            return
        found = pc.value_counts(column.drop_null())
        values, counts = found.field("values"), found.field("counts")
        if pa.types.is_date32(values.type):
            values = values.cast(pa.int32())
        self.waiting.append((values.to_numpy().astype(np.int64), counts.to_numpy()))
        self.held += len(values)
        if self.held > _WAITING:
            self._settle()

    def counts(self) -> tuple[Numbers, Numbers]:
        """Return the values in order, and how often each was there. Days are counted from 1970-01-01."""
        self._settle()
        return self.waiting[0] if self.waiting else (np.zeros(0, np.int64), np.zeros(0, np.int64))

    def _settle(self) -> None:
        if len(self.waiting) > 1:
            values, where = np.unique(np.concatenate([one for one, _ in self.waiting]), return_inverse=True)
            every = np.concatenate([counts for _, counts in self.waiting])
            counts = np.zeros(len(values), np.int64)
            np.add.at(counts, where, every)
            self.waiting = [(values, counts)]
        elif self.waiting:
            order = np.argsort(self.waiting[0][0])
            self.waiting = [(self.waiting[0][0][order], self.waiting[0][1][order])]
        self.held = 0


#: So many, as a share of those eligible now, must cease to be on one day for the day to be told of.
_MANY: Final = 0.05


@frozen
class Month:
    """One calendar month by its first day: people who become eligible, who cease to be, and those eligible after it."""

    first: date
    gained: int
    lost: int
    total: int


@frozen
class Leaving:
    """A day from which many who were eligible no longer are."""

    day: date
    people: int


@frozen
class Forecast:
    """The months to come, from that of the day asked about on.

    ``now`` are the people eligible before the first month, once those are reckoned in whose own day came earlier than
    it. Losses are of these and of those who become eligible later.
    """

    now: int
    months: tuple[Month, ...]
    leaving: tuple[Leaving, ...]


def forecast(eligible: int, begins: Distinct, ends: Distinct, first: date, months: int) -> Forecast:
    """Count by month. ``begins`` are first eligible days of the others, ``ends`` first days after being eligible."""
    start = (first.year - 1970) * 12 + first.month - 1
    earlier_gained, *gained = _by_month(begins.counts(), start, months)
    earlier_lost, *lost = _by_month(ends.counts(), start, months)
    now = eligible + earlier_gained - earlier_lost
    totals = now + np.cumsum(gained) - np.cumsum(lost)
    rows = zip(range(start, start + months), gained, lost, totals.tolist(), strict=True)
    said = tuple(Month(date(1970 + month // 12, month % 12 + 1, 1), *counts) for month, *counts in rows)
    return Forecast(now, said, _leaving(ends.counts(), start, months, eligible))


def _by_month(counted: tuple[Numbers, Numbers], start: int, months: int) -> list[int]:
    """Return what lies before the first month, then each month's count."""
    days, counts = counted
    at = np.clip(_months(days) - start + 1, 0, months + 1)
    sums = np.zeros(months + 2, np.int64)
    np.add.at(sums, at, counts)
    found: list[int] = sums[: months + 1].tolist()
    return found


def _leaving(counted: tuple[Numbers, Numbers], start: int, months: int, eligible: int) -> tuple[Leaving, ...]:
    days, counts = counted
    at = _months(days) - start
    many = (at >= 0) & (at < months) & (counts >= max(1, _MANY * eligible))
    found = zip(days[many].astype("datetime64[D]").tolist(), counts[many].tolist(), strict=True)
    return tuple(Leaving(day, people) for day, people in found)


def _months(days: Numbers) -> npt.NDArray[np.int64]:
    """Return the months since January 1970."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


#: What is read of each reason. The rules, by far the most of it, are left alone.
_WHY_COLUMNS: Final = ("signature", "verdict", "route", "route_zh", "route_en", "failing_zh", "failing_en", "missing")
#: So many reasons are in hand at a time.
_SOME: Final = 10_000
_NO_REASON = Text(
    "原因字典{path}中没有签名{signature}，字典与结果不属于同一次核验",
    "{path}: holds no reason {signature}; the dictionary is not that of the result",
)


@define(eq=False)
class Why:
    """Sums over reasons. A person counts once for each failing text, and once for each fact in any of their sets.

    ``alone`` counts those whom one fact alone would settle; ``routes`` are the labels of the routes named.
    """

    failing: Counter[Text] = field(factory=Counter)
    missing: Counter[str] = field(factory=Counter)
    alone: Counter[str] = field(factory=Counter)
    routes: dict[str, Text] = field(factory=dict)

    def add(self, book: "ReasonBook", counted: Mapping[int, int], path: object) -> None:
        """Add signatures, each with its number of people. Raises ResultError for one that the dictionary lacks."""
        left = set(counted)
        for reason in _reasons(book):
            if reason["signature"] in left:
                left.discard(reason["signature"])
                self._add(reason, counted[reason["signature"]])
        if left:
            raise ResultError(_NO_REASON.fill(path=path, signature=min(left)))

    def _add(self, reason: Mapping[str, Any], people: int) -> None:
        if reason["route"]:
            self.routes[reason["route"]] = Text(reason["route_zh"], reason["route_en"])
        if reason["verdict"] == Outcome.NOT_ELIGIBLE:
            texts = zip(reason["failing_zh"], reason["failing_en"], strict=True)
            self.failing.update(dict.fromkeys((Text(*both) for both in texts), people))
        elif reason["verdict"] == Outcome.UNDETERMINED:
            self.missing.update({fact: people for facts in reason["missing"] for fact in facts})
            self.alone.update({facts[0]: people for facts in reason["missing"] if len(facts) == 1})


def _reasons(book: "ReasonBook") -> Iterator[dict[str, Any]]:
    for batch in book.table.select(_WHY_COLUMNS).to_batches(max_chunksize=_SOME):
        yield from batch.to_pylist()


def reason_of(book: "ReasonBook", signature: int, path: object) -> "Reason":
    """Return a reason. Raises ResultError where the dictionary at ``path`` lacks it."""
    try:
        return book.reason(signature)
    except KeyError as error:
        raise ResultError(_NO_REASON.fill(path=path, signature=signature)) from error


def ranked(counts: Counter[Any]) -> Iterable[tuple[Any, int]]:
    """Return what was counted from the commonest on; of equal counts the first by its words."""
    return sorted(counts.items(), key=lambda one: (-one[1], str(one[0])))


#: Counts of one value, in the order of `OUTCOMES`.
Counts = tuple[int, ...]

_WIDTH: Final = len(OUTCOMES)
_ELIGIBLE: Final = OUTCOMES.index(Outcome.ELIGIBLE)
_COLUMNS: Final = ("verdict", "grade", "occupation", "place", "route", "on", "until", "eligible_from", "signature")
_VERDICT = Text("{path}中有未知的结论“{verdict}”", "{path}: found verdict '{verdict}'")
_EMPTY = Text("{path}中没有任何一行", "{path}: the result holds no rows")


@frozen(eq=False)
class Summary:
    """The counts of a result; ``grades``, ``occupations``, ``routes`` and ``cities`` by value and verdict.

    ``days`` are the first and the last day asked about. ``refused`` are rows that could not be checked. ``failing``
    counts people by text, ``missing`` by fact, ``alone`` those whom a fact alone settles.
    """

    result: Result
    days: tuple[date, date]
    total: int
    refused: int
    verdicts: Counts
    grades: Mapping[str, Counts]
    occupations: Mapping[str, Counts]
    routes: Mapping[str, Counts]
    cities: Mapping[str, Counts]
    route_labels: Mapping[str, Text]
    failing: tuple[tuple[Text, int], ...]
    missing: tuple[tuple[str, int], ...]
    alone: Mapping[str, int]
    forecast: Forecast

    def count(self, outcome: Outcome) -> int:
        """Return the people with a verdict."""
        return self.verdicts[OUTCOMES.index(outcome)]


@define(eq=False)
class Sums:
    """Takes batches of a result and keeps their counts."""

    path: object
    verdicts: Coding = field(factory=lambda: Coding(values={str(one): n for n, one in enumerate(OUTCOMES)}))
    grade: Crossed = field(factory=lambda: Crossed(_WIDTH))
    occupation: Crossed = field(factory=lambda: Crossed(_WIDTH))
    route: Crossed = field(factory=lambda: Crossed(_WIDTH))
    place: Crossed = field(factory=lambda: Crossed(_WIDTH, Coding(city)))
    on: Distinct = field(factory=Distinct)
    until: Distinct = field(factory=Distinct)
    eligible_from: Distinct = field(factory=Distinct)
    signature: Distinct = field(factory=Distinct)

    def add(self, batch: Any) -> None:
        """Count a batch. Raises ResultError for a verdict that is none."""
        verdicts = self._verdicts(batch.column("verdict"))
        for name in ("grade", "occupation", "route", "place"):
            getattr(self, name).add(batch.column(name), verdicts)
        for name in ("on", "until", "eligible_from", "signature"):
            getattr(self, name).add(batch.column(name))

    def _verdicts(self, column: Any) -> Codes:
        codes = self.verdicts.codes(column)
        for other in list(self.verdicts.values)[_WIDTH:]:
            raise ResultError(_VERDICT.fill(path=self.path, verdict=other))
        return codes


def city(place: str) -> str:
    """Return the city of a place: its first four digits, then two noughts."""
    return f"{place[:4]}00"


def summarise(result: Result, months: int) -> Summary:
    """Count a result, with a forecast of so many months. Raises ResultError where it is empty or not whole."""
    sums = Sums(result.path)
    for batch in result.batches(_COLUMNS):
        sums.add(batch)
    days, _ = sums.on.counts()
    if not len(days):
        raise ResultError(_EMPTY.fill(path=result.path))
    first, last = (np.datetime64(int(day), "D").item() for day in (days[0], days[-1]))
    grades = sums.grade.by_value()
    verdicts = tuple(sum(counts[n] for counts in grades.values()) for n in range(_WIDTH))
    why = Why()
    signatures, people = (side.tolist() for side in sums.signature.counts())
    why.add(open_book(result), dict(zip(signatures, people, strict=True)), result.reasons)
    return Summary(
        result=result,
        days=(first, last),
        total=sum(verdicts),
        refused=count_refused(result.refused),
        verdicts=verdicts,
        grades=grades,
        occupations=sums.occupation.by_value(),
        routes=sums.route.by_value(),
        cities=sums.place.by_value(),
        route_labels=why.routes,
        failing=tuple(ranked(why.failing)),
        missing=tuple(ranked(why.missing)),
        alone=why.alone,
        forecast=forecast(verdicts[_ELIGIBLE], sums.eligible_from, sums.until, last, months),
    )
