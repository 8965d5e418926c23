"""How each grade is reached on a track: its routes as numbered sentences, by edition of conditions and by method."""

from collections.abc import Iterable, Sequence

from attrs import evolve, frozen

from bajigong.law_book.desk import Desk, Link, anchor
from bajigong.law_book.editions import follows
from bajigong.law_book.sentences import Sentence, by_rule, write
from bajigong.placed import Variant
from bajigong.policy.registers import Template
from bajigong.policy.rules import Gate, Route, Track
from bajigong.policy.text import Text
from bajigong.policy.when import Selected

_OPENS = Text("符合下列条件之一的，可申报{grade}：", "Any one of these conditions opens {grade}:")
_OPENS_ONE = Text("符合下列条件的，可申报{grade}：", "This condition opens {grade}:")
_FOLLOWING = Text("{who}，经{method}", "{who}: by {method}")
_BY = Text("经{method}", "By {method}")
_OCCUPATIONS = Text(
    "国家职业标准执行{template}的职业（工种）", "Occupations whose national standard follows {template}"
)
_NAMED = Text("{names}（执行{template}）", "{names}, which follows {template}")


@frozen
class RouteGroup:
    """Routes that share whom they are for and the method they lead to. ``first`` is the number of the first."""

    title: str
    method: Link
    edition: Link | None
    first: int
    sentences: tuple[Sentence, ...]


@frozen
class GradeEntry:
    """A grade and the routes to it. ``off_ladder``: no ladder in force here has it."""

    grade: str
    anchor: str
    title: str
    heading: str
    groups: tuple[RouteGroup, ...]
    off_ladder: bool


def grade_entries(desk: Desk, track: Track, on_ladders: set[str]) -> tuple[GradeEntry, ...]:
    """Write every grade of a track, from the lowest up: those of its ladders, and any other that a route leads to."""
    routes = [one for one in desk.law.routes if desk.counts(one) and _of(desk, track, one)]
    grades = desk.ordered(on_ladders | {grade for route in routes for grade in route.grades})
    return tuple(_grade(desk, track, routes, grade, grade not in on_ladders) for grade in grades)


def _of(desk: Desk, track: Track, route: Variant[Route]) -> bool:
    """Say whether a route is for a track, and for an occupation that the track admits."""
    if route.rule.tracks and track.id not in route.rule.tracks:
        return False
    templates = {template.id for template in _templates(desk, track)}
    return not route.rule.standards or bool(templates & set(route.rule.standards))


def _templates(desk: Desk, track: Track) -> list[Template]:
    """Return the sets of conditions that the occupations of a track follow: all, unless its gates name occupations."""
    every = [said.what for said in desk.bundle.templates.values()]
    admitted = admitted_occupations(desk, track)
    followed = {template.id for code in admitted or () if (template := desk.template(code))}
    return [one for one in every if admitted is None or one.id in followed]


def admitted_occupations(desk: Desk, track: Track) -> tuple[str, ...] | None:
    """Return the occupations that the gates of a track admit, None for all."""
    admitted: tuple[str, ...] | None = None
    for gate in (
        said.what for said in desk.bundle.gates.values() if not said.what.tracks or track.id in said.what.tracks
    ):
        named = _named_by(desk, track, gate)
        if named is not None:
            admitted = named if admitted is None else tuple(code for code in admitted if code in named)
    return admitted


def gates_of(desk: Desk, track: Track) -> list[Gate]:
    """Return the gates of a track."""
    gates = (said.what for said in desk.bundle.gates.values())
    return [gate for gate in gates if not gate.tracks or track.id in gate.tracks]


def _named_by(desk: Desk, track: Track, gate: Gate) -> tuple[str, ...] | None:
    """Return the occupations that every way through a gate names, None where one of them names none."""
    found: list[str] = []
    for way in (way for way in desk.law.ways if way.rule.gate == gate.id and desk.counts(way)):
        nodes = [one.node for one in way.requirements]
        named = [node for node in nodes if isinstance(node, Selected) and node.selector == "occupation"]
        if not named and (not way.rule.tracks or track.id in way.rule.tracks):
            return None
        found += [code for node in named for code in node.values]
    return tuple(dict.fromkeys(found)) or None


def _grade(desk: Desk, track: Track, routes: Iterable[Variant[Route]], grade: str, off_ladder: bool) -> GradeEntry:
    label = desk.bundle.grades[grade].what.label
    mine = [route for route in routes if grade in route.grades]
    groups: list[RouteGroup] = []
    for group in _grouped(desk, mine):
        first = groups[-1].first + len(groups[-1].sentences) if groups else 1
        groups.append(_group(desk, track, group, grade, first))
    single = len(groups) == 1 and len(groups[0].sentences) == 1
    heading = desk.say(_OPENS_ONE if single else _OPENS, grade=label) if groups else ""
    return GradeEntry(grade, f"{track.id}-{grade}", desk.title(label), heading, tuple(groups), off_ladder)


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
    method = desk.bundle.methods[rule.method].what
    sentences = tuple(
        write(desk, group, f"{track.id}-{grade}-{n}", None if rule.standards else group[0].rule.label)
        for n, group in enumerate(by_rule(routes), first)
    )
    link = Link(desk.say(method.label), anchor("m", method.id))
    edition = Link(desk.say(method.label), anchor("e", rule.standards[0])) if rule.standards else None
    who = _who(desk, track, rule)
    title = desk.say(_FOLLOWING if who else _BY, who=who or "", method=method.label)
    return RouteGroup(title, link, edition and evolve(edition, text=title), first, sentences)


def _who(desk: Desk, track: Track, rule: Route) -> Text | None:
    if not rule.standards:
        return None
    label = desk.names(desk.bundle.templates, rule.standards)
    admitted = admitted_occupations(desk, track)
    if admitted is not None:
        return _NAMED.fill(names=desk.occupations(admitted), template=label)
    return _OCCUPATIONS.fill(template=label)
