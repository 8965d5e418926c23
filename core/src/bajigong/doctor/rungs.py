"""The grades that are open, by track and set of conditions, and the rules to them."""

from collections.abc import Iterator
from typing import Any

from attrs import frozen

from bajigong.doctor.finding import Patient
from bajigong.engine.plan import LADDER, Plan
from bajigong.engine.selection import Selection
from bajigong.placed import Variant
from bajigong.policy.rules import Ladder, Way
from bajigong.witness.favour import Favour
from bajigong.witness.passing import Setting
from bajigong.witness.samples import named_in, sampled


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
    favour = Favour(Setting(side.bundle.schema, selection, side.on, side.on, (side.place,)))
    for gate in plan.gates:
        for way in gate.ways if gate.gate is LADDER else ():
            if side.counts(way.period) and any(True for _ in favour.all_of(r.node for r in way.requirements)):
                yield way


def is_open(patient: Patient, plan: Plan) -> bool:
    """Say whether every gate has a way in force, so that anybody can be assessed at all."""
    return all(any(patient.side.counts(way.period) for way in gate.ways) for gate in plan.gates)
