"""``bajigong ladder``: the grade ladders of a place on a day, and why a grade is not open there."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import field, frozen

from bajigong.cli.options import (
    BASIS,
    LAPSES,
    NO_TENANT,
    NOTE,
    PERIOD,
    SINCE,
    config_option,
    json_option,
    lang_option,
    on_option,
    place_option,
    see_place,
    tenant_option,
)
from bajigong.law.bundle import ELSEWHERE, LAPSED, NOT_YET
from bajigong.policy.text import Lang, Text, listed

if TYPE_CHECKING:
    from bajigong.law.opening import Bundle
    from bajigong.law.place import PlacedLaw, Variant
    from bajigong.policy.asks import Requirement
    from bajigong.policy.law import Document, Gate, Ladder, Way

_SILENT = Text("现行文件对此地未作规定（{term}）", "no document in force here provides for it ({term})")
_REFUSED = Text("仅限：{what}", "only where {what}")
_NO_GATES = Text(
    "{track}：当日在此地无现行规定的准入条件有{gates}，个人申报不能判定",
    "{track}: no application can be decided, for nothing in force here that day lays down: {gates}",
)
_TITLE = Text("{place} {on} 的职业技能等级序列", "Grade ladders in {place} on {on}")
_NO_LADDER = Text("当日无开放的等级序列", "no ladder is open on that day")
_GRADES = Text("等级（由低到高）", "grades, lowest first")
_TRACKS = Text("评价类型", "tracks")
_REQUIREMENTS = Text("条件", "conditions")
_STEPS = Text("等级内分层次", "steps within a grade")
_ALLOWED = Text("可以", "allowed")
_CLOSED = Text("未开放的等级", "Grades that are not open")
_NO_TRACK = Text("评价类型“{track}”不存在；应为{known}", "found track '{track}'; expected one of {known}")


@click.command()
@tenant_option
@config_option
@click.option("--track", metavar="TRACK", help="Only this track (评价类型).")
@click.option("--occupation", metavar="CODE|NAME", help="Only what is open to this occupation (职业).")
@place_option
@on_option
@json_option
@lang_option
def ladder(  # noqa: PLR0913  (an argument for each option)
    *,
    tenant: str | None,
    config: Path | None,
    track: str | None,
    occupation: str | None,
    place: str | None,
    on: date | None,
    as_json: bool,
    lang: Lang,
) -> None:
    """Show the grade ladders (等级序列) that are open in a place on a day, and why a grade is not."""
    from bajigong.cli.options import today
    from bajigong.law import tenants
    from bajigong.law.place import Reader

    if tenant is None:
        raise click.UsageError(NO_TENANT.say(lang))
    see_place(place, lang)
    here = tenants.tenant(tenant, config)
    bundle = here.open()
    if track is not None and track not in bundle.tracks:
        raise click.UsageError(_NO_TRACK.fill(track=track, known=", ".join(bundle.tracks)).say(lang))
    where, day = place or here.region, on or today()
    code = _occupation(bundle, occupation, where, day, lang)
    law = Reader(bundle, where).read()
    view = View(bundle, law, day, (track,) if track else tuple(bundle.tracks), code)
    _print_json(view, tenant, lang) if as_json else _print(view, lang)


def _occupation(bundle: "Bundle", query: str | None, place: str, on: date, lang: Lang) -> str:
    from bajigong.cli.occupation import not_found
    from bajigong.law.occupation_search import Search, find

    if query is None:
        return ""
    search = find(bundle, query, place=place, on=on)
    if search.only is None:
        near = tuple(entry.occupation for entry in search.entries[:5]) or search.suggestions
        raise click.ClickException(not_found(Search(query, (), near), lang))
    return search.only.code


@frozen
class Shown:
    """A ladder that is open, and the tracks it is open on."""

    variant: "Variant[Ladder]"
    tracks: tuple[str, ...]


@frozen
class Closed:
    """Grades of a ladder that are not open on some tracks, and why."""

    ladder: "Ladder"
    grades: tuple[str, ...]
    tracks: tuple[str, ...]
    why: tuple[Text, ...]


@frozen(eq=False, slots=False)
class View:
    """What is open and what is not, for tracks, and for an occupation unless it is ""."""

    bundle: "Bundle"
    law: "PlacedLaw"
    on: date
    tracks: tuple[str, ...]
    occupation: str = field(default="")

    @cached_property
    def shown(self) -> tuple[Shown, ...]:
        """The ladders that are open on at least one of the tracks."""
        found = (Shown(v, tuple(t for t in self._of(v.rule) if self._opens(v, t))) for v in self.law.ladders)
        return tuple(one for one in found if one.tracks)

    @cached_property
    def closed(self) -> tuple[Closed, ...]:
        """The grades that no ladder opens on a track, by ladder and reason."""
        groups: dict[tuple[str, tuple[str, ...], tuple[Text, ...]], list[str]] = {}
        for name, said in self.bundle.ladders.items():
            for track in self._of(said.what):
                grades = tuple(g for g in self.ordered(said.what.grades) if g not in self._open_grades(track))
                if grades:
                    groups.setdefault((name, grades, self._why(said.what, track)), []).append(track)
        ladders = self.bundle.ladders
        return tuple(Closed(ladders[n].what, g, tuple(tracks), why) for (n, g, why), tracks in groups.items())

    def ordered(self, grades: Iterable[str]) -> tuple[str, ...]:
        """Sort grades from the lowest up."""
        return tuple(sorted(grades, key=lambda grade: self.bundle.grades[grade].what.order))

    def notes(self) -> tuple[Text, ...]:
        """Name the gates on which the place is silent, and the documents of open ladders that have no date."""
        from bajigong.law.bundle import undated

        clauses = [clause for one in self.shown for clause in one.variant.clauses]
        return (*self._silent_gates(), *undated(self._documents(clauses)))

    def _silent_gates(self) -> Iterator[Text]:
        tracks = {track for one in self.shown for track in one.tracks}
        for track in (track for track in self.tracks if track in tracks):
            asked = (gate for gate in self._gates(track) if not gate.optional)
            silent = tuple(gate.label for gate in asked if not self._ways(gate, track))
            if silent:
                yield _NO_GATES.fill(track=self.bundle.tracks[track].what.label, gates=listed(silent, en="; "))

    @cached_property
    def _with_own(self) -> set[str]:
        """The tracks that have a ladder of their own here: they know no other."""
        silent = [silence.rule for silence in self.law.silences]
        ladders = (said.what for said in self.bundle.ladders.values())
        here = [one for one in ladders if one in silent or any(v.rule is one for v in self.law.ladders)]
        return {track for one in here for track in one.tracks}

    def _of(self, ladder: "Ladder") -> tuple[str, ...]:
        """The tracks asked about that a ladder is for."""
        if ladder.tracks:
            return tuple(track for track in self.tracks if track in ladder.tracks)
        return tuple(track for track in self.tracks if track not in self._with_own)

    def _open_grades(self, track: str) -> set[str]:
        return {grade for one in self.shown if track in one.tracks for grade in one.variant.grades}

    def _opens(self, variant: "Variant[Ladder]", track: str) -> bool:
        return self._in_force(variant) and not any(self._refusals(variant, track))

    def _in_force(self, variant: "Variant[Any]") -> bool:
        from bajigong.calendar import to_day
        from bajigong.law.bundle import within

        return within(variant.period, to_day(self.on))

    def _refusals(self, variant: "Variant[Ladder]", track: str) -> "Iterator[Requirement]":
        """Give the requirements that the track or the occupation fails, the ladder's own and those of the gates."""
        yield from self._failed(variant, track)
        for gate in self._gates(track):
            failed = [list(self._failed(way, track)) for way in self._ways(gate, track)]
            if failed and all(failed):
                yield from (requirement for those in failed for requirement in those)

    def _gates(self, track: str) -> "list[Gate]":
        gates = (said.what for said in self.bundle.gates.values())
        return [gate for gate in gates if not gate.tracks or track in gate.tracks]

    def _ways(self, gate: "Gate", track: str) -> "list[Variant[Way]]":
        ways = (way for way in self.law.ways if way.rule.gate == gate.id and self._in_force(way))
        return [way for way in ways if not way.rule.tracks or track in way.rule.tracks]

    def _failed(self, variant: "Variant[Any]", track: str) -> "Iterator[Requirement]":
        from bajigong.policy.when import Selected

        asked = {"track": track, "occupation": self.occupation}
        for requirement in variant.requirements:
            node = requirement.node
            value = asked.get(node.selector, "") if isinstance(node, Selected) else ""
            if isinstance(node, Selected) and value and not node.admits(value):
                yield requirement

    def _why(self, rule: "Ladder", track: str) -> tuple[Text, ...]:
        """Say why a ladder is not open on a track."""
        reasons = [_SILENT.fill(term=one.term.label) for one in self.law.silences if one.rule is rule]
        for variant in (variant for variant in self.law.ladders if variant.rule is rule):
            if self._in_force(variant):
                reasons += [_REFUSED.fill(what=one.text) for one in self._refusals(variant, track)]
            else:
                reasons += self._out_of_force(variant)
        return tuple(dict.fromkeys(reasons)) or (ELSEWHERE,)

    def _out_of_force(self, variant: "Variant[Any]") -> Iterator[Text]:
        from bajigong.calendar import from_day, to_day
        from bajigong.law.bundle import in_force

        on = to_day(self.on)
        for document in self._documents(variant.clauses):
            since, until = in_force(document)
            if on < since:
                yield NOT_YET.fill(doc=document.name, day=from_day(since))
            elif on >= until:
                yield LAPSED.fill(doc=document.name, day=from_day(until))

    def _documents(self, clauses: Iterable[str]) -> "Iterator[Document]":
        for name in dict.fromkeys(self.bundle.clauses[clause].what.document for clause in clauses):
            yield self.bundle.documents[name].what


