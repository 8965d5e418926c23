"""Rules that can never hold, by themselves or with the gates before them, and grades that nobody can reach."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, product
from typing import Any, Literal

from attrs import evolve, frozen

from bajigong.answers import Outcome
from bajigong.law.place import Variant
from bajigong.law.plan import LADDER, Plan
from bajigong.policy.asks import Ask, Requirement
from bajigong.policy.facts import Schema, Selection
from bajigong.policy.law import Ladder, Route, Way
from bajigong.policy.text import Text, listed
from bajigong.policy.when import Accumulated, Either, Elapsed, Every, First, Is, Last, Node, Recorded, Records, Total
from bajigong.review.finding import Finding, Patient, Severity, Side
from bajigong.review.witness import anybody, anybody_with, settled_part, somebody
from bajigong.review.witness_facts import Setting
from bajigong.review.witness_hopes import FactDrafts, implies, open_terms
from bajigong.review.witness_people import named_in, sampled, selections

_NEEDLESS = Text(
    "满足此项的人必然也满足{other}（{clauses}），此项不会使任何人多得到结论",
    "whoever meets it also meets {other} ({clauses}): nobody gains by it",
)
_AS_WRITTEN = Text("{said}；两项均为{document}原文所列", "{said}; both stand so in {document} itself")


def needless(patient: Patient) -> Iterator[Finding]:
    """Find routes and ways that ask at least what another of their kind asks, and lead no further."""
    for part in ("routes", "ways"):
        those = tuple(variant for variant in patient.in_force(part) if settled_part(variant) == variant)
        for number, variant in enumerate(those):
            other = _other(those, number)
            if other:
                yield _needless_finding(patient, variant, other)


def _other(those: Sequence[Variant[Any]], number: int) -> Variant[Any] | None:
    """Return a rule that makes one needless; of two that ask the same the first stays."""
    one = those[number]
    for place, other in enumerate(those):
        if place != number and _covers(other, one) and (place < number or not _covers(one, other)):
            return other
    return None


def _covers(other: Variant[Any], one: Variant[Any]) -> bool:
    """Say whether the other leads wherever the one does, for as long, and asks no more."""
    if other.rule is one.rule and other.id == one.id and other.requirements == one.requirements:
        return False
    return _as_far(other, one) and all(
        any(implies(m.node, t.node) for m in one.requirements) for t in other.requirements
    )


def _as_far(other: Variant[Any], one: Variant[Any]) -> bool:
    mine, theirs = one.rule, other.rule
    if isinstance(mine, Route):
        same_end = theirs.method == mine.method and set(one.grades) <= set(other.grades)
        kinds = _within(mine.standards, theirs.standards)
    else:
        same_end = theirs.gate == mine.gate
        kinds = _within(one.grades, other.grades)
    return same_end and kinds and _within(mine.tracks, theirs.tracks) and other.period[1] >= one.period[1]


def _within(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Compare lists of which an empty one stands for all."""
    return not theirs or (bool(mine) and set(mine) <= set(theirs))


def _needless_finding(patient: Patient, variant: Variant[Any], other: Variant[Any]) -> Finding:
    message = _NEEDLESS.fill(other=other.id, clauses=", ".join(other.clauses))
    documents = {clause.partition("/")[0] for clause in (*variant.clauses, *other.clauses)}
    person = somebody(patient.side, variant)
    plugin = patient.maker(variant.rule)
    if len(documents) == 1:
        document = patient.side.bundle.documents[documents.pop()].what
        said = _AS_WRITTEN.fill(said=message, document=document.name)
        return Finding("needless", "note", plugin, variant.id, said, variant.clauses, person)
    return Finding("needless", "warning", plugin, variant.id, message, variant.clauses, person)


_EMPTY = Text(
    "条件“{what}”没有任何可以满足它的情形，规则永远不能成立",
    "nothing at all meets the condition '{what}': the rule can never hold",
)
_VOID = Text(
    "在此地的取值之下，条件“{what}”没有可以满足它的情形，此项在此地不起作用",
    "with the values laid down here nothing meets the condition '{what}': the rule has no effect here",
)
_CONFLICT = Text(
    "未找到能同时满足各项条件的人，规则可能永远不能成立：{what}",
    "nobody could be found who meets all of it, so the rule may never hold: {what}",
)
_SHUT = Text(
    "能满足此申报条件的人，未找到可以通过准入条件的：二者可能互相抵触",
    "of those who meet this route nobody could be found whom the gates let through: they may contradict each other",
)


