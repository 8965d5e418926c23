"""The routes and the gate that an occupation's standards bring, each bounded by the days on which it applies.

Where it is open which conditions apply, each route belongs to the readings by which it does.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from attrs import evolve, frozen

from bajigong.calendar import ALWAYS, NEVER
from bajigong.law.bundle import Bundle
from bajigong.law.place import Variant
from bajigong.law.standards import OWN, REPRINT, Conditions, Segment, title
from bajigong.law.terms import Period, common
from bajigong.policy.asks import Requirement
from bajigong.policy.registers import Standard, Template
from bajigong.policy.rules import Gate, Route, Way
from bajigong.policy.text import Text, listed
from bajigong.policy.when import Node, Open, Selected
from bajigong.schema import Selection

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
