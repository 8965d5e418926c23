"""How assessment is laid down differently: topic by topic, with a selection for which it shows."""

from collections.abc import Iterator, Mapping, Sequence

from bajigong.differing.difference import Difference, Held, days, how
from bajigong.differing.shown import Shown
from bajigong.law_book.labels import ASPECT, worded
from bajigong.placed import Variant
from bajigong.policy.rules import Aspect
from bajigong.policy.text import Text, listed
from bajigong.readings import common
from bajigong.witness import Side

_Topics = Mapping[str, tuple[Variant[Aspect], ...]]


def practice_differences(a: Side, b: Side, shown: Shown) -> Iterator[Difference]:
    """Give the topics on which a side lays down what the other does not, each with a selection for which it shows.

    What both lay down alike is left out; a side that lays down nothing besides is None.
    """
    mine, theirs = _topics(a), _topics(b)
    for topic in dict.fromkeys((*mine, *theirs)):
        alike = {v.rule.gist for v in mine.get(topic, ())} & {v.rule.gist for v in theirs.get(topic, ())}
        held, other = (
            _held(side, [v for v in those.get(topic, ()) if v.rule.gist not in alike])
            for side, those in ((a, mine), (b, theirs))
        )
        if held or other:
            label = worded(ASPECT, topic)
            yield Difference(
                "practice", topic, label, how(held, other, same=False), held, other, practice=shown.topic(topic)
            )


def _topics(side: Side) -> _Topics:
    """Return what is laid down about assessment in the place on the day, by topic."""
    found: dict[str, tuple[Variant[Aspect], ...]] = {}
    for variant in side.law.aspects:
        if side.counts(variant.period):
            found[variant.rule.of] = (*found.get(variant.rule.of, ()), variant)
    return found


def _held(side: Side, variants: Sequence[Variant[Aspect]]) -> Held | None:
    if not variants:
        return None
    clauses = tuple(dict.fromkeys(clause for variant in variants for clause in variant.clauses))
    by = tuple(dict.fromkeys(side.bundle.aspects[variant.rule.id].by for variant in variants))
    rules = tuple(dict.fromkeys(variant.rule.id for variant in variants))
    period = common(*(variant.period for variant in variants))
    return Held(_listed([variant.rule.gist for variant in variants]), clauses, by, **days(period), rules=rules)


def _listed(gists: Sequence[Text]) -> Text:
    return listed(tuple(dict.fromkeys(gists)), "；", "; ")
