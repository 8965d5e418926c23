"""One incentive for people: what it is worth, by when to claim it, what stands in the way, and on which clauses."""

from collections.abc import Iterator

from attrs import frozen

from bajigong.cli.result_names import Names, day, last
from bajigong.cli.show_lines import Line, Part, line
from bajigong.cli.show_rules import MARKS, bracketed, span_words
from bajigong.engine.incentive_answer import IncentiveAnswer, Status
from bajigong.engine.verdict import Holds, RequirementAnswer
from bajigong.policy.text import Lang, Text, listed, same

_MARKS: dict[Status, Part] = {
    Status.NOW: MARKS[Holds.YES],
    Status.FROM: ("→", "open"),
    Status.UNKNOWN: MARKS[Holds.UNKNOWN],
    Status.LAPSED: MARKS[Holds.NO],
    Status.NEVER: MARKS[Holds.NO],
    Status.NOT_COVERED: ("–", "open"),
}
_AMOUNT = Text("最高{n}元", "at most {n} yuan")
_SINCE = Text("自{a}起", "since {a}")
_FROM = Text("{a}起", "from {a}")
_UNTIL = Text("至{b}止", "until {b}")
_CLAIM = Text("最迟{b}申领", "claim by {b}")
_AT_MOST = Text("如符合，至{b}止", "if so, until {b}")
_CLAIM_AT_MOST = Text("如符合，最迟{b}申领", "if so, claim by {b}")
_OVER = Text("{b}起不再符合", "no longer from {b} on")
_NOTHING = Text("当日无有效规定", "nothing in force on the day provides for it")
_LACKS = Text("缺少：{facts}", "missing: {facts}")
_ON = Text("依据：{clauses}", "under {clauses}")


@frozen(eq=False)
class Written:
    """Writes one answer."""

    answer: IncentiveAnswer
    names: Names
    lang: Lang

    def lines(self) -> Iterator[Line]:
        """Write the incentive with its days; where it does not hold now, why; what is missing; the clauses."""
        answer = self.answer
        about = listed(tuple(self._about()), "，", ", ").say(self.lang)
        label = answer.label.say(self.lang)
        yield line(_MARKS[answer.status], " ", label, (bracketed(about, self.lang) if about else "", "dim"), indent=4)
        if answer.status is not Status.NOW:
            yield from map(self._requirement, answer.requirements)
        if answer.missing:
            sets = tuple(listed(tuple(map(self.names.fact, facts))) for facts in answer.missing)
            yield line(_LACKS.fill(facts=listed(sets, "；或", "; or ")).say(self.lang), indent=6)
        yield line((_ON.fill(clauses=listed(tuple(self._cited()), "；", "; ")).say(self.lang), "dim"), indent=6)

    def _about(self) -> Iterator[Text]:
        answer, paid = self.answer, self.answer.amount is not None
        if not answer.in_force:
            yield _NOTHING
        if answer.amount is not None:
            yield _AMOUNT.fill(n=answer.amount)
        match answer.status:
            case Status.NOW | Status.FROM:
                yield from self._since(_SINCE if answer.status is Status.NOW else _FROM)
                yield from self._until(_CLAIM if paid else _UNTIL)
            case Status.UNKNOWN:
                yield from self._until(_CLAIM_AT_MOST if paid else _AT_MOST)
            case Status.LAPSED if answer.until:
                yield _OVER.fill(b=day(answer.until))

    def _cited(self) -> Iterator[Text]:
        """Cite the clauses, each document named once."""
        places: dict[Text, list[Text]] = {}
        for clause in self.answer.cites:
            places.setdefault(self.names.document(clause), []).append(same(self.names.bundle.clauses[clause].what.at))
        for document, at in places.items():
            yield Text("{doc} {at}", "{doc} {at}").fill(doc=document, at=listed(tuple(at)))

    def _since(self, shape: Text) -> Iterator[Text]:
        if self.answer.since:
            yield shape.fill(a=day(self.answer.since))

    def _until(self, shape: Text) -> Iterator[Text]:
        if self.answer.until:
            yield shape.fill(b=day(last(self.answer.until)))

    def _requirement(self, requirement: RequirementAnswer) -> Line:
        span = span_words(requirement.holds, requirement.since, requirement.until, self.lang)
        if requirement.holds is Holds.NO and requirement.until and not requirement.since:
            span = _OVER.fill(b=day(requirement.until)).say(self.lang)
        mark, text = MARKS[requirement.holds], requirement.text.say(self.lang)
        return line(mark, " ", text, (bracketed(span, self.lang) if span else "", "dim"), indent=6)
