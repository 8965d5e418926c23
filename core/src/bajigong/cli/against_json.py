"""The comparison of two laws over the same people for programs: one JSON object with all counts."""

from typing import Any

from attrs import asdict

from bajigong.batch.against.turning import Turn
from bajigong.cli.against_words import Words
from bajigong.policy.text import Lang


def as_object(words: Words, lang: Lang) -> dict[str, Any]:
    """Return what is written. Its keys are fixed; values are the result's own codes, texts in one language."""
    changes = words.changes
    return {
        "against": changes.said,
        "here": {key: value or None for key, value in asdict(changes.here).items()},
        "there": {key: value or None for key, value in asdict(changes.there).items()},
        "total": changes.total,
        "changes": dict(changes.changes),
        "verdicts": [
            {"here": str(one), "there": str(other), "people": people}
            for (one, other), people in changes.verdicts.items()
        ],
        "grades": {grade: dict(counts) for grade, counts in changes.grades.items()},
        "loses": _turn(words, changes.loses, lang, loses=True),
        "gains": _turn(words, changes.gains, lang, loses=False),
    }


def _turn(words: Words, turn: Turn, lang: Lang, *, loses: bool) -> dict[str, Any]:
    """Return the counts of those who turn. ``bars`` and what follows are of the side on which they are not eligible."""

    def clauses(counted: tuple[tuple[str, int], ...], *, there: bool) -> list[dict[str, Any]]:
        return [
            {"clause": one, "text": words.clause(one, there=there).say(lang), "people": people}
            for one, people in counted
        ]

    return {
        "people": turn.people,
        "held": clauses(turn.held, there=not loses),
        "bars": clauses(turn.bars, there=loses),
        "failing": [{"text": words.text(one, there=loses).say(lang), "people": people} for one, people in turn.failing],
        "missing": [
            {"fact": one, "label": words.fact(one, there=loses).say(lang), "people": people}
            for one, people in turn.missing
        ],
    }
