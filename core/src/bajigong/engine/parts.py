"""Which part of a gate fails, where its requirements have parts: of a filing the occupation, the grade, the day."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from attrs import define, field

from bajigong.compile.columns import split
from bajigong.compile.program import Program, part_of
from bajigong.engine.decide import ALL, Decision
from bajigong.law.plan import GatePlan
from bajigong.law.selection import Selection
from bajigong.policy.text import Text
from bajigong.policy.when import Node

_FAILS: Final = Text("{gate}：{part}", "{gate}: {part}")


@define(eq=False)
class Parts:
    """Says which parts fail. The programs of parts are written once for each selection."""

    _programs: dict[tuple[Selection, Node], Program] = field(factory=dict)

    def failing(self, decision: Decision, facts: Mapping[str, Any], selection: Selection) -> tuple[Text, ...]:
        """Name, for each gate that cannot be passed, the part that fails: of several ways that which gets furthest."""

        def may_hold(node: Node) -> bool:
            program = self._program(decision.program, selection, node)
            return _may_hold(program, facts, decision.on, selection)

        gates = (gate for gate in decision.plan.gates if not decision.gate(gate).may_hold)
        found = ((gate, max(_reached(gate, may_hold), default=None, key=lambda one: one[0])) for gate in gates)
        return tuple(_FAILS.fill(gate=gate.gate.label, part=one[1]) for gate, one in found if one)

    def _program(self, whole: Program, selection: Selection, node: Node) -> Program:
        if (selection, node) not in self._programs:
            self._programs[selection, node] = part_of(whole, node)
        return self._programs[selection, node]


def _reached(gate: GatePlan, may_hold: Callable[[Node], bool]) -> Iterator[tuple[int, Text]]:
    """Give for each requirement that has parts the first that fails, and how many hold before it."""
    for way in gate.ways:
        for requirement in way.requirements:
            for reached, part in enumerate(requirement.parts):
                if not may_hold(part.node):
                    yield reached, part.text
                    break


def _may_hold(program: Program, facts: Mapping[str, Any], on: int, selection: Selection) -> bool:
    laid = program.layout.lay(facts, on, selection)
    rooms = [[0] * (laid.longest + 2) for _ in range(program.rooms)]
    states = [0] * program.words
    program.function()(
        *((0,), split(ALL, program.hope_words), (on,), 0, laid.columns, program.figures, rooms, (), states),
        *((), (), (), (), (), []),
    )
    return bool(states[0] & 1)
