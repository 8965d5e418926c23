"""A summary for programs: one JSON object. Its keys are fixed; values of a result are its own codes."""

from collections.abc import Mapping
from typing import Any

from bajigong.batch.answers import OUTCOMES
from bajigong.batch.summing.summary import Counts
from bajigong.cli.summary_words import TOP, Words
from bajigong.policy.text import Lang


def as_object(words: Words, lang: Lang) -> dict[str, Any]:
    """Return what is written. Tables are whole; reasons and facts are the commonest."""
    summary = words.summary
    wanted = zip(summary.missing[:TOP], words.missing(), strict=True)
    return {
        "tenant": summary.result.tenant,
        "bundle": summary.result.bundle,
        "on": [day.isoformat() for day in summary.days],
        "total": summary.total,
        "refused": summary.refused,
        "verdicts": _named(summary.verdicts),
        "failing": [{"text": text.say(lang), "people": people} for text, people in words.failing()],
        "missing": [
            {"fact": fact, "label": label.say(lang), "people": people, "alone": alone}
            for (fact, _), (label, people, alone) in wanted
        ],
        "forecast": _forecast(words, lang),
        "grades": _table(summary.grades),
        "occupations": _table(summary.occupations),
        "routes": _table(summary.routes),
        "cities": _table(summary.cities),
    }


def _forecast(words: Words, lang: Lang) -> dict[str, Any]:
    forecast = words.summary.forecast
    return {
        "now": forecast.now,
        "months": [
            {"month": f"{month.first:%Y-%m}", "gained": month.gained, "lost": month.lost, "total": month.total}
            for month in forecast.months
        ],
        "leaving": [
            {
                "day": one.day.isoformat(),
                "people": one.people,
                "lapsing": [document.say(lang) for document in words.lapsing(one.day)],
            }
            for one in forecast.leaving
        ],
    }


def _table(counts: Mapping[str, Counts]) -> dict[str, dict[str, int]]:
    return {key: _named(counts[key]) for key in sorted(counts)}


def _named(counts: Counts) -> dict[str, int]:
    return {str(outcome): count for outcome, count in zip(OUTCOMES, counts, strict=True)}
