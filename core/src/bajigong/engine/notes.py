"""What a verdict must say besides its rules: what is silent, lapsed, left open or undated."""

from collections.abc import Iterable, Iterator

from attrs import frozen

from bajigong.calendar import from_day
from bajigong.declared import Bundle
from bajigong.engine.plan import Plan
from bajigong.engine.verdict import Holds, Outcome, RuleAnswer
from bajigong.policy.law import Document
from bajigong.policy.registers import Standard
from bajigong.policy.rules import Way
from bajigong.policy.text import Text, listed, same
from bajigong.readings import in_force

_LAPSED = Text("{doc}已于{day}失效，其规定不再作为依据", "{doc} lapsed: from {day} its rules no longer answer")
_NOT_YET = Text("{doc}自{day}起施行，此前不作为依据", "{doc} is not in force until {day}")
_SILENT = Text("{rule}：现行文件对此地未作规定（{term}）", "{rule}: no document in force here provides for it ({term})")
_ELSEWHERE = Text("{rule}在此地仅适用于{grades}（{clauses}）", "{rule} is open here only for {grades} ({clauses})")
_OPEN = Text(
    "{term}由{clauses}所涉规定授权确定，尚无取值", "{term} is left open, and nobody has laid it down ({clauses})"
)
_UNDATED = Text("{doc}：资料未载明日期，按有效处理", "{doc}: the source gives no date; it is taken to be in force")
_UNSURE = Text(
    "{standard}于{day}颁布，所依编制规程版本未能核实，按{template}处理",
    "{standard} was issued on {day}; which set of conditions it follows could not be verified, {template} is taken",
)
_LATER = Text(
    "{standard}于{day}颁布，晚于所问日期；此前的标准未收录，按{template}处理",
    "{standard} was issued on {day}, after the day asked about; the earlier one is not on record, {template} is taken",
)


@frozen(eq=False)
class Notes:
    """Writes the notes of one application: what the rules of ``plan`` say on the day ``on``."""

    bundle: Bundle
    plan: Plan
    on: int

    def write(
        self, outcome: Outcome, gates: tuple[RuleAnswer, ...], routes: tuple[RuleAnswer, ...]
    ) -> tuple[Text, ...]:
        """Return every note that the row calls for, each once."""
        cited = {clause for answer in (*gates, *routes) for clause in answer.cites}
        notes: list[Text] = [*self._out_of_force()]
        if outcome is not Outcome.ELIGIBLE:
            notes += [*self._silent(gates), *self._elsewhere(), *self._open((*gates, *routes))]
        notes += [*self._standard(), *self._undated(cited)]
        return tuple(dict.fromkeys(notes))

    def _out_of_force(self) -> Iterator[Text]:
        plan, on = self.plan, self.on
        for variant in (*(way for gate in plan.gates for way in gate.ways), *plan.routes):
            for document in self._documents(variant.clauses):
                since, until = in_force(document)
                if not since <= on < until:
                    day = since if on < since else until
                    yield (_NOT_YET if on < since else _LAPSED).fill(doc=document.name, day=from_day(day))

    def _silent(self, answers: Iterable[RuleAnswer]) -> Iterator[Text]:
        """Say what no document provides for; of a gate that is passed another way there is nothing to say."""
        shut = {answer.id: answer.label for answer in answers if answer.holds is not Holds.YES}
        for silence in self.plan.silences:
            rule = silence.rule
            label = shut.get(rule.gate) if isinstance(rule, Way) else getattr(rule, "label", None)
            if label:
                yield _SILENT.fill(rule=label, term=silence.term.label)

    def _elsewhere(self) -> Iterator[Text]:
        for variant in self.plan.elsewhere:
            if variant.period[0] <= self.on < variant.period[1]:
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
        plan = self.plan
        if plan.standard is None or plan.template is None:
            return
        words = {
            "standard": _standard_name(plan.standard),
            "day": plan.standard.issued,
            "template": plan.template.label,
        }
        if plan.template.unsure_until and plan.standard.issued < plan.template.unsure_until:
            yield _UNSURE.fill(**words)
        on = from_day(self.on)
        if on and on < plan.standard.issued:
            yield _LATER.fill(**words)

    def _undated(self, cited: Iterable[str]) -> Iterator[Text]:
        for document in self._documents(sorted(cited)):
            if document.issued is None and document.in_force is None:
                yield _UNDATED.fill(doc=document.name)

    def _documents(self, clauses: Iterable[str]) -> Iterator[Document]:
        names = dict.fromkeys(self.bundle.clauses[clause].what.document for clause in clauses)
        return (self.bundle.documents[name].what for name in names)


def _standard_name(standard: Standard) -> Text:
    return Text("《{name}》标准（{doc}）", "the standard {name} ({doc})").fill(
        name=standard.name, doc=same(standard.document)
    )