def _print(view: View, lang: Lang) -> None:
    click.echo(_TITLE.fill(place=view.law.place, on=view.on).say(lang))
    if not view.shown:
        click.echo(_NO_LADDER.say(lang))
    for one in view.shown:
        _print_ladder(view, one, lang)
    if view.closed:
        click.echo("\n" + _CLOSED.say(lang))
    for closed in view.closed:
        grades, tracks = _names(view.bundle.grades, closed.grades), _names(view.bundle.tracks, closed.tracks)
        words = Text("{tracks}：{grades}。{ladder}：{why}", "{tracks}: {grades}. {ladder}: {why}")
        said = words.fill(tracks=tracks, grades=grades, ladder=closed.ladder.label, why=listed(closed.why, "；", "; "))
        click.echo(f"  {said.say(lang)}")
    for note in view.notes():
        click.echo(NOTE.fill(it=note).say(lang))


def _print_ladder(view: View, one: Shown, lang: Lang) -> None:
    from bajigong.cli.show.lines import print_fields

    variant = one.variant
    rule = variant.rule
    click.echo(f"\n{rule.label.say(lang)} ({variant.id})")
    fields = [
        (_GRADES, _names(view.bundle.grades, view.ordered(variant.grades)).say(lang)),
        (_TRACKS, _names(view.bundle.tracks, one.tracks).say(lang)),
        (_REQUIREMENTS, listed(tuple(r.text for r in variant.requirements), "；", "; ").say(lang)),
        (_STEPS, _ALLOWED.say(lang) if variant.steps else ""),
        (PERIOD, _period(variant).say(lang)),
    ]
    fields += [(BASIS, _cite(view, clause, lang)) for clause in variant.clauses]
    print_fields(fields, lang, indent="  ")


