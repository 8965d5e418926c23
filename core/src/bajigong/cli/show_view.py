"""One application for people: the verdict, the gates, the routes, the notes and the clauses they all rest on."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from attrs import frozen

from bajigong.cli.render import BLANK, Line, line
from bajigong.cli.result_names import Names
from bajigong.cli.result_reasons import once
from bajigong.cli.result_row import Answer
from bajigong.cli.show_head import Head
from bajigong.cli.show_rules import Rules
from bajigong.engine.verdict import Holds, Outcome, RuleAnswer, Verdict
from bajigong.policy.law import Clause
from bajigong.policy.text import Lang, Text

_Write = Callable[[RuleAnswer], Iterator[Line]]

_GATES = Text("准入条件", "Gates")
_HOLD = Text("符合的申报条件", "Routes that hold")
_OPEN = Text("尚不能判定的申报条件", "Routes that are open")
_NOT = Text("不符合的申报条件", "Routes that do not hold")
_NOTES = Text("说明", "Notes")
_BASIS = Text("依据", "Clauses")


@frozen(eq=False)
class View:
    """Writes one application. ``full`` writes out every route."""

    verdict: Verdict
    names: Names
    lang: Lang
    full: bool = False

    def head(self) -> list[Line]:
        """Write the verdict."""
        return list(Head(self.verdict, self.names, self.lang, self.full).lines())

    def body(self) -> Iterator[Line]:
        """Write what the verdict rests on; where the documents are silent, what they are silent about comes first."""
        silent = self.verdict.outcome is Outcome.NOT_COVERED
        if silent:
            yield from self._notes()
        yield from self._section(_GATES, self.verdict.gates, self._gate)
        yield from self._routes()
        if not silent:
            yield from self._notes()
        yield from self._basis()

    def _routes(self) -> Iterator[Line]:
        holding, unsure, failing = (self._by(holds) for holds in (Holds.YES, Holds.UNKNOWN, Holds.NO))
        rules, settled = self._rules, self.verdict.outcome is Outcome.ELIGIBLE
        brief = rules.whole if self.full else partial(rules.short, cited=not settled)
        yield from self._section(_HOLD, holding, rules.whole)
        yield from self._section(_OPEN, unsure, brief if settled else rules.whole)
        yield from self._section(_NOT, sorted(failing, key=_coming), brief)

    @property
    def _rules(self) -> Rules:
        return Rules(self.names, self.lang, self.full)

    def _gate(self, gate: RuleAnswer) -> Iterator[Line]:
        passed = gate.holds is Holds.YES and not self.full
        return self._rules.short(gate) if passed or not gate.in_force else self._rules.whole(gate)

    def _by(self, holds: Holds) -> list[RuleAnswer]:
        return [route for route in self.verdict.routes if route.holds is holds]

    def _section(self, title: Text, rules: Sequence[RuleAnswer], write: _Write) -> Iterator[Line]:
        if rules:
            yield from self._title(title)
        for rule in rules:
            yield from write(rule)

    def _title(self, title: Text) -> Iterator[Line]:
        yield from (BLANK, line((title.say(self.lang), "head")))

    def _notes(self) -> Iterator[Line]:
        if self.verdict.notes:
            yield from self._title(_NOTES)
        for note in self.verdict.notes:
            yield line("• ", self.names.spoken(note).say(self.lang), indent=2)

    def _basis(self) -> Iterator[Line]:
        documents: dict[str, list[Clause]] = {}
        for clause in self._cited():
            name = self.names.document(clause).say(self.lang)
            documents.setdefault(name, []).append(self.names.bundle.clauses[clause].what)
        if documents:
            yield from self._title(_BASIS)
        for name, clauses in documents.items():
            yield line(name, indent=2)
            for one in clauses:
                gap = "　" if self.lang == "zh" else "  "
                yield line((f"{one.at}{gap}", "dim"), one.gist.say(self.lang), indent=4)

    def _cited(self) -> tuple[str, ...]:
        rules = [*self.verdict.gates, *(r for r in self.verdict.routes if self.full or r.holds is not Holds.NO)]
        if len(rules) == len(self.verdict.gates):
            rules += self.verdict.routes
        return once(clause for rule in rules for clause in rule.cites)


def view(answer: Answer, lang: Lang, *, full: bool = False) -> View:
    """Return the view of one answer."""
    return View(answer.verdict, answer.names, lang, full)


def _coming(route: RuleAnswer) -> tuple[bool, str]:
    return (route.since is None, route.since.isoformat() if route.since else "")
