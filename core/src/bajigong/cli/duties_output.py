"""Duties for programs: as JSON, and as entries of a calendar."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import click
from icalendar import Alarm, Calendar, Event

from bajigong.cli.duties_view import View
from bajigong.engine.duties import Due, kept_through
from bajigong.errors import BajigongError
from bajigong.outputs import write_whole
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


#: How long before the day a calendar reminds.
NOTICE: Final = timedelta(days=14)
_FEBRUARY, _LEAP_DAY = 2, "02-29"

_NAME = Text("{tenant}职业技能等级认定监管要求", "{tenant}: duties in skill grade assessment")
_SUMMARY = Text("{who}：{duty}", "{who}: {duty}")
_BASIS = Text("依据：{where}", "Clause: {where}")
_LAPSES = Text("所依文件自{day}起失效。", "What it rests on lapses on {day}.")
_NONE = Text(
    "所选监管要求均无每年期限，未生成{path}", "none of these duties has a day of the year; {path} was not written"
)


def write_calendar(path: Path, view: View, lang: Lang) -> int:
    """Write the duties that have a day to a file; return how many they are.

    Raises BajigongError where there is none, for a calendar may not be empty, and where the file cannot be written.
    """
    dated = [entry for entry in view.entries if entry.day]
    if not dated:
        raise BajigongError(_NONE.fill(path=path).say(lang))
    write_whole(path, _calendar(view, dated, lang).to_ical(), lang)
    return len(dated)


def _calendar(view: View, entries: list[Due], lang: Lang) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//bajigong//duties//{lang.upper()}")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _NAME.fill(tenant=view.asked.tenant.label).say(lang))
    for entry in entries:
        calendar.add_component(_event(view, entry, lang))
    return calendar


def _event(view: View, entry: Due, lang: Lang) -> Event:
    event, summary = Event(), _SUMMARY.fill(who=entry.duty.who, duty=entry.duty.label).say(lang)
    assert entry.day is not None  # only those that have one are written
    event.add("uid", f"{entry.duty.id}.{view.asked.place}@bajigong")
    event.add("dtstamp", datetime.now(UTC).replace(microsecond=0))
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("rrule", _each_year(entry))
    event.add("summary", summary)
    event.add("description", "\n".join(text.say(lang) for text in _description(view, entry)))
    event.add("categories", [entry.duty.kind])
    event.add("transp", "TRANSPARENT")
    event.add_component(_alarm(summary))
    return event


def _each_year(entry: Due) -> dict[str, Any]:
    """Recur until the last day on which the documents count; the 29th of February as the last day of that month."""
    rule: dict[str, Any] = {"freq": "yearly"}
    if entry.duty.due == _LEAP_DAY:
        rule |= {"bymonth": _FEBRUARY, "bymonthday": -1}
    return rule | ({"until": _last_day(entry.lapses)} if entry.lapses else {})


def _last_day(lapses: date) -> date:
    return lapses - timedelta(days=1)


def _description(view: View, entry: Due) -> list[Text]:
    said = [entry.duty.gist, *entry.duty.lists]
    said += [_BASIS.fill(where=view.where(clause)) for clause in entry.clauses]
    said += [_LAPSES.fill(day=entry.lapses)] if entry.lapses else []
    return [*said, *view.undated(entry.clauses)]


def _alarm(summary: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", -NOTICE)
    return alarm
