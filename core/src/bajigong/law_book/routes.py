"""How each grade is reached on a track: its routes as numbered sentences, by edition of conditions and by method."""

from collections.abc import Iterable, Sequence

from attrs import frozen

from bajigong.engine.selection import Selection
from bajigong.law_book.desk import Desk, Link, anchor
from bajigong.law_book.editions import follows
from bajigong.law_book.entrance import admitted_occupations, closed_for
from bajigong.law_book.sentences import Sentence, by_rule, write
from bajigong.methods import practice
from bajigong.placed import Variant
from bajigong.policy.rules import Route, Track
from bajigong.policy.text import Text

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