def never_holding(patient: Patient) -> Iterator[Finding]:
    """Find rules that no facts can make hold, and routes whose people no gate lets through."""
    for variant in patient.every("ways", "routes", "ladders", "incentives"):
        found = _alone(patient, variant)
        if found:
            yield found
        elif isinstance(variant.rule, Route):
            yield from _with_gates(patient, variant)


def _alone(patient: Patient, variant: Variant[Any]) -> Finding | None:
    """Look at what a rule asks by itself, whatever still waits for a term left out."""
    side, settled = patient.during(variant), settled_part(variant)
    if not settled.requirements or any(anybody(here, settled) for here in _never_within(side)):
        return None
    for ask, requirement in _asked(variant):
        if not any(_can_hold(here, variant, requirement.node) for here in _never_within(side)):
            by_value = any(ask.terms()) or settled != variant
            message = (_VOID if by_value else _EMPTY).fill(what=requirement.text)
            return _never_finding(patient, variant, "note" if by_value else "error", message)
    what = listed(tuple(r.text for r in settled.requirements), "；", "; ")
    return _never_finding(patient, variant, "warning", _CONFLICT.fill(what=what))


def _asked(variant: Variant[Any]) -> Iterator[tuple[Ask, Requirement]]:
    """Give the requirements of a rule with what was written for each."""
    ways = variant.rule.when.ways
    number = ord(variant.id[-1]) - ord("a") if len(ways) > 1 else 0
    yield from zip(ways[number], variant.requirements, strict=True)


def _never_within(side: Side) -> Iterator[Side]:
    """Give a side in its place, and in a city and a county of it: a rule may be for those alone."""
    province, city = side.place[:2], side.place[2:4]
    first = "01" if int(city) == 0 else city
    for place in dict.fromkeys((side.place, f"{province}{first}00", f"{province}{first}01")):
        yield evolve(side, place=place)


def _can_hold(side: Side, variant: Variant[Any], node: Any) -> bool:
    """Say whether one requirement can hold for some selection of the rule."""
    settings = (
        Setting(side.bundle.schema, selection, side.on, side.on, (side.place,))
        for selection in selections(side, variant)
    )
    return any(True for setting in settings for _ in FactDrafts(setting).drafts(node))


def _with_gates(patient: Patient, variant: Variant[Any]) -> Iterator[Finding]:
    """Find a route that stops at the gates, where every gate has a way in force and none waits for a term."""
    side = patient.side
    if not side.counts(variant.period) or any(any(open_terms(r.node)) for r in variant.requirements):
        return
    plans = [side.engine.plan(selection) for selection in selections(side, variant)]
    if any(_open(side, plan) for plan in plans) and not anybody_with(side, variant, Outcome.ELIGIBLE):
        yield _never_finding(patient, variant, "warning", _SHUT)


def _open(side: Side, plan: Plan) -> bool:
    return all(any(side.counts(way.period) for way in gate.ways) for gate in plan.gates)


def _never_finding(patient: Patient, variant: Variant[Any], severity: Severity, message: Text) -> Finding:
    return Finding("never", severity, patient.maker(variant.rule), variant.id, message, variant.clauses)


@frozen(eq=False)
class Rung:
    """A grade that is open to a selection, the plan for it and the ladders it stands on."""

    selection: Selection
    plan: Plan
    ladders: tuple[Variant[Ladder | Way], ...]


def rungs(patient: Patient) -> Iterator[Rung]:
    """Give every grade on a ladder in force, for each track and each set of conditions, from the lowest up."""
    side = patient.side
    grades = sorted(side.bundle.grades, key=lambda grade: side.bundle.grades[grade].what.order)
    for track in side.bundle.tracks:
        for occupation in tuple(named_in(side, track)) or tuple(code for _, code in sampled(side.bundle)):
            for grade in grades:
                selection = Selection(track, occupation, grade, side.place)
                plan = side.engine.plan(selection)
                ladders = tuple(_ladders(patient, plan, selection))
                if ladders:
                    yield Rung(selection, plan, ladders)


def _ladders(patient: Patient, plan: Plan, selection: Selection) -> Iterator[Variant[Any]]:
    """Give the ladders in force that a person of the selection could stand on."""
    side = patient.side
    drafts = FactDrafts(Setting(side.bundle.schema, selection, side.on, side.on, (side.place,)))
    for gate in plan.gates:
        for way in gate.ways if gate.gate is LADDER else ():
            if side.counts(way.period) and any(True for _ in drafts.all_of(r.node for r in way.requirements)):
                yield way


