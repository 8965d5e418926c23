"""Which clauses are encoded, by which rules, and which scenarios notice when a rule is taken out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from attrs import frozen

from bajigong.clauses import PRINCIPLE, RULES, ClauseState, clause_states, standards_of
from bajigong.coverage.probes import Probe, probes_for
from bajigong.declared import Bundle
from bajigong.engine.engine import Engine
from bajigong.policy.law import Filling
from bajigong.scenarios import Scenario, engine_of
from bajigong.tenants import Tenant

__all__ = ["ClauseCoverage", "RuleCoverage", "cover"]


@frozen
class RuleCoverage:
    """A rule or filling that cites a clause, and the scenario that notices its absence, "" where none does."""

    id: str
    noticed_by: str


@frozen
class ClauseCoverage:
    """A clause with its state, the rules that cite it, and the scenarios that name it."""

    state: ClauseState
    rules: tuple[RuleCoverage, ...]
    scenarios: tuple[str, ...]

    @property
    def counts(self) -> bool:
        """Whether a scenario changes when one of its rules is taken out."""
        return any(rule.noticed_by for rule in self.rules)

    @property
    def expected(self) -> bool:
        """Whether it should count: all do but principles, what is only declared, and drafts."""
        return self.state.state != "declared" and self.state.clause.kind != PRINCIPLE and not self.state.document.draft


def cover(
    tenants: Iterable[Tenant], scenarios: Sequence[Scenario], step: Callable[[str], None] = lambda _: None
) -> tuple[ClauseCoverage, ...]:
    """Take each rule out in turn and run the scenarios of its tenant until one changes.

    ``step`` is told the id of each rule as it is taken out. Clauses of several tenants are given once: what one tenant
    notices counts for all.
    """
    found: dict[str, ClauseCoverage] = {}
    for one in tenants:
        mine = [scenario for scenario in scenarios if scenario.tenant == one]
        noticed = _noticed(engine_of(one), mine, step)
        for state in clause_states(engine_of(one).bundle):
            covered = _covered(engine_of(one).bundle, state, noticed, scenarios)
            found[state.id] = _better(found.get(state.id), covered)
    return tuple(found.values())


def _noticed(engine: Engine, scenarios: Sequence[Scenario], step: Callable[[str], None]) -> Mapping[str, str]:
    """Map each rule and filling to the first scenario that changes without it."""
    before: dict[tuple[int, Probe], Any] = {}
    found = {}
    for declaration in citing(engine.bundle):
        step(name_of(declaration))
        without = Engine(engine.bundle.without(declaration), engine.tenant)
        found[name_of(declaration)] = _first(engine, without, declaration, scenarios, before)
    return found


def _first(
    engine: Engine, without: Engine, declaration: Any, scenarios: Sequence[Scenario], before: dict[Any, Any]
) -> str:
    cites = clauses_of(declaration)
    for scenario in sorted(scenarios, key=lambda s: not cites.intersection(s.clauses)):
        for probe in probes_for(declaration):
            key = (id(scenario), probe)
            if key not in before:
                before[key] = probe(engine, scenario.application)
            if probe(without, scenario.application) != before[key]:
                return scenario.name
    return ""


def citing(bundle: Bundle) -> list[Any]:
    """Return every rule and filling of a bundle: all that cites clauses."""
    rules = [said.what for name in RULES for said in getattr(bundle, name).values()]
    drafts = set() if bundle.drafts else {name for name, said in bundle.documents.items() if said.what.draft}
    every = [*rules, *standards_of(bundle), *(said.what for said in bundle.fillings)]
    return [one for one in every if not {clause.partition("/")[0] for clause in clauses_of(one)} & drafts]


def clauses_of(declaration: Any) -> set[str]:
    """Return the clauses that a rule or filling cites by itself."""
    return {declaration.clause} if isinstance(declaration, Filling) else set(declaration.clauses)


def name_of(declaration: Any) -> str:
    """Name a rule by its id, a filling by its term and clause."""
    return f"{declaration.term} = {declaration.clause}" if isinstance(declaration, Filling) else declaration.id


def _covered(
    bundle: Bundle, state: ClauseState, noticed: Mapping[str, str], scenarios: Sequence[Scenario]
) -> ClauseCoverage:
    mine = [one for one in citing(bundle) if state.id in clauses_of(one)]
    rules = tuple(RuleCoverage(name_of(one), noticed.get(name_of(one), "")) for one in mine)
    return ClauseCoverage(state, rules, tuple(s.name for s in scenarios if state.id in s.clauses))


def _better(one: ClauseCoverage | None, other: ClauseCoverage) -> ClauseCoverage:
    return other if one is None or sum(map(_notices, one.rules)) < sum(map(_notices, other.rules)) else one


def _notices(rule: RuleCoverage) -> bool:
    return bool(rule.noticed_by)
