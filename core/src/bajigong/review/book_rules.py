"""A chapter for each track: who may be assessed there, on which ladder, and how each grade is reached."""

from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen

from bajigong.engine.methods import practice
from bajigong.law.place import Variant
from bajigong.law.plan import LADDER, make_plan
from bajigong.policy.facts import Selection
from bajigong.policy.law import Gate, Ladder, Route, Track, Way
from bajigong.policy.text import Text, listed
from bajigong.policy.when import Selected
from bajigong.review.book_law import LawAt, Link, anchor, sentence
from bajigong.review.book_sentences import Sentence, by_rule, conditions, follows, write
from bajigong.review.book_standing import why_not

_SHUT = Text(
    "当日此地就该等级的下列事项无现行规定，申报不能受理：{gates}。",
    "This grade cannot be applied for here that day, for nothing in force lays down for it: {gates}.",
)


def gates_of(law_at: LawAt, track: Track) -> list[Gate]:
    """Return the gates of a track."""
    gates = [said.what for said in law_at.bundle.gates.values()]
    mine = [gate for gate in gates if not gate.tracks or track.id in gate.tracks]
    return [gate for gate in mine if not gate.optional or ways_through(law_at, track, gate)]


def ways_through(law_at: LawAt, track: Track, gate: Gate) -> list[Variant[Way]]:
    """Return the ways through a gate that are in force on a track."""
    ways = (way for way in law_at.law.ways if way.rule.gate == gate.id and law_at.counts(way))
    return [way for way in ways if not way.rule.tracks or track.id in way.rule.tracks]


def closed_for(law_at: LawAt, track: Track, grade: str) -> Text | None:
    """Name the gates that have no way for a grade, None where each has."""
    shut = []
    for gate in gates_of(law_at, track):
        ways = ways_through(law_at, track, gate)
        if all(way.grades and grade not in way.grades for way in ways):
            shut.append(gate.label)
    return _SHUT.fill(gates=listed(tuple(shut), en="; ")) if shut else None


def admitted_occupations(law_at: LawAt, track: Track) -> tuple[str, ...] | None:
    """Return the occupations that the gates of a track admit, None for all."""
    admitted: tuple[str, ...] | None = None
    for gate in gates_of(law_at, track):
        named = _named_by(law_at, track, gate)
        if named is not None:
            admitted = named if admitted is None else tuple(code for code in admitted if code in named)
    return admitted


def _named_by(law_at: LawAt, track: Track, gate: Gate) -> tuple[str, ...] | None:
    """Return the occupations that every way through a gate names, None where one of them names none."""
    found: list[str] = []
    for way in ways_through(law_at, track, gate):
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


def grade_entries(law_at: LawAt, track: Track, on_ladders: set[str]) -> tuple[GradeEntry, ...]:
    """Write every grade of a track, from the lowest up: those of its ladders, and any other that a route leads to."""
    routes = [one for one in law_at.law.routes if law_at.counts(one) and _of(law_at, track, one)]
    grades = law_at.ordered(on_ladders | {grade for route in routes for grade in route.grades})
    return tuple(_entry(law_at, track, routes, grade, grade in on_ladders) for grade in grades)


def _entry(law_at: LawAt, track: Track, routes: Iterable[Variant[Route]], grade: str, on_ladder: bool) -> GradeEntry:
    label = law_at.bundle.grades[grade].what.label
    closed = closed_for(law_at, track, grade) if on_ladder else _OFF_LADDER
    mine = () if closed else tuple(route for route in routes if grade in route.grades)
    groups = _groups(law_at, track, mine, grade)
    single = len(groups) == 1 and len(groups[0].sentences) == 1
    heading = law_at.say(_OPENS_ONE if single else _OPENS, grade=label) if groups else ""
    return GradeEntry(
        grade, f"{track.id}-{grade}", law_at.title(label), heading, groups, law_at.say(closed) if closed else ""
    )


def _of(law_at: LawAt, track: Track, route: Variant[Route]) -> bool:
    """Say whether a route is for a track, and for an occupation that the track admits."""
    if route.rule.tracks and track.id not in route.rule.tracks:
        return False
    return not route.rule.standards or bool(_templates(law_at, track) & set(route.rule.standards))


def _templates(law_at: LawAt, track: Track) -> set[str]:
    """Name the sets of conditions that the occupations of a track follow: all, unless its gates name occupations.

    Conditions that a standard sets itself stand in the appendix.
    """
    admitted = admitted_occupations(law_at, track)
    if admitted is None:
        return set(law_at.bundle.templates)
    grades = law_at.bundle.grades
    found = (law_at.followed(code, grade) for code in admitted for grade in grades)
    return {name for segment in found if segment for name in segment.alternatives.values()}


def _groups(law_at: LawAt, track: Track, routes: Sequence[Variant[Route]], grade: str) -> tuple[RouteGroup, ...]:
    groups: list[RouteGroup] = []
    for group in _grouped(law_at, routes):
        first = groups[-1].first + len(groups[-1].sentences) if groups else 1
        groups.append(_group(law_at, track, group, grade, first))
    return tuple(groups)


def _grouped(law_at: LawAt, routes: Sequence[Variant[Route]]) -> list[list[Variant[Route]]]:
    """Put routes together by edition, the latest first, then by method in their order."""
    groups: dict[tuple[tuple[str, ...], str], list[Variant[Route]]] = {}
    for route in routes:
        groups.setdefault((route.rule.standards, route.rule.method), []).append(route)
    editions = {edition: n for n, edition in enumerate(follows(law_at))}
    last = len(editions)
    return sorted(groups.values(), key=lambda group: min((editions[e] for e in group[0].rule.standards), default=last))