def is_open(patient: Patient, plan: Plan) -> bool:
    """Say whether every gate has a way in force, so that anybody can be assessed at all."""
    return all(any(patient.side.counts(way.period) for way in gate.ways) for gate in plan.gates)


Alternatives = tuple[frozenset[str], ...]
_NOTHING: Alternatives = (frozenset(),)


def held_before(node: Node, schema: Schema) -> Alternatives:
    """Return the alternatives of a requirement: with one empty set it asks for no grade."""
    match node:
        case Elapsed(First(records) | Last(records)) | Recorded(records):
            return _named(records, schema)
        case Accumulated(after=First(records) | Last(records)) | Total(after=First(records) | Last(records)):
            return _named(records, schema)
        case Every(nodes):
            return all_of(tuple(held_before(one, schema) for one in nodes))
        case Either(nodes):
            return tuple(some for one in nodes for some in held_before(one, schema))
    return _NOTHING


def all_of(parts: tuple[Alternatives, ...]) -> Alternatives:
    """Join alternatives that are asked together."""
    return tuple(frozenset().union(*choice) for choice in product(*parts))


def _named(records: Records, schema: Schema) -> Alternatives:
    """Return the grades that a record must have: one of those named in a field that holds a grade."""
    for test in records.where if records.path == schema.path("held") else ():
        if isinstance(test, Is) and schema.fields[f"{records.path}.{test.field}"].type == "grade":
            return tuple(frozenset({str(value)}) for value in test.values)
    return _NOTHING


Shape = Literal["alone", "after"]
_SHAPES: tuple[Shape, ...] = ("alone", "after")

_EASIER = Text(
    "{shape}，{low}须满{more}年，更高的{high}只须满{fewer}年",
    "{shape}, {low} asks for {more} years and the higher {high} for {fewer} only",
)
_SAID = Text("{message}；条款即如此规定（{clauses}）", "{message}; the clause says so ({clauses})")
_SHAPE = {
    "alone": Text("单凭工作年限的", "by years of work alone"),
    "after": Text("取得下一等级证书后凭工作年限的", "by years of work after the certificate for the grade below"),
}


@frozen(eq=False)
class _Years:
    """The fewest years by which a grade is reached in one shape, and the route that asks for them."""

    rung: Rung
    variant: Variant[Any]
    years: int


def easier(patient: Patient) -> Iterator[Finding]:
    """Find grades that ask for fewer years than the one below; each once, whatever the track."""
    seen: set[tuple[str, str]] = set()
    ladders: dict[tuple[str, str], list[Rung]] = {}
    for rung in rungs(patient):
        ladders.setdefault((rung.selection.track, rung.selection.occupation), []).append(rung)
    for ladder in ladders.values():
        for shape in _SHAPES:
            for low, high in _pairs(patient, ladder, shape):
                key = (low.variant.id, high.variant.id)
                if high.years < low.years and key not in seen:
                    seen.add(key)
                    yield _finding(patient, shape, low, high)


def _pairs(patient: Patient, ladder: list[Rung], shape: Shape) -> Iterator[tuple[_Years, _Years]]:
    """Give neighbours on a ladder of which both can be reached in the shape, by one reading of the conditions."""
    below = [None, *(rung.selection.grade for rung in ladder)]
    for column in dict.fromkeys(column for rung in ladder for column in rung.plan.columns or ("",)):
        years = [_fewest(patient, rung, column, shape, under) for rung, under in zip(ladder, below, strict=False)]
        yield from ((low, high) for low, high in pairwise(years) if low and high)


def _fewest(patient: Patient, rung: Rung, column: str, shape: Shape, below: str | None) -> _Years | None:
    mine = rung.plan.routes_of(column) if rung.plan.columns else rung.plan.routes
    routes = [route for route in mine if patient.side.counts(route.period)]
    found = [_Years(rung, route, years) for route in routes if (years := _years(patient, route, shape, below))]
    return min(found, key=lambda one: one.years, default=None)


def _years(patient: Patient, route: Variant[Any], shape: Shape, below: str | None) -> int | None:
    """Return the years of a route that asks for nothing but years of work, in one shape."""
    node = route.requirements[0].node if len(route.requirements) == 1 else None
    if not isinstance(node, Accumulated):
        return None
    if shape == "alone":
        return node.years if node.after is None else None
    held = held_before(node, patient.side.bundle.schema)
    return node.years if below and held == (frozenset({below}),) else None


