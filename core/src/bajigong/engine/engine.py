"""The way in: applications under a bundle become verdicts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from attrs import define, field, frozen

from bajigong.calendar import from_day, to_day
from bajigong.columns import to_table
from bajigong.declared import Bundle
from bajigong.engine.decide import Decision
from bajigong.engine.evaluate import Evaluator
from bajigong.engine.explain import Explainer
from bajigong.engine.notes import Notes
from bajigong.engine.plan import Plan, make_plan
from bajigong.engine.scene import Scene
from bajigong.engine.selection import Selection
from bajigong.engine.verdict import Outcome, Verdict
from bajigong.placed import PlacedLaw, Reader
from bajigong.policy.text import Text

#: The keys without which no rule can be picked.
SELECTORS = ("track", "occupation", "grade")


@frozen(eq=False)
class Application:
    """One checked application: its facts with their types, the day asked about and the place.

    ``remarks`` say how something in it was read that could be read otherwise.
    """

    facts: Mapping[str, Any]
    on: date
    place: str
    remarks: tuple[Text, ...] = ()

    @property
    def missing_selectors(self) -> tuple[str, ...]:
        """The selectors that were not given."""
        return tuple(key for key in SELECTORS if self.facts.get(key) is None)


@define(eq=False)
class Engine:
    """Decides applications under one bundle, for one tenant. Plans are made once per selection and kept."""

    bundle: Bundle
    tenant: str
    _laws: dict[str, PlacedLaw] = field(factory=dict)
    _plans: dict[Selection, Plan] = field(factory=dict)

    def decide(self, applications: Sequence[Application]) -> list[Verdict]:
        """Return a verdict for each application, in their order."""
        verdicts: dict[int, Verdict] = {}
        for selection, rows in _grouped(applications).items():
            some = [applications[row] for row in rows]
            decided = self._undecidable(some) if selection is None else self._group(selection, some)
            verdicts.update(zip(rows, decided, strict=True))
        return [verdicts[row] for row in range(len(applications))]

    def decision(self, selection: Selection, applications: Sequence[Application]) -> Decision:
        """Evaluate applications that share a selection, without explaining them."""
        on = np.array([to_day(application.on) for application in applications], np.int32)
        table = to_table(self.bundle.schema, [application.facts for application in applications], on)
        return Decision(self.plan(selection), Evaluator(Scene(table, self.bundle.schema, selection)))

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

    def _group(self, selection: Selection, applications: Sequence[Application]) -> Iterable[Verdict]:
        decision = self.decision(selection, applications)
        for row, application in enumerate(applications):
            yield self._verdict(application, decision, row)

    def _verdict(self, application: Application, decision: Decision, row: int) -> Verdict:
        explainer = Explainer(decision, row)
        outcome, missing = explainer.outcome()
        gates, routes, readings = explainer.gates(), explainer.routes(), explainer.readings()
        notes = Notes(self.bundle, decision.plan, int(decision.on[row])).write(outcome, gates, routes, readings)
        since, until = (from_day(side[row]) for side in decision.verdict.certain)
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
            notes=(*application.remarks, *notes),
            readings=readings,
        )

    def _undecidable(self, applications: Sequence[Application]) -> Iterable[Verdict]:
        for one in applications:
            yield Verdict(
                **self._heading(one),
                outcome=Outcome.UNDETERMINED,
                since=None,
                until=None,
                eligible_from=None,
                gates=(),
                routes=(),
                missing=(one.missing_selectors,),
                notes=one.remarks,
            )

    def _heading(self, application: Application) -> dict[str, Any]:
        facts = application.facts
        return {
            "applicant": (facts.get("applicant") or {}).get("name"),
            "tenant": self.tenant,
            "track": facts.get("track"),
            "occupation": facts.get("occupation"),
            "grade": facts.get("grade"),
            "place": application.place,
            "on": application.on,
            "bundle": self.bundle.hash,
        }


def _grouped(applications: Sequence[Application]) -> dict[Selection | None, list[int]]:
    groups: dict[Selection | None, list[int]] = {}
    for row, one in enumerate(applications):
        facts = one.facts
        whole = not one.missing_selectors
        key = Selection(facts["track"], facts["occupation"], facts["grade"], one.place) if whole else None
        groups.setdefault(key, []).append(row)
    return groups
