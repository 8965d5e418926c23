"""The way in: applications under a bundle become verdicts."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import define, field

from bajigong.answers import Application, Outcome, Verdict
from bajigong.calendar import from_day, to_day
from bajigong.compile.columns import split
from bajigong.compile.program import Program, part_of, program_of
from bajigong.engine.decide import ALL, Decision
from bajigong.engine.explain import Explainer
from bajigong.engine.notes import Notes, told_and_open, within_bounds
from bajigong.law.bundle import Bundle
from bajigong.law.place import PlacedLaw, Reader
from bajigong.law.plan import GatePlan, Plan, make_plan
from bajigong.policy.facts import Selection
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


@define(eq=False)
class Engine:
    """Decides applications under one bundle, for one tenant. Plans are made once per selection and kept."""

    bundle: Bundle
    tenant: str
    _laws: dict[str, PlacedLaw] = field(factory=dict)
    _plans: dict[Selection, Plan] = field(factory=dict)
    _programs: dict[tuple[Hashable, Selection], Program] = field(factory=dict)
    _parts: Parts = field(factory=Parts)

    def decide(self, applications: Sequence[Application]) -> list[Verdict]:
        """Return a verdict for each application, in their order."""
        return [self._undecidable(one) if one.missing_selectors else self._verdict(one) for one in applications]

    def decision(self, selection: Selection, application: Application) -> Decision:
        """Evaluate an application under the rules for a selection, without explaining it."""
        on = to_day(application.on)
        return Decision.of(self.program(selection), application.facts, on, selection)

    def program(self, selection: Selection) -> Program:
        """Return the program of the rules that answer for a selection, with an account of each rule."""
        return self.program_of("", selection, lambda: self.plan(selection))

    def program_of(
        self,
        name: Hashable,
        selection: Selection,
        plan: Callable[[], Plan],
        *,
        account: bool = True,
        given: tuple[Node, ...] = (),
    ) -> Program:
        """Return the program of a plan that has a name, written once for each selection."""
        key = (name, selection)
        if key not in self._programs:
            self._programs[key] = program_of(plan(), self.bundle.schema, selection, account=account, given=given)
        return self._programs[key]

    def plan(self, selection: Selection) -> Plan:
        """Return the rules that answer for a selection."""
        if selection not in self._plans:
            self._plans[selection] = make_plan(self.bundle, self.law(selection.place), selection)
        return self._plans[selection]

    def law(self, place: str) -> PlacedLaw:
        """Return the rules as they stand in a place."""
        if place not in self._laws:
            self._laws[place] = Reader(self.bundle, place).read()
        return self._laws[place]

    def _verdict(self, application: Application) -> Verdict:
        facts = application.facts
        selection = Selection(facts["track"], facts["occupation"], facts["grade"], application.place)
        decision = self.decision(selection, application)
        explainer = Explainer(decision)
        outcome, missing = explainer.outcome
        gates, routes, readings = explainer.gates(), explainer.routes(), explainer.readings()
        notes = Notes(self.bundle, decision.plan, decision.on).write(outcome, gates, routes, readings)
        since, until = map(from_day, decision.verdict.certain)
        schema = self.bundle.schema
        bounds = (
            *within_bounds(schema, facts, missing),
            *told_and_open(schema, facts, missing, decision.program.taken),
        )
        parts = self._parts.failing(decision, facts, selection)
        here = outcome is Outcome.ELIGIBLE
        return Verdict(
            **self._heading(application),
            outcome=outcome,
            since=since if here else None,
            until=until if here else None,
            eligible_from=since if outcome is Outcome.NOT_ELIGIBLE else None,
            gates=gates,
            routes=routes,
            missing=missing,
            notes=(*application.remarks, *bounds, *notes, *parts),
            readings=readings,
            parts=parts,
        )

    def _undecidable(self, application: Application) -> Verdict:
        return Verdict(
            **self._heading(application),
            outcome=Outcome.UNDETERMINED,
            since=None,
            until=None,
            eligible_from=None,
            gates=(),
            routes=(),
            missing=(application.missing_selectors,),
            notes=application.remarks,
        )

    def _heading(self, application: Application) -> dict[str, Any]:
        facts = application.facts
        return {
            "applicant": self.bundle.schema.told(facts, "name"),
            "tenant": self.tenant,
            "track": facts.get("track"),
            "occupation": facts.get("occupation"),
            "grade": facts.get("grade"),
            "place": application.place,
            "on": application.on,
            "bundle": self.bundle.hash,
        }