def _names(register: Any, ids: Iterable[str]) -> Text:
    return listed(tuple(register[name].what.label for name in ids))


def _period(variant: "Variant[Any]") -> Text:
    from bajigong.calendar import from_day

    since, until = map(from_day, variant.period)
    bounds = (SINCE.fill(day=since) if since else None, LAPSES.fill(day=until) if until else None)
    return listed(tuple(bound for bound in bounds if bound), "，", ", ")


def _cite(view: View, clause: str, lang: Lang) -> str:
    what = view.bundle.clauses[clause].what
    document = view.bundle.documents[what.document].what
    return f"{document.name.say(lang)} {what.at} [{clause}] {what.gist.say(lang)}"


def _print_json(view: View, tenant: str, lang: Lang) -> None:
    from bajigong.cli.show.lines import print_json

    said = {
        "tenant": tenant,
        "place": view.law.place,
        "on": str(view.on),
        "tracks": view.tracks,
        "occupation": view.occupation or None,
        "ladders": [_ladder_json(view, one, lang) for one in view.shown],
        "closed": [_closed_json(one, lang) for one in view.closed],
        "notes": [note.say(lang) for note in view.notes()],
        "bundle": view.bundle.hash,
    }
    print_json(said)


def _ladder_json(view: View, one: Shown, lang: Lang) -> dict[str, Any]:
    from bajigong.calendar import from_day

    rule = one.variant.rule
    since, until = (str(day) if day else None for day in map(from_day, one.variant.period))
    return {
        "id": one.variant.id,
        "label": rule.label.say(lang),
        "grades": view.ordered(one.variant.grades),
        "tracks": one.tracks,
        "requirements": [requirement.text.say(lang) for requirement in one.variant.requirements],
        "steps": one.variant.steps,
        "since": since,
        "until": until,
        "cites": [_cite_json(view, clause, lang) for clause in one.variant.clauses],
    }


def _cite_json(view: View, clause: str, lang: Lang) -> dict[str, str]:
    what = view.bundle.clauses[clause].what
    document = view.bundle.documents[what.document].what
    return {"clause": clause, "document": document.name.say(lang), "at": what.at, "gist": what.gist.say(lang)}


def _closed_json(one: Closed, lang: Lang) -> dict[str, Any]:
    why = [reason.say(lang) for reason in one.why]
    return {"ladder": one.ladder.id, "grades": one.grades, "tracks": one.tracks, "why": why}
