"""A chapter for each track: who may be assessed there, on which ladder, and how each grade is reached."""

from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen

from bajigong.engine.methods import practice
from bajigong.law.place import Variant
from bajigong.law.plan import LADDER, make_plan
from bajigong.policy.rules import Gate, Ladder, Route, Track, Way
from bajigong.policy.text import Text, listed
from bajigong.policy.when import Selected
from bajigong.review.book_desk import Desk, Link, anchor, sentence
from bajigong.review.book_sentences import Sentence, by_rule, conditions, follows, write
from bajigong.review.book_standing import why_not
from bajigong.schema import Selection

_SHUT = Text(
    "当日此地就该等级的下列事项无现行规定，申报不能受理：{gates}。",
    "This grade cannot be applied for here that day, for nothing in force lays down for it: {gates}.",
)


def gates_of(desk: Desk, track: Track) -> list[Gate]:
    """Return the gates of a track."""
    gates = [said.what for said in desk.bundle.gates.values()]
    mine = [gate for gate in gates if not gate.tracks or track.id in gate.tracks]
    return [gate for gate in mine if not gate.optional or ways_through(desk, track, gate)]


def ways_through(desk: Desk, track: Track, gate: Gate) -> list[Variant[Way]]:
    """Return the ways through a gate that are in force on a track."""
    ways = (way for way in desk.law.ways if way.rule.gate == gate.id and desk.counts(way))
    return [way for way in ways if not way.rule.tracks or track.id in way.rule.tracks]


def closed_for(desk: Desk, track: Track, grade: str) -> Text | None:
    """Name the gates that have no way for a grade, None where each has."""
    shut = []
    for gate in gates_of(desk, track):
        ways = ways_through(desk, track, gate)
        if all(way.grades and grade not in way.grades for way in ways):
            shut.append(gate.label)
    return _SHUT.fill(gates=listed(tuple(shut), en="; ")) if shut else None


def admitted_occupations(desk: Desk, track: Track) -> tuple[str, ...] | None:
    """Return the occupations that the gates of a track admit, None for all."""
    admitted: tuple[str, ...] | None = None
    for gate in gates_of(desk, track):
        named = _named_by(desk, track, gate)
        if named is not None:
            admitted = named if admitted is None else tuple(code for code in admitted if code in named)
    return admitted


def _named_by(desk: Desk, track: Track, gate: Gate) -> tuple[str, ...] | None:
    """Return the occupations that every way through a gate names, None where one of them names none."""
    found: list[str] = []
    for way in ways_through(desk, track, gate):
        nodes = [one.node for one in way.requirements]
        named = [node for node in nodes if isinstance(node, Selected) and node.selector == "occupation" and node.among]
        if not named:
            return None
        found += [code for node in named for code in node.values]
    return tuple(dict.fromkeys(found)) or None


_OPENS = Text("符合下列条件之一的，可申报{grade}：", "Any one of these conditions is enough for {grade}:")
_OPENS_ONE = Text("符合下列条件的，可申报{grade}：", "This condition is enough for {grade}:")
_FOLLOWING = Text("{who}，经", "{who}: by ")
_BY = Text("经", "By ")
_OFF_LADDER = Text(
    "当日此地的等级序列不含该等级，申报不能受理。", "No ladder in force here has this grade: it cannot be applied for."
)
_OCCUPATIONS = Text(
    "国家职业标准执行{template}的职业（工种）", "Occupations whose national standard follows {template}"
)
_NAMED = Text("{names}（执行{template}）", "{names}, which follows {template}")


@frozen
class RouteGroup:
    """Routes that share whom they are for and the method they lead to. ``first`` is the number of the first.

    ``who`` reads on into the method's name.
    """

    who: str
    method: Link
    edition: Link | None
    first: int
    sentences: tuple[Sentence, ...]


@frozen
class GradeEntry:
    """A grade and the routes to it, or why it cannot be applied for: then they are not set out."""

    grade: str
    anchor: str
    title: str
    heading: str
    groups: tuple[RouteGroup, ...]
    closed: str


def grade_entries(desk: Desk, track: Track, on_ladders: set[str]) -> tuple[GradeEntry, ...]:
    """Write every grade of a track, from the lowest up: those of its ladders, and any other that a route leads to."""
    routes = [one for one in desk.law.routes if desk.counts(one) and _of(desk, track, one)]
    grades = desk.ordered(on_ladders | {grade for route in routes for grade in route.grades})
    return tuple(_entry(desk, track, routes, grade, grade in on_ladders) for grade in grades)


