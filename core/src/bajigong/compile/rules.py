"""Rules as code: what they come to together, and which route is nearest.

A rule is all of its requirements while it is in force, a gate any of its ways, a verdict every gate and any route, by
every reading of what is open.

Which route is nearest says `bajigong.compile.days.farness`; of several as near, the one declared first is.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal

from attrs import define, field

from bajigong.calendar import ALWAYS, NEVER, from_day
from bajigong.compile.columns import WORD, Columns, words_of
from bajigong.compile.requirements import Requirements
from bajigong.compile.writing import PLAIN, Asking, Lines, Shape, Single, Steps
from bajigong.policy.when import TERM, Node, Open

if TYPE_CHECKING:
    from bajigong.law.place import Variant
    from bajigong.law.plan import Plan


#: What gates and routes answer at a day: the names of since and until of each.
_Answers = tuple[list[tuple[str, str]], list[tuple[str, str]]]


@define(eq=False)
class Rules:
    """Writes what a plan's rules come to.

    ``account``: for one row, when each of them holds is kept as well; ``kept`` says where. Without it the nearest
    route is sought. Gates that only ``shared`` requirements make are answered by a table.
    """

    plan: "Plan"
    nodes: tuple[Node, ...]
    lines: Lines
    columns: Columns
    requirements: Requirements
    account: bool
    kept: dict[object, int] = field(factory=dict)
    _shapes: dict[int, Shape] = field(factory=dict)
    _bounds: dict[int, str] = field(factory=dict)

    @property
    def words(self) -> int:
        """How many numbers hold the states of all requirements."""
        return words_of(len(self.nodes))

    def write(self) -> None:
        """Write the states of the requirements, the rules, and the verdict."""
        self.states()
        sides = self._sides()
        if self.account:
            self._store("held")
            self._verdict(sides, self._account())
            self.lines.add("since_of[k] = since; until_of[k] = until; doubt_of[k] = doubt")
        else:
            self._nearest()
            self._verdict(sides)
            self._turn()

    def only_states(self) -> None:
        """Write the states of the requirements and nothing else."""
        self.states()
        self._store("held")

    # ------------------------------------------------------------------ requirements

    def states(self) -> None:
        """Write which requirements hold on the day, as bits."""
        self.lines.remark("held: which requirements hold on the day, a bit for each")
        lines, given = self.lines, self.requirements.given
        for word in range(self.words):
            lines.add(f"held{word} = {self._shared('given_states', word) if given else '0'}")
        for number, node in enumerate(self.nodes):
            if node in given:
                continue
            lines.note(self.requirements.says.get(node, ""))
            since, until = self._at(self.requirements.shape(node))
            lines.add(f"if {since} <= day: held{number // WORD} |= {1 << number % WORD}")
            self._keep(("node", number), since, until)

    def _store(self, name: str) -> None:
        """Write the states to an array of their name."""
        for word in range(self.words):
            self.lines.add(f"{name}[k * {self.words} + {word}] = {name}{word}")

    def _shared(self, kind: Literal["given_states", "given_may"], word: int) -> str:
        return f"{self.columns.slot(str(word), kind)}[{self._share}]"

    @property
    def _share(self) -> str:
        return f"{self.columns.slot('', 'given')}[r]"

    def _at(self, shape: Shape) -> tuple[str, str]:
        return Asking(self.lines).at(shape, "day")

    # ------------------------------------------------------------------ rules

    def _sides(self) -> list[Shape]:
        """Return what must all hold: every gate, and the routes."""
        requirements, plan = self.requirements, self.plan
        given = set(requirements.given)
        gates: list[Shape] = []
        tabled = False
        for gate in plan.gates:
            nodes = [requirement.node for way in gate.ways for requirement in way.requirements]
            if not self.account and given and all(node in given for node in nodes):
                tabled = True
            else:
                gates.append(self._any(gate.ways))
        return [*([self._table()] if tabled else []), *gates]

    def _table(self) -> Steps:
        turn, since, until, first = (
            self.columns.slot("", kind) for kind in ("step_turn", "step_since", "step_until", "step_first")
        )
        return Steps(turn, since, until, f"{first}[{self._share}]", f"{first}[{self._share} + 1]")

    def _any(self, variants: "Sequence[Variant[Any]]") -> Shape:
        return self.requirements.either([self._rule(variant) for variant in variants])

    def _rule(self, variant: "Variant[Any]") -> Shape:
        if id(variant) not in self._shapes:
            first, end = variant.period
            self.lines.remark(f"{variant.id}: {', '.join(variant.clauses)}")
            since = self._bound(first) if first > ALWAYS else None
            until = self._bound(end) if end < NEVER else None
            parts = [self.requirements.shape(requirement.node) for requirement in variant.requirements]
            bounded = since is not None or until is not None or not parts
            self._shapes[id(variant)] = self.requirements.both([*([Single(since, until)] if bounded else []), *parts])
        return self._shapes[id(variant)]

    def _bound(self, day: int) -> str:
        """Return what stands for a day on which rules begin or end: one figure however many do."""
        if day not in self._bounds:
            self._bounds[day] = self.lines.figure(day, from_day(day))
        return self._bounds[day]

    # ------------------------------------------------------------------ the account of one row

    def _account(self) -> _Answers:
        """Keep when each rule holds, each gate, and the routes of each reading; return gates and routes on the day.

        Each rule is asked once for all of it.
        """
        plan = self.plan
        self.lines.remark("account: since and until of each rule on the day")
        asked: dict[int, tuple[str, str]] = {}
        for variant in (*(way for gate in plan.gates for way in gate.ways), *plan.routes):
            if id(variant) in self._shapes:
                self.lines.note(variant.id)
            asked[id(variant)] = self._at(self._rule(variant))
            self._keep(id(variant), *asked[id(variant)])
        gates = [self._any_of([asked[id(way)] for way in gate.ways]) for gate in plan.gates]
        for gate, answer in zip(plan.gates, gates, strict=True):
            self.lines.note(gate.gate.id)
            self._keep(id(gate), *answer)
        several = [plan.routes_of(column) for column in plan.columns] or [plan.routes]
        routes = [self._any_of([asked[id(one)] for one in some]) for some in several]
        for column, answer in zip(plan.columns, routes, strict=False):
            self._keep(("column", column), *answer)
        return gates, routes

    def _any_of(self, answers: Sequence[tuple[str, str]]) -> tuple[str, str]:
        """Write what several rules come to together, by the days that each has answered with."""
        if len(answers) < 2:
            return answers[0] if answers else (str(NEVER), str(NEVER))
        since, until = self.lines.name("since"), self.lines.name("until")
        self.lines.add(f"{since}, {until} = {', '.join(answers[0])}")
        for more_since, more_until in answers[1:]:
            self.lines.add(f"{since}, {until} = either({since}, {until}, {more_since}, {more_until}, day)")
        return since, until

    def _keep(self, name: object, since: str, until: str) -> None:
        if self.account:
            place = self.kept.setdefault(name, 2 * len(self.kept))
            self.lines.add(f"account[{place}] = {since}; account[{place + 1}] = {until}")

    # ------------------------------------------------------------------ the nearest route

    def _nearest(self) -> None:
        """Write which route is nearest, by what holds and what is possible."""
        lines, words = self.lines, self.words
        for word in range(words):
            shared = f" | {self._shared('given_may', word)}" if self.requirements.given else ""
            possible = f"held{word} | {self._open(word)}{shared}"
            lines.add(f"may{word} = {possible} if turn == 0 else may[k * {words} + {word}]")
        lines.add(f"least = {1 << 62}; found = -1")
        for number, variant in enumerate(self.plan.routes):
            places = [self.nodes.index(requirement.node) for requirement in variant.requirements]
            bits = [(f"(held{n // WORD} >> {n % WORD} & 1)", f"(may{n // WORD} >> {n % WORD} & 1)") for n in places]
            since, _ = self._at(self._rule(variant))
            lines.add(f"sure, possible = {' + '.join(h for h, _ in bits) or 0}, {' + '.join(m for _, m in bits) or 0}")
            force = " and ".join(self._in_force(variant)) or "True"
            examined = variant.rule.method in self.plan.examinations
            lines.add(f"order = farness({force}, {len(places)}, sure, possible, {since}, {examined})")
            with lines.block("if order < least:"):
                lines.add(f"least = order; found = {number}")

    def _open(self, word: int) -> int:
        """Return the bits of the requirements that no fact can make sure: those whose term nobody has filled."""
        some = enumerate(self.nodes[word * WORD : (word + 1) * WORD])
        return sum(1 << place for place, node in some if isinstance(node, Open))

    def _in_force(self, variant: "Variant[Any]") -> Iterator[str]:
        first, end = variant.period
        if first > ALWAYS:
            yield f"{self._bound(first)} <= day"
        if end < NEVER:
            yield f"day < {self._bound(end)}"

    # ------------------------------------------------------------------ the verdict

    def _verdict(self, sides: list[Shape], first: _Answers | None = None) -> None:
        """Write the days on which every gate and any route hold, around the day or next.

        ``first`` are the answers on the day itself, where they were asked for already.
        """
        plan, lines = self.plan, self.lines
        routes = [self._any(plan.routes_of(column)) for column in plan.columns] or [self._any(plan.routes)]
        asking = Asking(lines)
        lines.remark("verdict: every gate and any route")
        lines.add("asked = day")
        if first:
            self._together(*first)
        # Put anew at the latest since until nothing moves: one that holds on the day may be over by then.
        with lines.block(f"while asked < since < {NEVER}:" if first else "while True:"):
            if first:
                lines.add("asked = since")
            self._together([asking.at(side, "asked") for side in sides], [asking.at(one, "asked") for one in routes])
            if not first:
                lines.add(f"if since <= asked or since >= {NEVER}: break")
                lines.add("asked = since")
        lines.add(f"if since >= {NEVER}: until = {NEVER}")

    # ------------------------------------------------------------------ once more

    def _turn(self) -> None:
        """Write what is kept of a row, and whether it is asked again: what is possible, then what is nearest by that.

        ``again``: never, where something is in doubt, or always.
        """
        lines, words = self.lines, range(self.words)
        with lines.block("if turn == 0:"):
            lines.add("since_of[k] = since; until_of[k] = until; near[k] = found; doubt_of[k] = doubt")
            self._store("held")
            self._store("may")
            for word in range(self.columns.words):
                lines.add(f"lack_of[k * {self.columns.words} + {word}] = lack{word}")
            lines.add("if again == 0 or (again == 1 and doubt == 0): break")
            hopes = "; ".join(f"hope{word} = {(1 << WORD) - 1}" for word in range(self.columns.words))
            lines.add(f"{hopes}; turn = 1")
        with lines.block("elif turn == 1:"):
            for word in words:
                lines.add(f"may{word} |= held{word}")
            same = " and ".join(f"may{word} == may[k * {self.words} + {word}]" for word in words)
            lines.add(f"if {same}: break")
            self._store("may")
            hopes = "; ".join(f"hope{word} = 0" for word in range(self.columns.words))
            lines.add(f"{hopes}; turn = 2")
        with lines.block("else:"):
            lines.add("near[k] = found")
            lines.add("break")

    def _together(self, gates: Sequence[tuple[str, str]], routes: Sequence[tuple[str, str]]) -> None:
        """Write what every gate and any route come to, by what each has answered at ``asked``."""
        plan, lines = self.plan, self.lines
        lines.add(f"since, until = {ALWAYS}, {NEVER}")
        for side in gates:
            self._narrow(*side)
        if len(routes) == 1:
            self._narrow(*routes[0])
            return
        # Where it is open which conditions apply, it is certain what all readings say.
        term = TERM + plan.conditions.term
        with lines.block(f"if {PLAIN.on(term, self.columns.hope(term))}:"):
            lines.add(f"first, end = {routes[0][0]}, {routes[0][1]}")
            for one in routes[1:]:
                lines.add(f"first, end = either(first, end, {one[0]}, {one[1]}, asked)")
            self._narrow("first", "end")
        with lines.block("else:"):
            for one in routes:
                self._narrow(*one)

    def _narrow(self, since: str, until: str) -> None:
        self.lines.add(f"since, until = max(since, {since}), min(until, {until})")
