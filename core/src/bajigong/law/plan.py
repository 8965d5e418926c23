"""Which rules answer for one selection: the gates with their ways, the routes, and what is silent."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from attrs import evolve, frozen

from bajigong.calendar import ALWAYS, NEVER
from bajigong.law.bundle import Bundle, Period, common
from bajigong.law.place import PlacedLaw, Silence, Variant
from bajigong.law.standards import OWN, REPRINT, Conditions, Segment, conditions_of, title
from bajigong.policy.asks import Requirement
from bajigong.policy.facts import Selection
from bajigong.policy.law import Gate, Ladder, Route, Way
from bajigong.policy.occupations import LENGTH
from bajigong.policy.registers import Qualification, Standard, Template
from bajigong.policy.text import Text, listed
from bajigong.policy.when import Node, Open, Selected

#: The gate of occupations whose standard says which grades it has.
STANDARD = Gate("standard", Text("职业标准所设等级", "the grades of the standard"))

#: The route that stands for conditions that are not on record.
NOT_ON_RECORD: Final = "standard:not-on-record"

_LEVEL = Text("{standard}设有申报等级（{grades}）", "{standard} has the grade ({grades})")
_UNRECORDED_LABEL = Text("职业标准自身的申报条件", "the standard's own conditions")
_UNRECORDED = Text("{standard}的申报条件未收录", "the conditions of {standard} are not on record")
_NONE_RECORDED = Text("当日的职业标准未收录", "the standard of that day is not on record")
_LEVELS_UNRECORDED = Text(
    "当日的职业标准所设等级未收录，已收录的标准未设申报等级",
    "the grades of the standard of that day are not on record, and a standard that is does not have the grade",
)
_REPRINT_LABEL = Text("转载的标准自身申报条件（未经核实）", "the standard's own conditions as reprinted (not verified)")
_OWN_LABEL = Text("职业标准自身的申报条件", "the standard's own conditions")


@frozen
class Reading:
    """One reading of which conditions apply, and what it is called. ``column`` is the id that routes of it bear.

    Two readings that come to the same on every day share a column.
    """

    id: str
    label: Text
    column: str


def bounded_routes(
    conditions: Conditions, routes: Iterable[Variant[Route]], selection: Selection, templates: Mapping[str, Template]
) -> tuple[tuple[Reading, ...], tuple[Variant[Route], ...]]:
    """Return the readings of which conditions apply, and the routes to the grade in their order.

    Routes of a standard or an edition are bounded by the days on which they apply, apart for each reading where they
    do not apply alike in all.
    """
    same = _columns(conditions.segments)
    columns = tuple(dict.fromkeys(same.values()))
    every = [variant for variant in routes if selection.grade in variant.grades]
    found: dict[int, dict[str, list[Segment]]] = {}
    unrecorded: dict[str, list[Segment]] = {}
    for column in columns:
        for segment in conditions.segments:
            named = segment.alternatives[_in(column, segment)]
            if not named:
                unrecorded.setdefault(column, []).append(segment)
            for place, variant in enumerate(every):
                if named and named in variant.rule.standards:
                    found.setdefault(place, {}).setdefault(column, []).append(segment)
    bounded = [
        one
        for place, variant in enumerate(every)
        for one in (_clipped(variant, found.get(place, {}), columns) if variant.rule.standards else [variant])
    ]
    bounded += _not_on_record(conditions, unrecorded, columns, selection, templates)
    named_all = (Reading(name, _label(name, templates), column) for name, column in same.items())
    readings = tuple(named_all) if len(columns) > 1 else ()
    return readings, tuple(bounded)


def _columns(segments: Iterable[Segment]) -> dict[str, str]:
    """Return every reading with that which stands for it: two that come to the same in every segment are one."""
    some = tuple(segments)
    names = dict.fromkeys(name for segment in some for name in segment.alternatives)
    told: dict[tuple[str, ...], str] = {}
    return {
        name: told.setdefault(tuple(segment.alternatives[_in(name, segment)] for segment in some), name)
        for name in names
    }


def _in(column: str, segment: Segment) -> str:
    """Return the alternative that a reading comes to in a segment: where it is none there, the first."""
    return column if column in segment.alternatives else next(iter(segment.alternatives))


def _clipped(
    variant: Variant[Route], by_column: Mapping[str, list[Segment]], columns: tuple[str, ...]
) -> Iterator[Variant[Route]]:
    """Bound a route by the segments in which it applies, apart for each reading unless it applies alike in all."""
    periods = {column: _bounded(variant.period, segments) for column, segments in by_column.items()}
    alike = len(periods) == len(columns) and len(set(periods.values())) == 1
    for column, some in list(periods.items())[: 1 if alike else None]:
        for period, clauses in some:
            cited = tuple(dict.fromkeys((*variant.clauses, *clauses)))
            yield evolve(variant, period=period, clauses=cited, reading="" if alike else column)


def _bounded(period: Period, segments: Iterable[Segment]) -> tuple[tuple[Period, tuple[str, ...]], ...]:
    """Cut segments to a period; those that touch and rest on the same clauses are one."""
    found: list[tuple[Period, tuple[str, ...]]] = []
    for segment in segments:
        cut = common(period, segment.period)
        if cut[0] >= cut[1]:
            continue
        if found and found[-1][0][1] == cut[0] and found[-1][1] == segment.clauses:
            found[-1] = ((found[-1][0][0], cut[1]), segment.clauses)
        else:
            found.append((cut, segment.clauses))
    return tuple(found)


def _not_on_record(
    conditions: Conditions,
    unrecorded: Mapping[str, list[Segment]],
    columns: tuple[str, ...],
    selection: Selection,
    templates: Mapping[str, Template],
) -> Iterator[Variant[Route]]:
    """Stand for the conditions of a standard whose text is not on record: an open question, neither yes nor no."""
    method = next(iter(templates.values())).method if templates else ""
    grades = (selection.grade,)
    rule = Route(NOT_ON_RECORD, grades, method, _UNRECORDED_LABEL)
    for standard in dict.fromkeys(one.standard for some in unrecorded.values() for one in some):
        text = _UNRECORDED.fill(standard=title(standard)) if standard else _NONE_RECORDED
        whole = Variant(rule.id, rule, grades, (Requirement(text, Open(conditions.term)),), (ALWAYS, NEVER), ())
        mine = {column: [one for one in some if one.standard == standard] for column, some in unrecorded.items()}
        yield from _clipped(whole, {column: some for column, some in mine.items() if some}, columns)


def _label(name: str, templates: Mapping[str, Template]) -> Text:
    return {OWN: _OWN_LABEL, REPRINT: _REPRINT_LABEL}.get(name) or templates[name].label


def levels_of_standards(bundle: Bundle, conditions: Conditions, selection: Selection) -> tuple[Variant[Way], ...]:
    """Return the ways through the gate of a standard's own grades: for its days, whether it has the grade.

    None where no standard of the occupation says its grades, or the grade is of another ladder than a standard's.
    """
    if not any(selection.grade in said.what.grades for said in bundle.standards.values()):
        return ()
    if not any(segment.standard and segment.standard.grades for segment in conditions.segments):
        return ()
    found: list[Segment] = []
    for segment in conditions.segments:
        if found and found[-1].standard == segment.standard and found[-1].period[1] == segment.period[0]:
            found[-1] = evolve(segment, period=(found[-1].period[0], segment.period[1]))
        else:
            found.append(segment)
    told = [one.standard for one in found if one.standard and one.standard.grades]
    doubtful = any(selection.grade not in _grades(bundle, one, selection.occupation) for one in told)
    terms = (said.what.grades_term for said in bundle.templates.values())
    term = next(filter(None, terms), conditions.term)
    return tuple(_level_way(bundle, segment, term, selection, doubtful) for segment in found)


def _grades(bundle: Bundle, standard: Standard, occupation: str) -> tuple[str, ...]:
    """Return the grades that a standard has for an occupation or a trade."""
    trade = bundle.register.trade(occupation)
    own = {one.trade: one.grades for one in standard.trade_grades}
    return own.get(trade.name, standard.grades) if trade else standard.grades


def _level_way(bundle: Bundle, segment: Segment, term: str, selection: Selection, doubtful: bool) -> Variant[Way]:
    """Make the way of one segment. ``doubtful``: another standard of the occupation does not have the grade."""
    standard = segment.standard
    if standard is None or not standard.grades:
        # Which grades it has is not on record. Where another standard lacks the grade, that is no yes either.
        rule = Way(STANDARD.id, "standard:levels/not-on-record")
        asked = (Requirement(_LEVELS_UNRECORDED, Open(term)),) if doubtful else ()
        return Variant(rule.id, rule, (), asked, segment.period, ())
    grades = _grades(bundle, standard, selection.occupation)
    rule = Way(STANDARD.id, f"{standard.id}/levels", clauses=standard.clauses)
    names = listed(tuple(bundle.grades[one].what.label for one in grades))
    text = _LEVEL.fill(standard=title(standard), grades=names)
    # What one source alone says refuses nobody: whether the standard has another grade stays open.
    sure = standard.grades_sure == "verified" or selection.grade in grades
    node: Node = Selected("grade", grades) if sure else Open(term)
    return Variant(rule.id, rule, (), (Requirement(text, node),), segment.period, standard.clauses)


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
