"""json-logic: the requirements as JSON, interpreted for every person."""

from typing import Any, Final

from json_logic import jsonLogic

from peers.rows import Found, found, traced
from ready_made import Ready
from requirements import REQUIREMENTS

Logic = dict[str, Any]


def _is(fact: str, value: str) -> Logic:
    return {"==": [{"var": fact}, value]}


def _in(fact: str, values: list[str]) -> Logic:
    return {"in": [{"var": fact}, values]}


def _at_least(fact: str, years: int) -> Logic:
    return {">=": [{"var": fact}, years]}


def _since(event: str, value: str, years: int) -> Logic:
    return {"and": [_is(event, value), _at_least(f"worked_since_{event}", years)]}


def _graduated(*tests: Logic) -> Logic:
    return {"and": [*tests, {"var": "major_related"}, {"var": "final_year"}]}


_HIGHER: Final = _in("school", ["higher_vocational", "college", "university"])
_SENIOR: Final = _in("school", ["senior_technical_school", "technician_college"])
_TECHNICAL: Final = _in("school", ["technical_school", "senior_technical_school", "technician_college"])
_TECHNICIAN: Final = ["pre_technician", "technician"]
LOGIC: Final[dict[str, Logic]] = {
    "aged_16": _at_least("age", 16),
    "works": {"var": "works"},
    "worked_2": _at_least("worked", 2),
    "worked_5": _at_least("worked", 5),
    "worked_10": _at_least("worked", 10),
    "worked_3_since_5": _since("certificate", "5", 3),
    "worked_4_since_4": _since("certificate", "4", 4),
    "worked_1_since_3": _since("certificate", "3", 1),
    "worked_5_since_3": _since("certificate", "3", 5),
    "worked_1_since_2": _since("certificate", "2", 1),
    "worked_5_since_2": _since("certificate", "2", 5),
    "worked_1_since_junior": _since("title", "junior", 1),
    "worked_5_since_junior": _since("title", "junior", 5),
    "worked_1_since_intermediate": _since("title", "intermediate", 1),
    "worked_5_since_intermediate": _since("title", "intermediate", 5),
    "worked_1_since_senior": _since("title", "senior", 1),
    "holds_4": _is("certificate", "4"),
    "holds_3": _is("certificate", "3"),
    "held_3_for_2": {"and": [_is("certificate", "3"), _at_least("held", 2)]},
    "graduated_any": _graduated({"!=": [{"var": "school"}, "general"]}),
    "graduated_senior_class": _graduated(_TECHNICAL, _in("course", ["senior", *_TECHNICIAN])),
    "graduated_higher": _graduated(_HIGHER),
    "graduated_evaluated": _graduated(_HIGHER, {"var": "evaluated"}),
    "graduated_senior_school": {"and": [_SENIOR, {"var": "graduated"}]},
    "studies": {"and": [_is("school", "technician_college"), _in("course", _TECHNICIAN), {"var": "enrolled"}]},
}


class JsonLogic:
    """The logic of each grade, in the order of its requirements."""

    def __init__(self) -> None:
        self._logic = {grade: [LOGIC[name] for name in names] for grade, names in REQUIREMENTS.items()}

    def decide(self, facts: Ready) -> Found:
        """Answer for one person."""
        return found(facts["grade"], self._met(facts))

    def explain(self, facts: Ready) -> tuple[Found, Any]:
        """Answer for one person, with what was met."""
        met = self._met(facts)
        return found(facts["grade"], met), traced(facts["grade"], met)

    def _met(self, facts: Ready) -> list[bool]:
        return [bool(jsonLogic(one, facts)) for one in self._logic[facts["grade"]]]
