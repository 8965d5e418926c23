"""What stands in people's way: the reasons for refusal and the facts that are wanted, summed over signatures."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from attrs import define, field

from bajigong.batch.summing.errors import ResultError
from bajigong.engine.verdict import Outcome
from bajigong.policy.text import Text

if TYPE_CHECKING:
    from bajigong.batch.answers import Reason
    from bajigong.batch.book import ReasonBook

#: What is read of each reason. The rules, by far the most of it, are left alone.
_COLUMNS: Final = ("signature", "verdict", "route", "route_zh", "route_en", "failing_zh", "failing_en", "missing")
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
    for batch in book.table.select(_COLUMNS).to_batches(max_chunksize=_SOME):
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
