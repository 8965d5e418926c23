"""Decide one application: what its program answers, certain and possible, asked at the day and around it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, NamedTuple, Protocol

from attrs import define, field, frozen

from bajigong.calendar import ALWAYS, NEVER
from bajigong.compile.columns import joined, split
from bajigong.compile.days import either
from bajigong.compile.program import Program
from bajigong.law.bundle import within
from bajigong.law.place import Variant
from bajigong.law.plan import GatePlan, Plan
from bajigong.policy.asks import Requirement
from bajigong.policy.facts import Selection
from bajigong.policy.when import TERM, Node, reads

#: Which unknown facts are taken to be favourable, as bits of a program's facts: none gives what is certain, all what
#: is possible. In between stands the question which missing facts would settle a case.
NONE: Final = 0
ALL: Final = -1
#: A first day and the first day after it.
Stretch = tuple[int, int]


class Bounds(NamedTuple):
    """When a rule or a verdict holds, asked on the day: what is certain, and what is possible."""

    certain: Stretch
    possible: Stretch
    on: int

    @property
    def holds(self) -> bool:
        """Say whether it certainly holds on the day."""
        return self.certain[0] <= self.on

    @property
    def may_hold(self) -> bool:
        """Say whether it possibly holds on the day."""
        return self.possible[0] <= self.on


@frozen(eq=False)
class Account:
    """What a program answers at one day under one hope: the days of each rule, and those of the verdict.

    ``lacks`` are the facts that are not known, as bits; ``is_sure``: nothing hangs on them.
    """

    days: list[int]
    verdict: Stretch
    lacks: int
    is_sure: bool

    def at(self, place: int) -> Stretch:
        """Return the days that stand at a place."""
        return self.days[place], self.days[place + 1]


class Answering(Protocol):
    """What is to be known of an application to explain it: a `Decision`, or what stands for one."""

    @property
    def plan(self) -> Plan:
        """The rules that answer."""

    @property
    def on(self) -> int:
        """The day asked about."""

    @property
    def verdict(self) -> Bounds:
        """Every gate and any route."""

    def gate(self, gate: GatePlan, /) -> Bounds:
        """Return when a gate can be passed."""

    def rule(self, variant: Variant[Any], /) -> Bounds:
        """Return when all the requirements of a rule hold together while it is in force."""

    def requirement(self, requirement: Requirement, /) -> Bounds:
        """Return when one requirement holds."""

    def under(self, column: str, /) -> Bounds:
        """Return the verdict as it would be by one reading alone."""

    def in_force(self, variant: Variant[Any], /) -> bool:
        """Say whether a rule is in force on the day."""

    def leads_there(self, variant: Variant[Any], /) -> bool:
        """Say whether the verdict begins to hold with a rule."""

    def unknown(self, node: Node, /) -> Sequence[str]:
        """Return the facts that a node reads and that are not known."""

    def settles(self, node: Node, facts: Iterable[str], /) -> bool:
        """Say whether some facts alone, if favourable, make a node hold."""


def is_uncovered(one: Answering) -> bool:
    """Say whether some gate has no rule in force on the day, or no route has and no gate refuses."""
    gates = one.plan.gates
    silent = not any(map(one.in_force, one.plan.routes)) and all(one.gate(gate).may_hold for gate in gates)
    return silent or not all(any(map(one.in_force, gate.ways)) for gate in gates)


@define(eq=False, slots=False)
class Decision:
    """The answers for one application under one plan, worked out when asked for.

    ``columns`` are its facts, laid out for the program; ``room`` is how many records its longest list has.
    """

    program: Program
    columns: Sequence[Any]
    on: int
    room: int
    _accounts: dict[tuple[int, int], Account] = field(factory=dict)

    @classmethod
    def of(cls, program: Program, facts: Mapping[str, Any], on: int, selection: Selection) -> "Decision":
        """Lay out a checked application for a program."""
        laid = program.layout.lay(facts, on, selection)
        return cls(program, laid.columns, on, laid.longest)

    @property
    def plan(self) -> Plan:
        """The rules that answer."""
        return self.program.plan

    # ------------------------------------------------------------------ what holds

    @cached_property
    def verdict(self) -> Bounds:
        """Every gate and any route."""
        return self._bounds(lambda hope: self.ask(hope, self.on).verdict)

    def gate(self, gate: GatePlan) -> Bounds:
        """Return when a gate can be passed."""
        return self._kept(id(gate))

    def rule(self, variant: Variant[Any]) -> Bounds:
        """Return when all the requirements of a rule hold together while it is in force."""
        return self._kept(id(variant))

    def requirement(self, requirement: Requirement) -> Bounds:
        """Return when one requirement holds."""
        return self._between(self.program.requirement_spans[id(requirement)])

    def under(self, column: str) -> Bounds:
        """Return the verdict as it would be by one reading alone."""
        names = [*map(id, self.plan.gates), ("column", column)]
        return self._bounds(lambda hope: self.all_of(names, hope, self.on))

    def in_force(self, variant: Variant[Any]) -> bool:
        """Say whether a rule is in force on the day."""
        return within(variant.period, self.on)

    def leads_there(self, variant: Variant[Any]) -> bool:
        """Say whether the verdict begins to hold with a rule."""
        return self.rule(variant).certain[0] == self.verdict.certain[0] < NEVER

    # ------------------------------------------------------------------ what is not known

    def unknown(self, node: Node) -> list[str]:
        """Return the facts that a node reads and that are not known.

        A field of a list is unknown where the list is given and one of its records lacks it.
        """
        lacks, bits = self._certain.lacks, self.program.fact_bits
        return [path for path in reads(node) if path.startswith(TERM) or lacks & bits.get(path, 0)]

    def settles(self, node: Node, facts: Iterable[str]) -> bool:
        """Say whether some facts alone, if favourable, make a node hold. Only that node is asked."""
        part, places = self.program.part(node)
        states = [0]
        self._run(part, [self.columns[place] for place in places], part.bits(facts), self.on, states)
        return bool(states[0])

    # ------------------------------------------------------------------ asking

    def node_at(self, node: Node, hope: int, day: int) -> Stretch:
        """Return the stretch in which a node holds that contains a day, else the next."""
        return self.ask(hope, day).at(self.program.spans[node])

    def any_route_at(self, hope: int, day: int) -> Stretch:
        """Return the days around a day on which some route holds, else the stretch that comes first."""
        account, since, until = self.ask(hope, day), NEVER, NEVER
        for route in self.plan.routes:
            since, until = either(since, until, *account.at(self.program.kept[id(route)]), day)
        return since, until

    def all_of(self, names: Iterable[object], hope: int, day: int) -> Stretch:
        """Return when several hold together, asked again at the latest since until nothing moves."""
        places = [self.program.kept[name] for name in names]
        while True:
            account = self.ask(hope, day)
            since = max((account.days[place] for place in places), default=ALWAYS)
            if since <= day:
                return since, min((account.days[place + 1] for place in places), default=NEVER)
            day = since

    def ask(self, hope: int, day: int) -> Account:
        """Put everything to the program at a day."""
        found = self._accounts.get((hope, day))
        if found is None:
            sure = self._accounts.get((NONE, day))
            # What hangs on nothing that is unknown is the same under every hope.
            found = sure if sure is not None and sure.is_sure else self._put(hope, day)
            self._accounts[hope, day] = found
        return found

    def _put(self, hope: int, day: int) -> Account:
        program = self.program
        days, since, until, doubt = [0] * (2 * len(program.kept)), [0], [0], [0]
        lacks, states = [0] * program.hope_words, [0] * program.words
        self._run(program, self.columns, hope, day, states, (since, until, lacks, doubt, [0], days))
        return Account(days, (since[0], until[0]), joined(lacks), not doubt[0] and not program.terms)

    def _run(  # noqa: PLR0913, PLR0917  (what is run on what, and where the answers go)
        self,
        program: Program,
        columns: Sequence[Any],
        hope: int,
        day: int,
        states: list[int],
        answers: Sequence[Sequence[int]] = ((),) * 6,
    ) -> None:
        """Run a program on this row; ``states`` and ``answers`` are written to."""
        rooms = [[0] * (self.room + 2) for _ in range(program.rooms)]
        hopes = split(hope, program.hope_words)
        program.function()((0,), hopes, (day,), 0, columns, program.figures, rooms, (), states, *answers)

    def _kept(self, name: object) -> Bounds:
        return self._between(self.program.kept[name])

    def _between(self, place: int) -> Bounds:
        """Return what is certain and what is possible of the days that stand at a place."""
        certain, possible, after = self._certain.days, self._possible.days, place + 1
        return Bounds((certain[place], certain[after]), (possible[place], possible[after]), self.on)

    @cached_property
    def _certain(self) -> Account:
        return self.ask(NONE, self.on)

    @cached_property
    def _possible(self) -> Account:
        return self.ask(ALL, self.on)

    def _bounds(self, question: Callable[[int], Stretch]) -> Bounds:
        return Bounds(question(NONE), question(ALL), self.on)
