"""Duties for programs: one object a line."""

import json
from typing import Any

import click

from bajigong.cli.duties_view import View
from bajigong.duties import Due, kept_through
from bajigong.policy.text import Lang, Text


def print_lines(view: View, lang: Lang) -> None:
    """Print each duty as a line of JSON to stdout."""
    for entry in view.entries:
        click.echo(json.dumps(as_json(view, entry, lang), ensure_ascii=False))


def as_json(view: View, entry: Due, lang: Lang) -> dict[str, Any]:
    """Say one duty, with the law that it is read from. None is no bound, no day, or for ever."""
    asked = view.asked
    return {
        "id": entry.duty.id,
        "tenant": asked.tenant.id,
        "place": asked.place,
        "on": str(asked.on),
        **_words(entry, lang),
        "due": entry.duty.due or None,
        "day": _date(entry.day),
        "cut_short": entry.cut_short,
        "since": _date(entry.since),
        "until": _date(entry.lapses),
        "keep": _keep_json(view, entry, lang),
        "lists": [text.say(lang) for text in entry.duty.lists],
        "figures": dict(entry.duty.figures),
        "cites": [_cite_json(view, clause, lang) for clause in entry.clauses],
        "bundle": asked.bundle.hash,
    }


def _words(entry: Due, lang: Lang) -> dict[str, Any]:
    duty = entry.duty
    return {
        "who": duty.who.say(lang),
        "kind": duty.kind,
        "label": duty.label.say(lang),
        "gist": duty.gist.say(lang),
        "before": _say(duty.before, lang),
        "tracks": duty.tracks,
    }


def _keep_json(view: View, entry: Due, lang: Lang) -> list[dict[str, Any]]:
    ends = [(keep, kept_through(keep, view.asked.on)) for keep in entry.duty.keep]
    return [{"what": keep.what.say(lang), "years": keep.years, "through": _date(end)} for keep, end in ends]


def _cite_json(view: View, clause: str, lang: Lang) -> dict[str, Any]:
    what = view.asked.bundle.clauses[clause].what
    [document] = view.documents([clause])
    return {
        "clause": clause,
        "document": document.name.say(lang),
        "at": what.at,
        "gist": what.gist.say(lang),
        "status": what.status or None,
        "lacks": _say(what.lacks, lang),
    }


def _say(text: Text | None, lang: Lang) -> str | None:
    return text.say(lang) if text else None


def _date(day: object) -> str | None:
    return str(day) if day else None
