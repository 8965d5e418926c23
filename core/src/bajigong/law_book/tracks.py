"""A chapter for each track: who may be assessed there, on which ladder, and how each grade is reached."""

from collections.abc import Iterator

from attrs import frozen

from bajigong.engine.plan import LADDER, make_plan
from bajigong.engine.selection import Selection
from bajigong.law_book.desk import Desk, Link
from bajigong.law_book.entrance import gates_of, ways_through
from bajigong.law_book.routes import GradeEntry, grade_entries
from bajigong.law_book.sentences import Sentence, by_rule, conditions, write
from bajigong.law_book.silence import why_not
from bajigong.law_book.wording import sentence
from bajigong.placed import Variant
from bajigong.policy.rules import Gate, Ladder, Track
from bajigong.policy.text import Text, listed
from bajigong.policy.when import Selected

_LADDER = Text("{ladder}：由低到高依次为{grades}{steps}{when}", "{ladder}: from the lowest up, {grades}{steps}{when}")
_STEPS = Text("，等级内可以分层次", "; a grade may have steps")
_WHEN = Text("；适用于：{what}", "; only where {what}")


@frozen
class GateEntry:
    """A gate: its name, the ways through it, and with none why there is none."""

    label: str
    ways: tuple[Sentence, ...]
    why: tuple[Link, ...] = ()


@frozen
class TrackChapter:
    """What holds on one track. ``closed`` are the gates on which nothing is in force: no application can be decided."""

    anchor: str
    title: str
    gates: tuple[GateEntry, ...]
    ladders: tuple[Sentence, ...]
    no_ladder: tuple[Link, ...]
    grades: tuple[GradeEntry, ...]
    closed: str

    def sentences(self) -> Iterator[Sentence]:
        """Give every sentence of the chapter."""
        yield from (way for gate in self.gates for way in gate.ways)
        yield from self.ladders
        yield from (one for grade in self.grades for group in grade.groups for one in group.sentences)

    def methods(self) -> Iterator[str]:
        """Give the anchors of the methods to which the routes of the chapter lead."""
        yield from (group.method.to for grade in self.grades for group in grade.groups)


def track_chapters(desk: Desk) -> tuple[TrackChapter, ...]:
    """Write the chapter of every track."""
    return tuple(_chapter(desk, said.what) for said in desk.bundle.tracks.values())


def _chapter(desk: Desk, track: Track) -> TrackChapter:
    gates = gates_of(desk, track)
    through = [ways_through(desk, track, gate) for gate in gates]
    ladders = _ladders(desk, track)
    shut = [gate.label for gate, ways in zip(gates, through, strict=True) if not ways]
    shut += [] if ladders else [LADDER.label]
    return TrackChapter(
        f"track-{track.id}",
        desk.title(track.label),
        tuple(_gate(desk, track, gate, n) for n, gate in enumerate(gates, 1)),
        tuple(_ladder(desk, variant, f"{track.id}-ladder-{n}") for n, variant in enumerate(ladders, 1)),
        () if ladders else why_not(desk, _ladder_rules(desk, track)),
        () if shut else grade_entries(desk, track, {grade for ladder in ladders for grade in ladder.grades}),
        desk.say(listed(tuple(shut), en="; ")),
    )


def _gate(desk: Desk, track: Track, gate: Gate, number: int) -> GateEntry:
    groups = by_rule(ways_through(desk, track, gate))
    at = f"{track.id}-gate-{number}"
    ways = tuple(write(desk, group, f"{at}-{n}") for n, group in enumerate(groups, 1))
    declared = (said.what for said in desk.bundle.ways.values())
    mine = [way for way in declared if way.gate == gate.id and track.id in (way.tracks or (track.id,))]
    return GateEntry(desk.title(gate.label), ways, () if ways else why_not(desk, mine))


def _ladders(desk: Desk, track: Track) -> list[Variant[Ladder]]:
    """Return the ladders in force that the track may use, as the engine picks them grade by grade."""
    picked = set[tuple[str, tuple[str, ...]]]()
    for grade in desk.bundle.grades:
        plan = make_plan(desk.bundle, desk.law, Selection(track.id, "", grade, desk.law.place))
        picked |= {(way.id, way.clauses) for way in plan.gates[0].ways if grade in way.grades}
    mine = [one for one in desk.law.ladders if (one.id, one.clauses) in picked and desk.counts(one)]
    return [one for one in mine if _open_to(one, track)]


def _open_to(ladder: Variant[Ladder], track: Track) -> bool:
    nodes = (requirement.node for requirement in ladder.requirements)
    return all(track.id in node.values for node in nodes if isinstance(node, Selected) and node.selector == "track")


def _ladder(desk: Desk, ladder: Variant[Ladder], at: str) -> Sentence:
    """Write a ladder; that it is for the track goes without saying in the track's own chapter."""
    rest = [one for one in ladder.requirements if not (isinstance(one.node, Selected) and one.node.selector == "track")]
    text = _LADDER.fill(
        ladder=ladder.rule.label,
        grades=desk.grades(ladder.grades),
        steps=_STEPS if ladder.rule.steps else Text("", ""),
        when=_WHEN.fill(what=conditions(desk, rest)) if rest else Text("", ""),
    )
    return Sentence(ladder.rule.id, (ladder.id,), desk.say(sentence(text)), desk.cites(ladder.clauses), at)


def _ladder_rules(desk: Desk, track: Track) -> list[Ladder]:
    every = [said.what for said in desk.bundle.ladders.values()]
    return [ladder for ladder in every if track.id in ladder.tracks] or [one for one in every if not one.tracks]
