"""The engine: decides applications under a bundle, with notes on what the law says besides."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import define, evolve, field, frozen

from bajigong.answers import Application, Holds, Outcome, ReadingAnswer, RuleAnswer, Verdict
from bajigong.calendar import NumberFrom, bounded, from_day, to_day
from bajigong.compile.columns import split
from bajigong.compile.program import Program, part_of, program_of
from bajigong.engine.decide import ALL, Decision
from bajigong.engine.explain import Explainer
from bajigong.law.bundle import Bundle, out_of_force, silent, undated, within
from bajigong.law.place import PlacedLaw, Reader, who_may_fill
from bajigong.law.plan import STANDARD, GatePlan, Plan, make_plan
from bajigong.law.standards import Segment, title
from bajigong.policy.facts import Schema, Selection
from bajigong.policy.law import Document, Way
from bajigong.policy.registers import Standard
from bajigong.policy.text import Text, listed
from bajigong.policy.when import Either, Every, Node, Taken, Unless

_ELSEWHERE = Text("{rule}在此地仅适用于{grades}（{clauses}）", "{rule} is open here only for {grades} ({clauses})")
_OPEN = Text(
    "{term}由{clauses}所涉规定授权确定，尚无取值", "{term} is left open, and nobody has laid it down ({clauses})"
)
_NO_EDITION = Text(
    "所问日期尚无已知的申报条件版本", "no edition of the conditions of application is known for that day"
)
_NO_STANDARD = Text(
    "该职业（工种）当日的国家职业标准未收录，按{editions}作答",
    "no national standard of the occupation is on record for that day; the answer goes by {editions}",
)
_BY_EDITION = Text(
    "{standard}的正文未收录，按其编制所依的{editions}处理",
    "the text of {standard} is not on record; {editions}, by which it was written, stand for its conditions",
)
_UNSURE = Text(
    "{standard}所依编制规程的版本未能核实，可能为{editions}",
    "by which edition {standard} was written could not be verified; it may be {editions}",
)
_ONE_SOURCE = Text(
    "{standard}的申报条件仅见于未经核实的转载，与其版本通用条件不一致时不作定论",
    "the conditions of {standard} were seen in an unverified reprint only; nothing rests on them alone",
)
_GRADES_UNSURE = Text(
    "{standard}所设等级（{grades}）未经核实", "which grades {standard} has ({grades}) was not verified"
)
_LINKED = Text(
    "{standard}按现职业名称沿用，名称对应关系为推断",
    "that {standard} is for this occupation is concluded from its name",
)
_OPEN_CONDITIONS = Text(
    "该职业适用哪一版申报条件，{who}未作规定（{term}）",
    "which conditions apply to the occupation has not been laid down by {who} ({term})",
)
_LISTED = Text(
    "“{name}”列入国家职业资格目录，属准入类，由{by}实施",
    "'{name}' is an entry qualification in the national list; it is granted by {by}",
)
_LISTED_UNSURE = Text(
    "“{name}”列入国家职业资格目录（{by}），是否准入类及适用范围未经核实",
    "'{name}' is in the national list of qualifications ({by}); whether as an entry qualification was not verified",
)
_LICENCE = Text(
    "部分作业须另持“{name}”证件（国家职业资格目录，{by}）",
    "some of the work needs the licence '{name}' as well (national list of qualifications, {by})",
)
_UNTOLD = Text(
    "{gates}：申报未载明的，按无不利情形处理，须另行核实",
    "{gates}: what the application does not tell is taken not to stand against it, and is to be looked into apart",
)
_DAY_WITHIN = Text(
    "“{label}”只填到{value}，其间各日结论不一：填明具体日期方可判定",
    "{label} is given as {value} only, and not all days of it answer alike: the day itself would settle it",
)
_AT_LEAST = Text(
    "“{label}”填为{value}，只是下限：填明实际年限或起止日期方可判定",
    "{label}: {value} is no more than the least; the years themselves, or the days, would settle it",
)
_TOLD = Text(
    "“{label}”填为{values}：是否计入，现行文件未作规定",
    "{label} ({values}): no document in force here says whether it counts",
)
_BY_READING = Text("按{reading}：{answer}", "by {reading}: {answer}")
_HELD = Text("符合（自{day}起）", "eligible (since {day})")
_HELD_EVER = Text("符合", "eligible")
_LATER = Text("当日不符合，自{day}起符合", "not eligible that day, but from {day}")
_NOT = Text("当日不符合", "not eligible that day")
_HANGS = Text("尚缺情况，不能确定", "undetermined")


def within_bounds(schema: Schema, facts: Mapping[str, Any], missing: Sequence[Sequence[str]]) -> tuple[Text, ...]:
    """Say which facts are known within bounds only, where an open verdict hangs on them."""
    wanted = {path for some in missing for path in some}
    said = (
        (_AT_LEAST if isinstance(value, NumberFrom) else _DAY_WITHIN).fill(label=schema.fields[path].label, value=value)
        for path, value in (bounded(facts) if wanted else ())
        if path in wanted or isinstance(value, NumberFrom)
    )
    return tuple(dict.fromkeys(said))


def told_and_open(
    schema: Schema, facts: Mapping[str, Any], missing: Sequence[Sequence[str]], tests: Iterable[tuple[str, Taken]]
) -> tuple[Text, ...]:
    """Say which facts an open verdict hangs on though they are told: no document says whether such a record counts.

    ``tests`` are those that take a field to have a value, each with the path of its list.
    """
    wanted = {path for some in missing for path in some}
    found = []
    for path, test in tests if wanted else ():
        field = schema.fields[f"{path}.{test.field}"]
        labels = {choice.value: choice.label for choice in field.choices}
        told = dict.fromkeys(record.get(test.field) for record in _records(facts, path))
        others = tuple(labels[one] for one in told if one and one not in test.values)
        if field.path in wanted and others:
            found.append(_TOLD.fill(label=field.label, values=listed(others)))
    return tuple(found)


def _records(facts: Mapping[str, Any], path: str) -> Iterator[Mapping[str, Any]]:
    value: Any = facts
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    yield from (one for one in value or () if isinstance(one, Mapping))


@frozen(eq=False)
class Notes:
    """Writes the notes of one application: what the rules of ``plan`` say on the day ``on``."""

    bundle: Bundle
    plan: Plan
    on: int

    def write(
        self,
        outcome: Outcome,
        gates: tuple[RuleAnswer, ...],
        routes: tuple[RuleAnswer, ...],
        readings: tuple[ReadingAnswer, ...] = (),
    ) -> tuple[Text, ...]:
        """Return every note that the row calls for, each once."""
        cited = {clause for answer in (*gates, *routes) for clause in answer.cites}
        notes: list[Text] = [*self._readings(readings), *self._out_of_force()]
        if outcome is Outcome.ELIGIBLE:
            notes += self._untold()
        else:
            notes += [*self._silent(gates), *self._elsewhere(), *self._open((*gates, *routes))]
        notes += [*self._standard(), *self._qualifications(), *undated(self._documents(sorted(cited)))]
        return tuple(dict.fromkeys(notes))

    def _out_of_force(self) -> Iterator[Text]:
        plan = self.plan
        ways = (way for gate in plan.gates if gate.gate is not STANDARD for way in gate.ways)
        # A standard's own days are not its document's: which one answers is said apart.
        own = (route for route in plan.routes if not route.rule.standards)
        documents = self._documents(clause for variant in (*ways, *own) for clause in variant.clauses)
        yield from filter(None, (out_of_force(document, self.on) for document in documents))

    def _silent(self, answers: Iterable[RuleAnswer]) -> Iterator[Text]:
        """Say what no document provides for; of a gate that is passed another way there is nothing to say."""
        shut = {answer.id: answer.label for answer in answers if answer.holds is not Holds.YES}
        for silence in self.plan.silences:
            rule = silence.rule
            label = shut.get(rule.gate) if isinstance(rule, Way) else getattr(rule, "label", None)
            if label:
                yield silent(label, silence.term)

    def _untold(self) -> Iterator[Text]:
        """Name the gates in which it counts for somebody that nothing is told against them."""
        on = self.on
        gates = tuple(
            plan.gate.label
            for plan in self.plan.gates
            if any(within(way.period, on) and any(_trusts(one.node) for one in way.requirements) for way in plan.ways)
        )
        if gates:
            yield _UNTOLD.fill(gates=listed(gates))

    def _elsewhere(self) -> Iterator[Text]:
        for variant in self.plan.elsewhere:
            if within(variant.period, self.on):
                grades = listed(tuple(self.bundle.grades[grade].what.label for grade in variant.grades))
                yield _ELSEWHERE.fill(rule=variant.rule.label, grades=grades, clauses=", ".join(variant.clauses))

    def _open(self, answers: Iterable[RuleAnswer]) -> Iterator[Text]:
        for answer in answers:
            if answer.holds is not Holds.UNKNOWN:
                continue
            for name in (term for requirement in answer.requirements for term in requirement.terms):
                label = self.bundle.terms[name].what.label
                yield _OPEN.fill(term=label, clauses=", ".join(answer.cites))

    def _standard(self) -> Iterator[Text]:
        """Say which standard answers, and how far its conditions and grades are known."""
        segment = self.plan.conditions.at(self.on)
        if segment is None:
            if self.plan.conditions.term:
                yield _NO_EDITION
            return
        if segment.standard is None:
            yield _NO_STANDARD.fill(editions=self._editions(segment.alternatives.values()))
            return
        words = {"standard": title(segment.standard), "editions": self._editions(segment.own)}
        grades = tuple(self.bundle.grades[grade].what.label for grade in segment.standard.grades)
        yield from (shape.fill(grades=listed(grades), **words) for shape in _known(segment, segment.standard))

    def _editions(self, names: Iterable[str]) -> Text:
        """Name the editions among the readings of which conditions apply."""
        templates = self.bundle.templates
        return listed(tuple(templates[name].what.label for name in names if name in templates), "或", " or ")

    def _qualifications(self) -> Iterator[Text]:
        """Say that the occupation, or acts within it, are in the national list of qualifications."""
        for one in self.plan.qualifications:
            shape = _LICENCE if one.scope == "licence" else _LISTED if one.sure == "verified" else _LISTED_UNSURE
            yield shape.fill(name=one.name, by=one.by)

    def _readings(self, readings: tuple[ReadingAnswer, ...]) -> Iterator[Text]:
        """Say what each reading gives, where they do not agree on the day."""
        if len({one.holds for one in readings}) < 2:
            return
        term = self.bundle.terms[self.plan.conditions.term].what
        yield _OPEN_CONDITIONS.fill(term=term.label, who=who_may_fill(term))
        for one in readings:
            yield _by_reading(one)

    def _documents(self, clauses: Iterable[str]) -> Iterator[Document]:
        names = dict.fromkeys(self.bundle.clauses[clause].what.document for clause in clauses)
        return (self.bundle.documents[name].what for name in names)


def _trusts(node: Node) -> bool:
    """Whether a requirement holds where some facts are not told."""
    match node:
        case Every(nodes) | Either(nodes):
            return any(map(_trusts, nodes))
        case Unless(one, silent):
            return bool(silent) or _trusts(one)
    return False


def _known(segment: Segment, standard: Standard) -> Iterator[Text]:
    """Give what is to be said of a standard: how sure its conditions, its grades and its name are."""
    if standard.id in segment.alternatives.values():
        yield from (_ONE_SOURCE,) if standard.sure != "verified" else ()
    elif len(segment.own) > 1:
        yield _UNSURE
    elif any(segment.alternatives[name] for name in segment.own):
        yield _BY_EDITION
    if standard.grades and standard.grades_sure != "verified":
        yield _GRADES_UNSURE
    if standard.linked != "verified":
        yield _LINKED


def without_days(verdict: Verdict) -> tuple[Text, ...]:
    """Return the notes of a verdict as a table has them: what each reading gives is told without days of its own.

    A table says one thing to all rows of one case; the days of its readings, and which part of a filing fails, differ
    from person to person.
    """
    bare = {_by_reading(one): _by_reading(evolve(one, since=None, until=None)) for one in verdict.readings}
    return tuple(bare.get(note, note) for note in verdict.notes if note not in verdict.parts)


def _by_reading(one: ReadingAnswer) -> Text:
    return _BY_READING.fill(reading=one.label, answer=_answered(one))


def _answered(one: ReadingAnswer) -> Text:
    if one.holds is Holds.YES:
        return _HELD.fill(day=one.since) if one.since else _HELD_EVER
    if one.holds is Holds.UNKNOWN:
        return _HANGS
    return _LATER.fill(day=one.since) if one.since else _NOT


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
    #: The engine from which a declaration was left out, and that declaration.
    _whole: "tuple[Engine, Any] | None" = None

    def without(self, declaration: Any) -> "Engine":
        """Return an engine that decides as if one declaration had not been made; only what it changes is read again."""
        return Engine(self.bundle.without(declaration), self.tenant, whole=(self, declaration))

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
            reader = Reader(self.bundle, place)
            if self._whole is None:
                self._laws[place] = reader.read()
            else:
                engine, declaration = self._whole
                self._laws[place] = reader.read_without(engine.law(place), declaration)
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
