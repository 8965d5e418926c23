"""The duties that answer what was asked: as a table, as JSON, and in a calendar."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from attrs import frozen

from bajigong.calendar import from_day, to_day
from bajigong.cli.options import BASIS, LAPSES, NOTE, PERIOD, SINCE, Asked
from bajigong.cli.show.lines import print_fields, print_table
from bajigong.engine.duties import Due, agenda, kept_through
from bajigong.errors import BajigongError
from bajigong.law.bundle import in_force, undated, within
from bajigong.law.place import PlacedLaw, Reader, Variant
from bajigong.outputs import write_whole
from bajigong.policy.law import Document, Duty, DutyKind
from bajigong.policy.text import Lang, Text, listed, same
from bajigong.review.book_words import CLAUSE_KIND, worded

if TYPE_CHECKING:
    from icalendar import Alarm, Calendar, Event

_CUT_SHORT = Text(
    "{duty}：{docs}自{day}起失效，下一期限（{due}）已不在有效期内",
    "{duty}: {docs} lapses on {day}, before the next due day ({due})",
)
_LAPSED = Text("{doc}自{day}起失效，所列{n}项不再计入", "{doc} lapsed: from {day} its duties ({n}) no longer count")
_NOT_YET = Text(
    "{doc}自{day}起施行，所列{n}项尚未计入", "{doc} is not in force until {day}; its duties ({n}) do not count"
)
_KEPT = Text("{on}形成的{what}保管至{day}。", "Made on {on}: keep {what} through {day}.")
_FOR_EVER = Text("永久保存：{what}。", "Keep for ever: {what}.")


@frozen
class Wanted:
    """Which duties are asked for. None, or "", is any."""

    track: str | None = None
    who: str = ""
    kind: DutyKind | None = None

    def __contains__(self, duty: Duty) -> bool:
        """Whether a duty is one of them."""
        named = self.who.casefold() in duty.who.zh or self.who.casefold() in duty.who.en.casefold()
        of_track = self.track is None or not duty.tracks or self.track in duty.tracks
        return named and of_track and self.kind in (None, duty.kind)


@frozen(eq=False)
class View:
    """The duties asked for in a place on a day, in order, and those of them that are not in force."""

    asked: Asked
    entries: tuple[Due, ...]
    others: tuple[Variant[Duty], ...]

    def groups(self) -> Mapping[Text, tuple[Due, ...]]:
        """The duties of each who, the who with the earliest due day first."""
        found: dict[Text, tuple[Due, ...]] = {}
        for entry in self.entries:
            found[entry.duty.who] = (*found.get(entry.duty.who, ()), entry)
        return found

    def notes(self) -> tuple[Text, ...]:
        """Say which due days no longer come, which documents have no date and which do not count on the day."""
        cited = (clause for entry in self.entries for clause in entry.clauses)
        return (*self._cut_short(), *self.undated(cited), *self._out_of_force())

    def documents(self, clauses: Iterable[str]) -> tuple[Document, ...]:
        """The documents that clauses stand in, each once."""
        names = dict.fromkeys(self.asked.bundle.clauses[clause].what.document for clause in clauses)
        return tuple(self.asked.bundle.documents[name].what for name in names)

    def undated(self, clauses: Iterable[str]) -> tuple[Text, ...]:
        """Name the documents of clauses that have no date."""
        return tuple(undated(self.documents(clauses)))

    def where(self, clause: str) -> Text:
        """Say where a clause stands: the document and the place in it."""
        [document] = self.documents([clause])
        return same("{doc} {at}").fill(doc=document.name, at=self.asked.bundle.clauses[clause].what.at)

    def kept(self, entry: Due) -> tuple[Text, ...]:
        """Say until when what is made on the day asked about is kept."""
        on = self.asked.on
        ends = [(keep.what, kept_through(keep, on)) for keep in entry.duty.keep]
        dated = [_KEPT.fill(what=what, on=on, day=day) for what, day in ends if day]
        for_ever = tuple(keep.what for keep in entry.duty.keep if keep.years is None)
        return (*dated, _FOR_EVER.fill(what=listed(for_ever))) if for_ever else tuple(dated)

    def _cut_short(self) -> Iterator[Text]:
        for entry in self.entries:
            if entry.cut_short:
                docs = listed(tuple(document.name for document in self.documents(entry.clauses)))
                yield _CUT_SHORT.fill(duty=entry.duty.label, docs=docs, day=entry.lapses, due=entry.duty.due)

    def _out_of_force(self) -> Iterator[Text]:
        for document in self.documents(clause for other in self.others for clause in other.clauses):
            since, until = (from_day(bound) for bound in in_force(document))
            n = sum(document in self.documents(other.clauses) for other in self.others)
            if since and self.asked.on < since:
                yield _NOT_YET.fill(doc=document.name, day=since, n=n)
            elif until and self.asked.on >= until:
                yield _LAPSED.fill(doc=document.name, day=until, n=n)


def view(asked: Asked, wanted: Wanted) -> View:
    """Read the duties of a place and keep those that are asked for."""
    law = Reader(asked.bundle, asked.place).read()
    entries = tuple(entry for entry in agenda(law, asked.on) if entry.duty in wanted)
    return View(asked, entries, tuple(one for one in _not_in_force(law, asked.on) if one.rule in wanted))


def _not_in_force(law: PlacedLaw, on: date) -> Iterator[Variant[Duty]]:
    day = to_day(on)
    return (variant for variant in law.duties if not within(variant.period, day))


_TITLE = Text("{place} {on} 的监管要求，共{n}项", "Duties in {place} on {on}: {n}")
_NONE = Text("当日无符合条件的监管要求", "no such duty is in force on that day")
_GROUP = Text("{who}（{n}项）", "{who} ({n})")
_SEE_LISTS = Text("“所列”各项见 --full", "what is listed is shown by --full")
_DUE, _KIND, _DUTY = Text("期限", "due"), Text("类别", "kind"), Text("事项", "duty")
_GIST = Text("要求", "what is asked")
_BEFORE = Text("{act}之前", "before: {act}")
_EACH_YEAR = Text("每年{due}", "each year on {due}")
_LAPSES_FIRST = Text("失效前已无", "lapses first")
_FOR_TRACKS, _KEEP, _LIST = Text("评价类型", "tracks"), Text("保管", "keep"), Text("内容", "list")
_FIGURES, _LACKS = Text("数值", "figures"), Text("未尽之处", "what is missing")


def print_groups(view: View, lang: Lang) -> None:
    """Print a table for each who."""
    _print_title(view, lang)
    for who, entries in view.groups().items():
        _print_who(who, len(entries), lang)
        rows = [[cell.say(lang) for cell in _row(view, entry)] for entry in entries]
        print_table((_DUE, _KIND, _DUTY, _GIST, BASIS), rows, lang, indent="  ")
    hint = (_SEE_LISTS,) if any(entry.duty.lists for entry in view.entries) else ()
    _print_notes((*hint, *view.notes()), lang)


def print_full(view: View, lang: Lang) -> None:
    """Print every duty with all that is known of it."""
    _print_title(view, lang)
    for who, entries in view.groups().items():
        _print_who(who, len(entries), lang)
        for entry in entries:
            click.echo(f"  {entry.duty.label.say(lang)} ({entry.duty.id})")
            print_fields([(name, text.say(lang)) for name, text in _fields(view, entry)], lang, indent="    ")
    _print_notes(view.notes(), lang)


def _print_title(view: View, lang: Lang) -> None:
    click.echo(_TITLE.fill(place=view.asked.place, on=view.asked.on, n=len(view.entries)).say(lang))
    if not view.entries:
        click.echo(_NONE.say(lang))


def _print_who(who: Text, n: int, lang: Lang) -> None:
    click.echo("\n" + _GROUP.fill(who=who, n=n).say(lang))


def _print_notes(notes: tuple[Text, ...], lang: Lang) -> None:
    for note in notes:
        click.echo(NOTE.fill(it=note).say(lang))


def _row(view: View, entry: Due) -> tuple[Text, ...]:
    duty = entry.duty
    asked = listed((duty.gist, *view.kept(entry)), "", " ")
    basis = listed(tuple(view.where(clause) for clause in entry.clauses), "；", "; ")
    return _when(entry), worded(CLAUSE_KIND, duty.kind), duty.label, asked, basis


def _when(entry: Due) -> Text:
    if entry.day:
        return same(str(entry.day))
    if entry.cut_short:
        return _LAPSES_FIRST
    return _BEFORE.fill(act=entry.duty.before) if entry.duty.before else same("-")


def _fields(view: View, entry: Due) -> Iterator[tuple[Text, Text]]:
    duty, tracks = entry.duty, view.asked.bundle.tracks
    yield _KIND, worded(CLAUSE_KIND, duty.kind)
    yield _FOR_TRACKS, listed(tuple(tracks[track].what.label for track in duty.tracks))
    yield _DUE, _all_days(entry)
    yield _GIST, duty.gist
    yield from ((_KEEP, text) for text in view.kept(entry))
    yield from ((_LIST, text) for text in duty.lists)
    yield _FIGURES, _figures(entry)
    yield PERIOD, _period(entry)
    for clause in entry.clauses:
        yield from _clause(view, clause)


def _all_days(entry: Due) -> Text:
    due = _EACH_YEAR.fill(due=entry.duty.due) if entry.duty.due else None
    return listed(tuple(text for text in (due, _when(entry)) if text), "，", ", ")


def _figures(entry: Due) -> Text:
    """Say the numbers; lists of words and the due day are said elsewhere."""
    return same(", ".join(f"{name} = {value}" for name, value in entry.duty.figures if isinstance(value, int)))


def _period(entry: Due) -> Text:
    since = (SINCE.fill(day=entry.since),) if entry.since else ()
    until = (LAPSES.fill(day=entry.lapses),) if entry.lapses else ()
    return listed((*since, *until), "，", ", ")


def _clause(view: View, clause: str) -> Iterator[tuple[Text, Text]]:
    what = view.asked.bundle.clauses[clause].what
    yield BASIS, same("{where} [{id}] {gist}").fill(where=view.where(clause), id=clause, gist=what.gist)
    if what.lacks:
        yield _LACKS, what.lacks


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
_CLAUSE_LINE = Text("依据：{where}", "Clause: {where}")
_LAPSES = Text("所依文件自{day}起失效。", "What it rests on lapses on {day}.")
_NOTHING_DUE = Text(
    "所选监管要求均无每年期限，未生成{path}", "none of these duties has a day of the year; {path} was not written"
)


def write_calendar(path: Path, view: View, lang: Lang) -> int:
    """Write the duties that have a day to a file; return how many they are.

    Raises BajigongError where there is none, for a calendar may not be empty, and where the file cannot be written.
    """
    dated = [entry for entry in view.entries if entry.day]
    if not dated:
        raise BajigongError(_NOTHING_DUE.fill(path=path).say(lang))
    write_whole(path, _calendar(view, dated, lang).to_ical(), lang)
    return len(dated)


def _calendar(view: View, entries: list[Due], lang: Lang) -> "Calendar":
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", f"-//bajigong//duties//{lang.upper()}")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _NAME.fill(tenant=view.asked.tenant.label).say(lang))
    for entry in entries:
        calendar.add_component(_event(view, entry, lang))
    return calendar


def _event(view: View, entry: Due, lang: Lang) -> "Event":
    from icalendar import Event

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
    said += [_CLAUSE_LINE.fill(where=view.where(clause)) for clause in entry.clauses]
    said += [_LAPSES.fill(day=entry.lapses)] if entry.lapses else []
    return [*said, *view.undated(entry.clauses)]


def _alarm(summary: str) -> "Alarm":
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", -NOTICE)
    return alarm
