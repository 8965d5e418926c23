"""Duties for people: a table for each who, or every duty written out."""

from collections.abc import Iterator

import click

from bajigong.cli.duties_view import View
from bajigong.cli.listing import print_fields, print_table
from bajigong.duties import Due
from bajigong.law_book.labels import CLAUSE_KIND, worded
from bajigong.policy.text import Lang, Text, listed, same

_TITLE = Text("{place} {on} 的监管要求，共{n}项", "Duties in {place} on {on}: {n}")
_NONE = Text("当日无符合条件的监管要求", "no such duty is in force on that day")
_GROUP = Text("{who}（{n}项）", "{who} ({n})")
_NOTE = Text("注：{it}", "note: {it}")
_SEE_LISTS = Text("“所列”各项见 --full", "what is listed is shown by --full")
_DUE, _KIND, _DUTY = Text("期限", "due"), Text("类别", "kind"), Text("事项", "duty")
_GIST, _BASIS = Text("要求", "what is asked"), Text("依据", "clause")
_BEFORE = Text("{act}之前", "before: {act}")
_EACH_YEAR = Text("每年{due}", "each year on {due}")
_CUT_SHORT = Text("失效前已无", "lapses first")
_FOR_TRACKS, _KEEP, _LIST = Text("评价类型", "tracks"), Text("保管", "keep"), Text("内容", "list")
_FIGURES, _PERIOD, _LACKS = Text("数值", "figures"), Text("起止", "in force"), Text("未尽之处", "what is missing")
_SINCE, _UNTIL = Text("自{day}起", "since {day}"), Text("{day}起失效", "lapses on {day}")


def print_groups(view: View, lang: Lang) -> None:
    """Print a table for each who."""
    _print_title(view, lang)
    for who, entries in view.groups().items():
        _print_who(who, len(entries), lang)
        rows = [[cell.say(lang) for cell in _row(view, entry)] for entry in entries]
        print_table((_DUE, _KIND, _DUTY, _GIST, _BASIS), rows, lang, indent="  ")
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
        click.echo(_NOTE.fill(it=note).say(lang))


def _row(view: View, entry: Due) -> tuple[Text, ...]:
    duty = entry.duty
    asked = listed((duty.gist, *view.kept(entry)), "", " ")
    basis = listed(tuple(view.where(clause) for clause in entry.clauses), "；", "; ")
    return _when(entry), worded(CLAUSE_KIND, duty.kind), duty.label, asked, basis


def _when(entry: Due) -> Text:
    if entry.day:
        return same(str(entry.day))
    if entry.cut_short:
        return _CUT_SHORT
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
    yield _PERIOD, _period(entry)
    for clause in entry.clauses:
        yield from _clause(view, clause)


def _all_days(entry: Due) -> Text:
    due = _EACH_YEAR.fill(due=entry.duty.due) if entry.duty.due else None
    return listed(tuple(text for text in (due, _when(entry)) if text), "，", ", ")


def _figures(entry: Due) -> Text:
    """Say the numbers; lists of words and the due day are said elsewhere."""
    return same(", ".join(f"{name} = {value}" for name, value in entry.duty.figures if isinstance(value, int)))


def _period(entry: Due) -> Text:
    since = (_SINCE.fill(day=entry.since),) if entry.since else ()
    until = (_UNTIL.fill(day=entry.lapses),) if entry.lapses else ()
    return listed((*since, *until), "，", ", ")


def _clause(view: View, clause: str) -> Iterator[tuple[Text, Text]]:
    what = view.asked.bundle.clauses[clause].what
    yield _BASIS, same("{where} [{id}] {gist}").fill(where=view.where(clause), id=clause, gist=what.gist)
    if what.lacks:
        yield _LACKS, what.lacks
