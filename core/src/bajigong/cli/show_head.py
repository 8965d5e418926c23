"""The verdict for people: in one line, then who and what was asked, then from when or what is missing."""

from collections.abc import Iterator
from operator import itemgetter

from attrs import frozen

from bajigong.cli.render import Line, Style, line
from bajigong.cli.result_names import Names, apart, day, last
from bajigong.cli.result_reasons import best_route, failing, missing, reasons
from bajigong.engine.verdict import Holds, Outcome, Verdict
from bajigong.policy.text import Lang, Text, listed, same
from bajigong.schema import printed_code

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
_AS_OF = Text("（以{day}为准）", " (as of {day})")
_NOBODY = Text("（未填姓名）", "(no name given)")
_BETWEEN = Text("自{a}起符合，至{b}止{left}", "eligible since {a}, until {b}{left}")
_SINCE = Text("自{a}起符合", "eligible since {a}")
_UNTIL = Text("符合至{b}止{left}", "eligible until {b}{left}")
_LEFT = Text("（尚余{time}）", " ({time} left)")
_BY = Text("申报途径：{route}（{method}）{more}", "by: {route} ({method}){more}")
_AND_MORE = Text("等{n}条", ", one of {n}")
_FROM = Text("自{a}起符合（还需{time}）", "eligible from {a} (in {time})")
_NEVER = Text("按所给事实，不会仅因时间推移而符合", "on these facts, time alone will not make it eligible")
_LATE = Text(
    "“{route}”自{a}起才能满足，而准入条件“{gate}”只到{b}为止",
    "'{route}' will hold from {a}, but the gate '{gate}' holds only until {b}",
)
_GATES = Text("未通过准入条件：{gates}", "gates not passed: {gates}")
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
        yield line((words.say(self.lang), style), (_AS_OF.fill(day=day(verdict.on)).say(self.lang), "dim"))
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
        said = [same(verdict.applicant) if verdict.applicant else _NOBODY]
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
        shape = _SINCE if until is None else _UNTIL if since is None else _BETWEEN
        left = _LEFT.fill(time=apart(self.verdict.on, until, self.lang)) if until else ""
        said = shape.fill(a=day(since) if since else "", b=day(last(until)) if until else "", left=left)
        yield line(said.say(self.lang))

    def _by(self) -> Iterator[Line]:
        holding = [route for route in self.verdict.routes if route.holds is Holds.YES]
        best = best_route(self.verdict)
        if best and holding:
            more = _AND_MORE.fill(n=len(holding)) if len(holding) > 1 else ""
            said = _BY.fill(route=best.label, method=self.names.method(best.method), more=more)
            yield line(said.say(self.lang))

    def _not_yet(self) -> Iterator[Line]:
        on, day_of = self.verdict.on, self.verdict.eligible_from
        if day_of:
            yield line((_FROM.fill(a=day(day_of), time=apart(on, day_of, self.lang)).say(self.lang), "head"))
        else:
            yield line((self._too_late() or _NEVER).say(self.lang))
        failed = tuple(gate.label for gate in self.verdict.gates if gate.holds is Holds.NO)
        if failed:
            yield line(_GATES.fill(gates=listed(failed)).say(self.lang))
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
