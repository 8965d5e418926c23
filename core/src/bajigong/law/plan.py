"""Which rules answer for one selection: the gates with their ways, the routes, and what is silent."""

from attrs import frozen

from bajigong.law.bundle import Bundle
from bajigong.law.conditions import STANDARD, Reading, bounded_routes, levels_of_standards
from bajigong.law.place import PlacedLaw, Silence, Variant
from bajigong.law.standards import Conditions, conditions_of
from bajigong.law.terms import Period, common
from bajigong.occupations import LENGTH
from bajigong.policy.asks import Requirement
from bajigong.policy.registers import Qualification
from bajigong.policy.rules import Gate, Ladder, Route, Way
from bajigong.policy.text import Text
from bajigong.policy.when import Selected
from bajigong.schema import Selection

#: The gate that every track has: the grade stands on a ladder open to it.
LADDER = Gate("ladder", Text("等级序列", "the grade ladder"))


@frozen(eq=False)
class GatePlan:
    """A gate and the ways through it; with none, the place is silent on it."""

    gate: Gate
    ways: tuple[Variant[Way | Ladder], ...]


@frozen(eq=False)
class Plan:
    """What answers for a selection. ``elsewhere`` are routes that exist here for other grades only.

    ``conditions`` say which conditions of application the occupation follows and when. Where that is open, there are
    ``readings``: a person is certainly eligible if every one of them says so, and possibly if any does.
    ``examinations`` are the methods that have parts to be passed.
    """

    gates: tuple[GatePlan, ...]
    routes: tuple[Variant[Route], ...]
    silences: tuple[Silence, ...]
    elsewhere: tuple[Variant[Route], ...]
    conditions: Conditions
    readings: tuple[Reading, ...] = ()
    qualifications: tuple[Qualification, ...] = ()
    examinations: frozenset[str] = frozenset()

    @property
    def columns(self) -> tuple[str, ...]:
        """The readings that differ somewhere, none where there is but one."""
        return tuple(dict.fromkeys(reading.column for reading in self.readings))

    def routes_of(self, column: str) -> tuple[Variant[Route], ...]:
        """Return the routes of one reading, with those of every reading."""
        return tuple(variant for variant in self.routes if variant.reading in ("", column))


def make_plan(bundle: Bundle, law: PlacedLaw, selection: Selection) -> Plan:
    """Pick the rules of a place that answer for a selection."""
    templates = {name: said.what for name, said in bundle.templates.items()}
    conditions = conditions_of(bundle.register, templates.values(), law.readings, selection.occupation, selection.grade)
    every = [variant for variant in law.routes if _on_track(variant.rule.tracks, selection)]
    readings, routes = bounded_routes(conditions, every, selection, templates)
    mine = (said.what for said in bundle.gates.values() if _on_track(said.what.tracks, selection))
    gates = [LADDER, *(gate for gate in mine if concerns(gate, selection.occupation))]
    every_plan = (GatePlan(gate, _ways(gate, law, selection)) for gate in gates)
    plans = [plan for plan in every_plan if plan.ways or not plan.gate.optional]
    levels = levels_of_standards(bundle, conditions, selection)
    return Plan(
        (plans[0], *([GatePlan(STANDARD, levels)] if levels else []), *plans[1:]),
        routes,
        tuple(silence for silence in law.silences if _speaks_of(silence, selection)),
        _elsewhere([variant for variant in every if not variant.rule.standards], selection),
        conditions,
        readings,
        bundle.register.qualifications(selection.occupation),
        frozenset(name for name, said in bundle.methods.items() if said.what.parts),
    )


def concerns(gate: Gate, occupation: str) -> bool:
    """Say whether a gate is for an occupation, or for the trade of one."""
    return not gate.occupations or bool({occupation, occupation[:LENGTH]} & set(gate.occupations))


def _speaks_of(silence: Silence, selection: Selection) -> bool:
    """Say whether what is silent would have answered: a rule for this track, and for this grade if it names any."""
    rule = silence.rule
    if not isinstance(rule, Way | Route | Ladder) or not _on_track(rule.tracks, selection):
        return False
    grades = rule.to if isinstance(rule, Route) else rule.grades
    return not isinstance(grades, tuple) or not grades or selection.grade in grades


def _on_track(tracks: tuple[str, ...], selection: Selection) -> bool:
    return not tracks or selection.track in tracks


def _ways(gate: Gate, law: PlacedLaw, selection: Selection) -> tuple[Variant[Way | Ladder], ...]:
    if gate is LADDER:
        return _ladder_ways(law, selection)
    return tuple(
        way
        for way in law.ways
        if way.rule.gate == gate.id and _on_track(way.rule.tracks, selection) and _at_grade(way, selection)
    )


def _at_grade(way: Variant[Way], selection: Selection) -> bool:
    return way.rule.grades == () or selection.grade in way.grades


def _ladder_ways(law: PlacedLaw, selection: Selection) -> tuple[Variant[Ladder], ...]:
    """Every ladder that has the grade, shortest first; where none has, and none that has is silent, all that refuse it.

    A track with a ladder of its own knows no other.
    """
    silent = [s.rule for s in law.silences if isinstance(s.rule, Ladder)]
    own = any(selection.track in ladder.tracks for ladder in (*silent, *(v.rule for v in law.ladders)))
    mine = sorted((v for v in law.ladders if _is_mine(v.rule, selection, own)), key=lambda v: len(v.grades))
    having = tuple(_on_ladder(v) for v in mine if selection.grade in v.grades)
    unsaid = any(_is_mine(ladder, selection, own) and selection.grade in ladder.grades for ladder in silent)
    return having if having or unsaid else tuple(_on_ladder(v) for v in mine)


def _is_mine(ladder: Ladder, selection: Selection, own: bool) -> bool:
    return selection.track in ladder.tracks if own else not ladder.tracks


def _on_ladder(variant: Variant[Ladder]) -> Variant[Ladder]:
    ladder = variant.rule
    text = Text("申报等级属于{ladder}", "the grade is one of the {ladder}").fill(ladder=ladder.label)
    own = Requirement(text, Selected("grade", variant.grades))
    return Variant(variant.id, ladder, variant.grades, (own, *variant.requirements), variant.period, variant.clauses)


def _elsewhere(routes: list[Variant[Route]], selection: Selection) -> tuple[Variant[Route], ...]:
    """Return routes whose grades a term of this place sets, and sets without the grade asked for while they last."""
    here = [(variant.rule.id, variant.period) for variant in routes if selection.grade in variant.grades]
    return tuple(
        v
        for v in routes
        if not isinstance(v.rule.to, tuple)
        and v.grades
        and selection.grade not in v.grades
        and not any(name == v.rule.id and _overlap(period, v.period) for name, period in here)
    )


def _overlap(one: Period, other: Period) -> bool:
    since, until = common(one, other)
    return since < until
