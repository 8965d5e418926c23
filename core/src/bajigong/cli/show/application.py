"""One application for people: the verdict, the gates, the routes, the notes and the clauses they all rest on.

Several are shown as a table: `bajigong.cli.show.sheet`.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from operator import itemgetter

from attrs import frozen

from bajigong.answers import Holds, Outcome, RequirementAnswer, RuleAnswer, Verdict
from bajigong.cli.open_tenants import Answer, Names, apart, day, last
from bajigong.cli.show.lines import BLANK, Line, Part, Style, line
from bajigong.cli.show.table import best_route, failing, missing, once, reasons
from bajigong.policy.law import Clause
from bajigong.policy.occupations import printed_code
from bajigong.policy.text import Lang, Text, listed, same

MARKS: dict[Holds, tuple[str, Style]] = {Holds.YES: ("✓", "good"), Holds.NO: ("✗", "bad"), Holds.UNKNOWN: ("?", "open")}

_SPAN_BETWEEN = Text("{a}至{b}", "{a} to {b}")
SPAN_SINCE = Text("自{a}起", "since {a}")
_FROM = Text("{a}起符合", "from {a}")
UNTIL = Text("至{b}止", "until {b}")
_FROM_TO = Text("{a}至{b}符合", "from {a} to {b}")
MISSING = Text("缺少：{facts}", "missing: {facts}")
ON = Text("依据：{clauses}", "under {clauses}")
_OUT = Text("所依文件当日不在有效期内", "its document is not in force on the day")
#: Of a route: its document may have lapsed, or a rule of the place's own stand in its stead.
_NOT_NOW = Text("当日不适用", "does not apply on the day")
_WAY = Text("情形{n}", "way {n}")


@frozen(eq=False)
class Rules:
    """Writes gates and routes in one language."""

    names: Names
    lang: Lang
    ids: bool = False

    def whole(self, rule: RuleAnswer) -> Iterator[Line]:
        """Write a rule in full: its own line, its requirements, its clauses."""
        yield line(self._mark(rule), " ", (rule.label.say(self.lang), "head"), *self._about(rule), indent=2)
        way = None
        for requirement in rule.requirements:
            if requirement.way != way:
                way = requirement.way
                yield line((_WAY.fill(n=way).say(self.lang), "dim"), indent=4)
            yield self._requirement(requirement)
        if rule.cites:
            yield line((self._cites(rule), "dim"), indent=4)

    def short(self, rule: RuleAnswer, *, cited: bool = True) -> Iterator[Line]:
        """Write a rule on one line, with what fails or is missing, and its clauses on another."""
        why = self._why(rule)
        words = (self._joined("：", ": ") + why) if why else ""
        yield line(self._mark(rule), " ", rule.label.say(self.lang), *self._about(rule), words, indent=2)
        if cited and rule.cites:
            yield line((self._cites(rule), "dim"), indent=4)

    def _why(self, rule: RuleAnswer) -> str:
        if not rule.in_force:
            return ""
        if rule.holds is Holds.NO:
            return self._joined("；", "; ").join(reason.say(self.lang) for reason in reasons(rule))
        return self._missing(once(path for requirement in rule.requirements for path in requirement.missing))

    def _mark(self, rule: RuleAnswer) -> Part:
        return MARKS[rule.holds] if rule.in_force else ("–", "bad")

    def _about(self, rule: RuleAnswer) -> Iterator[Part]:
        said = [
            self.names.method(rule.method).say(self.lang) if rule.method else "",
            "" if rule.in_force else (_NOT_NOW if rule.method else _OUT).say(self.lang),
            span_words(rule.holds, rule.since, rule.until, self.lang),
            rule.id if self.ids else "",
        ]
        if any(said):
            words = self._joined("，", ", ").join(words for words in said if words)
            yield (bracketed(words, self.lang), "dim")

    def _requirement(self, requirement: RequirementAnswer) -> Line:
        extra = [span_words(requirement.holds, requirement.since, requirement.until, self.lang)]
        extra.append(self._missing(requirement.missing))
        said = self._joined("；", "; ").join(words for words in extra if words)
        text = requirement.text.say(self.lang)
        return line(MARKS[requirement.holds], " ", text, (bracketed(said, self.lang) if said else "", "dim"), indent=4)

    def _missing(self, paths: tuple[str, ...]) -> str:
        if not paths:
            return ""
        return MISSING.fill(facts=listed(tuple(self.names.fact(path) for path in paths))).say(self.lang)

    def _cites(self, rule: RuleAnswer) -> str:
        cited = listed(tuple(self.names.clause(clause) for clause in rule.cites), "；", "; ")
        return ON.fill(clauses=cited).say(self.lang)

    def _joined(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en


def bracketed(words: str, lang: Lang) -> str:
    """Put words into the brackets of a language."""
    return f"（{words}）" if lang == "zh" else f" ({words})"


def span_words(holds: Holds, since: date | None, until: date | None, lang: Lang) -> str:
    """Say over which days something holds, or from which day it will; "" where there is no bound to name."""
    coming = holds is not Holds.YES
    if since is None and (until is None or coming):
        return ""
    if until is None:
        shape = _FROM if coming else SPAN_SINCE
    elif since is None:
        shape = UNTIL
    else:
        shape = _FROM_TO if coming else _SPAN_BETWEEN
    return shape.fill(a=day(since) if since else "", b=day(last(until)) if until else "").say(lang)


STYLES: dict[Outcome, Style] = {
    Outcome.ELIGIBLE: "good",
    Outcome.NOT_ELIGIBLE: "bad",
    Outcome.UNDETERMINED: "open",
    Outcome.NOT_COVERED: "open",
}
_HEADS = {
    Outcome.ELIGIBLE: Text("结论：符合申报条件，可申报{grade}", "Eligible for {grade}"),
    Outcome.NOT_ELIGIBLE: Text("结论：不符合{grade}申报条件", "Not eligible for {grade}"),
    Outcome.UNDETERMINED: Text("结论：无法判定，缺少事实", "Cannot be determined: facts are missing"),
    Outcome.NOT_COVERED: Text("结论：现行文件未作规定", "Not covered: the documents in force do not answer"),
}
AS_OF = Text("（以{day}为准）", " (as of {day})")
NOBODY = Text("（未填姓名）", "(no name given)")
_BETWEEN = Text("自{a}起符合，至{b}止{left}", "eligible since {a}, until {b}{left}")
_SINCE = Text("自{a}起符合", "eligible since {a}")
_HEAD_UNTIL = Text("符合至{b}止{left}", "eligible until {b}{left}")
_LEFT = Text("（尚余{time}）", " ({time} left)")
_BY = Text("申报途径：{route}（{method}）{more}", "by: {route} ({method}){more}")
_HEAD_MORE = Text("等{n}条", ", one of {n}")
_HEAD_FROM = Text("自{a}起符合（还需{time}）", "eligible from {a} (in {time})")
_NEVER = Text("按所给事实，不会仅因时间推移而符合", "on these facts, time alone will not make it eligible")
_LATE = Text(
    "“{route}”自{a}起才能满足，而准入条件“{gate}”只到{b}为止",
    "'{route}' will hold from {a}, but the gate '{gate}' holds only until {b}",
)
_HEAD_GATES = Text("未通过准入条件：{gates}", "gates not passed: {gates}")
_NEAREST = Text("最接近的申报条件：{route}，尚差：{reasons}", "nearest route: {route}; it fails on: {reasons}")
_ANY = Text("下列任一组齐备且有利，即可判定为符合：", "Any one of these sets of facts would settle it, if favourable:")
_SELECT = Text("须先给出：{facts}", "Give first: {facts}")
_MORE = Text("另有{n}组，用 --all-routes 列全", "{n} more; --all-routes lists them")
_SHOWN = 6


@frozen(eq=False)
class Head:
    """Writes what stands first."""

    verdict: Verdict
    names: Names
    lang: Lang
    full: bool = False

    def lines(self) -> Iterator[Line]:
        """Write the verdict, the case, and what a person asks next."""
        verdict = self.verdict
        words = _HEADS[verdict.outcome].fill(grade=self._grade()) if verdict.grade else _HEADS[verdict.outcome]
        style = STYLES[verdict.outcome]
        yield line((words.say(self.lang), style), (AS_OF.fill(day=day(verdict.on)).say(self.lang), "dim"))
        yield self._case()
        match verdict.outcome:
            case Outcome.ELIGIBLE:
                yield from self._span()
                yield from self._by()
            case Outcome.NOT_ELIGIBLE:
                yield from self._not_yet()
            case Outcome.UNDETERMINED:
                yield from self._missing()
            case Outcome.NOT_COVERED:
                yield from (line("• ", self.names.spoken(why).say(self.lang)) for why in failing(self.verdict))

    def _case(self) -> Line:
        verdict, names = self.verdict, self.names
        said = [same(verdict.applicant) if verdict.applicant else NOBODY]
        if verdict.occupation:
            named = Text("{name}（{code}）", "{name} ({code})")
            said.append(named.fill(name=names.occupation(verdict.occupation), code=printed_code(verdict.occupation)))
        said += [self._grade()] if verdict.grade else []
        said += [names.track(verdict.track)] if verdict.track else []
        return line(listed((*said, names.tenant.label), "　", ", ").say(self.lang))

    def _grade(self) -> Text:
        return self.names.grade(self.verdict.grade or "")

    def _span(self) -> Iterator[Line]:
        since, until = self.verdict.since, self.verdict.until
        if since is None and until is None:
            return
        shape = _SINCE if until is None else _HEAD_UNTIL if since is None else _BETWEEN
        left = _LEFT.fill(time=apart(self.verdict.on, until, self.lang)) if until else ""
        said = shape.fill(a=day(since) if since else "", b=day(last(until)) if until else "", left=left)
        yield line(said.say(self.lang))

    def _by(self) -> Iterator[Line]:
        holding = [route for route in self.verdict.routes if route.holds is Holds.YES]
        best = best_route(self.verdict)
        if best and holding:
            more = _HEAD_MORE.fill(n=len(holding)) if len(holding) > 1 else ""
            said = _BY.fill(route=best.label, method=self.names.method(best.method), more=more)
            yield line(said.say(self.lang))

    def _not_yet(self) -> Iterator[Line]:
        on, day_of = self.verdict.on, self.verdict.eligible_from
        if day_of:
            yield line((_HEAD_FROM.fill(a=day(day_of), time=apart(on, day_of, self.lang)).say(self.lang), "head"))
        else:
            yield line((self._too_late() or _NEVER).say(self.lang))
        failed = tuple(gate.label for gate in self.verdict.gates if gate.holds is Holds.NO)
        if failed:
            yield line(_HEAD_GATES.fill(gates=listed(failed)).say(self.lang))
        route = best_route(self.verdict)
        why = tuple(reasons(route)) if route else ()
        if route and why:
            yield line(_NEAREST.fill(route=route.label, reasons=listed(why, "；", "; ")).say(self.lang))

    def _too_late(self) -> Text | None:
        """Say which gate closes before the first route opens, if that is why no day is named."""
        routes = [(route.since, route) for route in self.verdict.routes if route.since and route.holds is Holds.NO]
        gates = [(gate.until, gate) for gate in self.verdict.gates if gate.until and gate.holds is Holds.YES]
        if not routes or not gates:
            return None
        opens, route = min(routes, key=itemgetter(0))
        closes, gate = min(gates, key=itemgetter(0))
        if closes > opens:
            return None
        return _LATE.fill(route=route.label, a=day(opens), gate=gate.label, b=day(last(closes)))

    def _missing(self) -> Iterator[Line]:
        sets = list(missing(self.verdict, self.names))
        if not self.verdict.routes and not self.verdict.gates:
            yield from (line(_SELECT.fill(facts=listed(facts)).say(self.lang)) for facts in sets)
            return
        shown = sets if self.full else sets[:_SHOWN]
        yield line(_ANY.say(self.lang))
        for facts in shown:
            yield line("• ", listed(facts).say(self.lang), indent=2)
        if len(sets) > len(shown):
            yield line((_MORE.fill(n=len(sets) - len(shown)).say(self.lang), "dim"), indent=2)


_Write = Callable[[RuleAnswer], Iterator[Line]]

_GATES = Text("准入条件", "Gates")
_HOLD = Text("符合的申报条件", "Routes that hold")
_OPEN = Text("尚不能判定的申报条件", "Routes that are open")
_NOT = Text("不符合的申报条件", "Routes that do not hold")
NOTES = Text("说明", "Notes")
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
            yield from self._title(NOTES)
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