def _finding(patient: Patient, shape: Shape, low: _Years, high: _Years) -> Finding:
    bundle, chosen = patient.side.bundle, high.rung.selection
    message = _EASIER.fill(
        shape=_SHAPE[shape],
        low=bundle.grades[low.rung.selection.grade].what.label,
        high=bundle.grades[chosen.grade].what.label,
        more=low.years,
        fewer=high.years,
    )
    saying = tuple(clause for clause in high.variant.clauses if _says(patient, clause, high.years))
    if saying:
        message = _SAID.fill(message=message, clauses=", ".join(saying))
    plugin = patient.maker(high.variant.rule)
    severity: Severity = "note" if saying else "warning"
    clauses = (*low.variant.clauses, *high.variant.clauses)
    return Finding("easier", severity, plugin, high.variant.id, message, clauses, selection=chosen)


def _says(patient: Patient, clause: str, years: int) -> bool:
    """Say whether a clause holds the figure, in its gist or among its figures."""
    what = patient.side.bundle.clauses[clause].what
    return str(years) in what.gist.zh or any(value == years for _, value in what.figures)


_CIRCLE = Text("等级互为前提，形成循环：{grades}", "grades are prerequisites of each other, in a circle: {grades}")
_BEYOND = Text(
    "{grade}有申报条件，但其所要求先取得的等级无法取得：{grades}",
    "there are routes to {grade}, but the grades that they ask to be held first cannot be reached: {grades}",
)

#: For each grade the routes to it, and the grades that each asks to be held.
_Asked = Mapping[str, list[tuple[Variant[Any], Alternatives]]]


def order(patient: Patient) -> Iterator[Finding]:
    """Find circles among prerequisites, and grades that cannot be reached for want of them."""
    asked = _asked_years(patient)
    for circle in _circles(asked):
        variant = next(v for v, before in asked[circle[0]] if any(circle[1] in some for some in before))
        names = listed(tuple(_label(patient, grade) for grade in circle), " → ", " → ")
        yield _order_finding(patient, variant, "error", _CIRCLE.fill(grades=names), circle[0])
    yield from _unreached(patient, asked)


def _asked_years(patient: Patient) -> _Asked:
    """Return, for each grade, the routes in force to it and the grades that each asks to be held."""
    schema = patient.side.bundle.schema
    found: dict[str, list[tuple[Variant[Any], Alternatives]]] = {}
    for variant in patient.in_force("routes"):
        before = all_of(tuple(held_before(r.node, schema) for r in variant.requirements))
        for grade in variant.grades:
            found.setdefault(grade, []).append((variant, before))
    return found


def _circles(asked: _Asked) -> Iterator[tuple[str, ...]]:
    """Give each circle once, from the grade that is declared first and back to it."""
    edges = {g: {h for _, before in routes for some in before for h in some} for g, routes in asked.items()}
    closed: set[frozenset[str]] = set()
    for start in edges:
        path = _back_to(start, edges)
        if path and frozenset(path) not in closed:
            closed.add(frozenset(path))
            yield path


def _back_to(start: str, edges: Mapping[str, set[str]]) -> tuple[str, ...]:
    """Return the shortest way from a grade over its prerequisites back to it, () where there is none."""
    paths: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while paths:
        path = paths.pop(0)
        for grade in sorted(edges.get(path[-1], ())):
            if grade == start:
                return (*path, start)
            if grade not in seen:
                seen.add(grade)
                paths.append((*path, grade))
    return ()


def _unreached(patient: Patient, asked: _Asked) -> Iterator[Finding]:
    reached = _reached(asked)
    for grade in dict.fromkeys(rung.selection.grade for rung in rungs(patient)):
        if grade in asked and grade not in reached:
            variant, before = asked[grade][0]
            missing = sorted({one for some in before for one in some} - reached)
            names = listed(tuple(_label(patient, one) for one in missing))
            message = _BEYOND.fill(grade=_label(patient, grade), grades=names)
            yield _order_finding(patient, variant, "warning", message, grade)


def _reached(asked: _Asked) -> set[str]:
    """Return the grades that can be reached by somebody who begins with none."""
    reached: set[str] = set()
    while True:
        more = {g for g, routes in asked.items() if any(some <= reached for _, before in routes for some in before)}
        if more <= reached:
            return reached
        reached |= more


def _label(patient: Patient, grade: str) -> Text:
    return patient.side.bundle.grades[grade].what.label


def _order_finding(patient: Patient, variant: Variant[Any], severity: Severity, message: Text, grade: str) -> Finding:
    chosen = next((rung.selection for rung in rungs(patient) if rung.selection.grade == grade), None)
    plugin = patient.maker(variant.rule)
    return Finding("order", severity, plugin, variant.id, message, variant.clauses, selection=chosen)
