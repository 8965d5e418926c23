"""All that is counted of a result, in one pass over its rows."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import numpy as np
from attrs import define, field, frozen

from bajigong.batch.answers import OUTCOMES
from bajigong.batch.summing.coding import Codes, Coding, Crossed
from bajigong.batch.summing.distinct import Distinct
from bajigong.batch.summing.errors import ResultError
from bajigong.batch.summing.forecast import Forecast, forecast
from bajigong.batch.summing.refused import count_refused
from bajigong.batch.summing.result import Result, open_book
from bajigong.batch.summing.why import Why, ranked
from bajigong.engine.verdict import Outcome
from bajigong.policy.text import Text

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
