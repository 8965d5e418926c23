"""Terms that nobody fills: a mechanism does not exist in the place, or answers stay open."""

from collections.abc import Iterator

from bajigong.bundle import Said
from bajigong.doctor.finding import Finding, Patient, Severity
from bajigong.engine.verdict import Outcome
from bajigong.placed import terms_of
from bajigong.policy.law import Term
from bajigong.policy.rules import Rule
from bajigong.policy.text import Text, listed
from bajigong.readings import readings
from bajigong.witness.alone import with_verdict
from bajigong.witness.draft import Facts

_SILENT = Text(
    "{term}：本地当日未作规定，下列规则不适用：{rules}",
    "{term}: nobody fills it here that day, so these rules do not exist here: {rules}",
)
_OPEN = Text(
    "{term}：此地当日无人取值，下列规则的结论待定：{rules}",
    "{term}: nobody fills it here that day, so what rests on these rules stays open: {rules}",
)
_UNUSED = Text("{term}：没有规则用到它", "{term}: no rule rests on it")
#: Whoever assesses fills these itself: no law is missing.
_OWN = ("agency",)


def unfilled(patient: Patient) -> Iterator[Finding]:
    """Find terms without a value in force, and terms that no rule rests on."""
    for said in patient.side.bundle.terms.values():
        resting = tuple(rule for rule in patient.rules() if said.what.id in terms_of(rule))
        if not resting:
            yield _finding(said, "note", _UNUSED.fill(term=said.what.label))
        elif not _filled(patient, said.what):
            yield _silent(patient, said, resting)


def _filled(patient: Patient, term: Term) -> bool:
    here = readings(patient.side.bundle, term, patient.side.place)
    return any(patient.side.counts(reading.period) for reading in here)


def _silent(patient: Patient, said: Said[Term], resting: tuple[Rule, ...]) -> Finding:
    rules = listed(tuple(Text(rule.id, rule.id) for rule in resting))
    term = said.what
    if term.grants:
        return _finding(said, "note", _SILENT.fill(term=term.label, rules=rules))
    severity: Severity = "note" if term.delegated_to == _OWN else "warning"
    return _finding(said, severity, _OPEN.fill(term=term.label, rules=rules), _person(patient, term))


def _person(patient: Patient, term: Term) -> Facts | None:
    """Find somebody who waits for the term alone."""
    for variant in patient.every("routes", "ways", "ladders"):
        if term.id in terms_of(variant.rule) and patient.side.counts(variant.period):
            found = with_verdict(patient.side, variant, Outcome.NOT_COVERED)
            if found:
                return found
    return None


def _finding(said: Said[Term], severity: Severity, message: Text, person: Facts | None = None) -> Finding:
    clauses = (said.what.clause,) if said.what.clause else ()
    return Finding("unfilled", severity, said.by, said.what.id, message, clauses, person)