def _entry(desk: Desk, track: Track, routes: Iterable[Variant[Route]], grade: str, on_ladder: bool) -> GradeEntry:
    label = desk.bundle.grades[grade].what.label
    closed = closed_for(desk, track, grade) if on_ladder else _OFF_LADDER
    mine = () if closed else tuple(route for route in routes if grade in route.grades)
    groups = _groups(desk, track, mine, grade)
    single = len(groups) == 1 and len(groups[0].sentences) == 1
    heading = desk.say(_OPENS_ONE if single else _OPENS, grade=label) if groups else ""
    return GradeEntry(
        grade, f"{track.id}-{grade}", desk.title(label), heading, groups, desk.say(closed) if closed else ""
    )


def _of(desk: Desk, track: Track, route: Variant[Route]) -> bool:
    """Say whether a route is for a track, and for an occupation that the track admits."""
    if route.rule.tracks and track.id not in route.rule.tracks:
        return False
    return not route.rule.standards or bool(_templates(desk, track) & set(route.rule.standards))


def _templates(desk: Desk, track: Track) -> set[str]:
    """Name the sets of conditions that the occupations of a track follow: all, unless its gates name occupations.

    Conditions that a standard sets itself stand in the appendix.
    """
    admitted = admitted_occupations(desk, track)
    if admitted is None:
        return set(desk.bundle.templates)
    grades = desk.bundle.grades
    found = (desk.followed(code, grade) for code in admitted for grade in grades)
    return {name for segment in found if segment for name in segment.alternatives.values()}


def _groups(desk: Desk, track: Track, routes: Sequence[Variant[Route]], grade: str) -> tuple[RouteGroup, ...]:
    groups: list[RouteGroup] = []
    for group in _grouped(desk, routes):
        first = groups[-1].first + len(groups[-1].sentences) if groups else 1
        groups.append(_group(desk, track, group, grade, first))
    return tuple(groups)


def _grouped(desk: Desk, routes: Sequence[Variant[Route]]) -> list[list[Variant[Route]]]:
    """Put routes together by edition, the latest first, then by method in their order."""
    groups: dict[tuple[tuple[str, ...], str], list[Variant[Route]]] = {}
    for route in routes:
        groups.setdefault((route.rule.standards, route.rule.method), []).append(route)
    editions = {edition: n for n, edition in enumerate(follows(desk))}
    last = len(editions)
    return sorted(groups.values(), key=lambda group: min((editions[e] for e in group[0].rule.standards), default=last))


def _group(desk: Desk, track: Track, routes: Sequence[Variant[Route]], grade: str, first: int) -> RouteGroup:
    rule = routes[0].rule
    sentences = tuple(
        write(desk, group, f"{track.id}-{grade}-{n}", None if rule.standards else group[0].rule.label)
        for n, group in enumerate(by_rule(routes), first)
    )
    edition = Link("", anchor("e", rule.standards[0])) if rule.standards else None
    who = _who(desk, track, rule)
    words = desk.say(_FOLLOWING, who=who) if who else desk.say(_BY)
    return RouteGroup(words, _method(desk, track, rule.method, grade), edition, first, sentences)


def _method(desk: Desk, track: Track, name: str, grade: str) -> Link:
    """Name a method, or the one that stands in its place on a track and at a grade."""
    selection = Selection(track.id, (admitted_occupations(desk, track) or ("",))[0], grade, desk.law.place)
    practised = practice(desk.bundle, desk.law, selection, None, desk.on)
    standing = (one.method for one in practised if name in (one.method.id, *one.replaced))
    method = next(standing, desk.bundle.methods[name].what)
    there = any(one.rule is method and desk.counts(one) for one in desk.law.methods)
    return Link(desk.say(method.label), anchor("m", method.id) if there else "")


def _who(desk: Desk, track: Track, rule: Route) -> Text | None:
    if not rule.standards:
        return None
    label = desk.names(desk.bundle.templates, rule.standards)
    admitted = admitted_occupations(desk, track)
    if admitted is not None:
        return _NAMED.fill(names=desk.occupations(admitted), template=label)
    return _OCCUPATIONS.fill(template=label)


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
        steps=_STEPS if ladder.steps else Text("", ""),
        when=_WHEN.fill(what=conditions(desk, rest)) if rest else Text("", ""),
    )
    return Sentence(ladder.rule.id, (ladder.id,), desk.say(sentence(text)), desk.cites(ladder.clauses), at)


def _ladder_rules(desk: Desk, track: Track) -> list[Ladder]:
    every = [said.what for said in desk.bundle.ladders.values()]
    return [ladder for ladder in every if track.id in ladder.tracks] or [one for one in every if not one.tracks]