def _group(law_at: LawAt, track: Track, routes: Sequence[Variant[Route]], grade: str, first: int) -> RouteGroup:
    rule = routes[0].rule
    sentences = tuple(
        write(law_at, group, f"{track.id}-{grade}-{n}", None if rule.standards else group[0].rule.label)
        for n, group in enumerate(by_rule(routes), first)
    )
    edition = Link("", anchor("e", rule.standards[0])) if rule.standards else None
    who = _who(law_at, track, rule)
    words = law_at.say(_FOLLOWING, who=who) if who else law_at.say(_BY)
    return RouteGroup(words, _method(law_at, track, rule.method, grade), edition, first, sentences)


def _method(law_at: LawAt, track: Track, name: str, grade: str) -> Link:
    """Name a method, or the one that stands in its place on a track and at a grade."""
    selection = Selection(track.id, (admitted_occupations(law_at, track) or ("",))[0], grade, law_at.law.place)
    practised = practice(law_at.bundle, law_at.law, selection, None, law_at.on)
    standing = (one.method for one in practised if name in (one.method.id, *one.replaced))
    method = next(standing, law_at.bundle.methods[name].what)
    there = any(one.rule is method and law_at.counts(one) for one in law_at.law.methods)
    return Link(law_at.say(method.label), anchor("m", method.id) if there else "")


def _who(law_at: LawAt, track: Track, rule: Route) -> Text | None:
    if not rule.standards:
        return None
    label = law_at.names(law_at.bundle.templates, rule.standards)
    admitted = admitted_occupations(law_at, track)
    if admitted is not None:
        return _NAMED.fill(names=law_at.occupations(admitted), template=label)
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


def track_chapters(law_at: LawAt) -> tuple[TrackChapter, ...]:
    """Write the chapter of every track."""
    return tuple(_chapter(law_at, said.what) for said in law_at.bundle.tracks.values())


def _chapter(law_at: LawAt, track: Track) -> TrackChapter:
    gates = gates_of(law_at, track)
    through = [ways_through(law_at, track, gate) for gate in gates]
    ladders = _ladders(law_at, track)
    shut = [gate.label for gate, ways in zip(gates, through, strict=True) if not ways]
    shut += [] if ladders else [LADDER.label]
    return TrackChapter(
        f"track-{track.id}",
        law_at.title(track.label),
        tuple(_gate(law_at, track, gate, n) for n, gate in enumerate(gates, 1)),
        tuple(_ladder(law_at, variant, f"{track.id}-ladder-{n}") for n, variant in enumerate(ladders, 1)),
        () if ladders else why_not(law_at, _ladder_rules(law_at, track)),
        () if shut else grade_entries(law_at, track, {grade for ladder in ladders for grade in ladder.grades}),
        law_at.say(listed(tuple(shut), en="; ")),
    )


def _gate(law_at: LawAt, track: Track, gate: Gate, number: int) -> GateEntry:
    groups = by_rule(ways_through(law_at, track, gate))
    at = f"{track.id}-gate-{number}"
    ways = tuple(write(law_at, group, f"{at}-{n}") for n, group in enumerate(groups, 1))
    declared = (said.what for said in law_at.bundle.ways.values())
    mine = [way for way in declared if way.gate == gate.id and track.id in (way.tracks or (track.id,))]
    return GateEntry(law_at.title(gate.label), ways, () if ways else why_not(law_at, mine))


def _ladders(law_at: LawAt, track: Track) -> list[Variant[Ladder]]:
    """Return the ladders in force that the track may use, as the engine picks them grade by grade."""
    picked = set[tuple[str, tuple[str, ...]]]()
    for grade in law_at.bundle.grades:
        plan = make_plan(law_at.bundle, law_at.law, Selection(track.id, "", grade, law_at.law.place))
        picked |= {(way.id, way.clauses) for way in plan.gates[0].ways if grade in way.grades}
    mine = [one for one in law_at.law.ladders if (one.id, one.clauses) in picked and law_at.counts(one)]
    return [one for one in mine if _open_to(one, track)]


def _open_to(ladder: Variant[Ladder], track: Track) -> bool:
    nodes = (requirement.node for requirement in ladder.requirements)
    return all(track.id in node.values for node in nodes if isinstance(node, Selected) and node.selector == "track")


def _ladder(law_at: LawAt, ladder: Variant[Ladder], at: str) -> Sentence:
    """Write a ladder; that it is for the track goes without saying in the track's own chapter."""
    rest = [one for one in ladder.requirements if not (isinstance(one.node, Selected) and one.node.selector == "track")]
    text = _LADDER.fill(
        ladder=ladder.rule.label,
        grades=law_at.grades(ladder.grades),
        steps=_STEPS if ladder.steps else Text("", ""),
        when=_WHEN.fill(what=conditions(law_at, rest)) if rest else Text("", ""),
    )
    return Sentence(ladder.rule.id, (ladder.id,), law_at.say(sentence(text)), law_at.cites(ladder.clauses), at)


def _ladder_rules(law_at: LawAt, track: Track) -> list[Ladder]:
    every = [said.what for said in law_at.bundle.ladders.values()]
    return [ladder for ladder in every if track.id in ladder.tracks] or [one for one in every if not one.tracks]
