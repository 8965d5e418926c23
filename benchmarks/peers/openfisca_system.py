"""openfisca-core: a system of one entity, a variable for what facts share, for each requirement and each answer."""

from datetime import date
from functools import cache
from typing import Any, Final

import numpy as np
import pyarrow as pa
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from peers.numpy_columns import answer
from peers.openfisca_facts import PERSON, arrays, variables, written
from peers.openfisca_formulas import MET, SHARED, Formula, failed, route

ANSWERS: Final = ("route", "failed")


def decide(people: pa.Table, on: date) -> pa.Table:
    """Answer for every row."""
    inputs = arrays(people)
    simulation = SimulationBuilder().build_default_simulation(system(), len(inputs["grade"]))
    for name, column in inputs.items():
        simulation.set_input(name, "ETERNITY", column)
    first, bits = (simulation.calculate(name, str(on)) for name in ANSWERS)
    return pa.Table.from_batches([answer(first.astype(np.int8), bits.astype(np.int16))])


def explain(person: dict[str, Any], on: date) -> tuple[tuple[int, int], Simulation]:
    """Answer for one person from written facts, with the simulation whose tracer knows every step."""
    simulation = SimulationBuilder().build_from_entities(system(), {"persons": {"applicant": person}})
    simulation.trace = True
    first, bits = (int(simulation.calculate(name, str(on))[0]) for name in ANSWERS)
    return (first, bits), simulation


def people_written(people: pa.Table) -> list[dict[str, Any]]:
    """Return each row as the facts from which one person is built."""
    inputs = arrays(people)
    return [written(dict(zip(inputs, row, strict=True))) for row in zip(*inputs.values(), strict=True)]


@cache
def system() -> TaxBenefitSystem:
    """Return the system with all its variables."""
    made = TaxBenefitSystem([PERSON])
    made.add_variables(*variables())
    made.add_variables(*(_variable(name, int, formula) for name, formula in SHARED.items()))
    made.add_variables(*(_variable(name, bool, formula) for name, formula in MET.items()))
    made.add_variables(_variable("failed", int, failed), _variable("route", int, route))
    return made


def _variable(name: str, value_type: type, formula: Formula) -> type[Variable]:
    shape = {"entity": PERSON, "definition_period": DateUnit.DAY, "value_type": value_type, "formula": formula}
    return type(name, (Variable,), shape)
