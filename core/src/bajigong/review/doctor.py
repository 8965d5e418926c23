"""What ails a law: rules that cannot hold, gaps, terms nobody fills, documents about to lapse, and so on."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

from attrs import evolve

from bajigong.answers import Outcome
from bajigong.calendar import NEVER, from_day, to_day
from bajigong.errors import LawError, PluginError, Slip
from bajigong.law.bundle import LAPSED, NOT_YET, UNDATED, BadDeclaration, covers, in_force, readings
from bajigong.law.opening import Bundle, Laid, Said, lay_out
from bajigong.law.place import terms_of
from bajigong.law.tenants import Tenant
from bajigong.policy.asks import TermRef
from bajigong.policy.law import Document, Route, Rule, Term
from bajigong.policy.text import Text, listed, same
from bajigong.review.doctor_rules import Rung, easier, is_open, needless, never_holding, order, rungs
from bajigong.review.finding import SEVERITIES, Finding, Patient, Severity, Side
from bajigong.review.witness import with_verdict, witness
from bajigong.review.witness_facts import Facts, moved

_GAP = Text(
    "{track}：等级序列中有{grade}，当日却没有通向它的申报条件{why}",
    "{track}: the ladder has {grade}, and no route in force leads to it{why}",
)
_SILENT = Text("（此地未作规定：{terms}）", " (not laid down here: {terms})")
_NONE = Text("", "")


def gaps(patient: Patient) -> Iterator[Finding]:
    """Find grades without a route in force, on tracks that are open."""
    seen: set[tuple[str, str]] = set()
    for rung in rungs(patient):
        key = (rung.selection.track, rung.selection.grade)
        reached = any(patient.side.counts(route.period) for route in rung.plan.routes)
        if not reached and key not in seen and is_open(patient, rung.plan):
            seen.add(key)
            yield _finding(patient, rung)


def _leads_to(rule: Rule, grade: str) -> bool:
    """Say whether a rule is a route to a grade, or to grades that a term would name."""
    return isinstance(rule, Route) and (isinstance(rule.to, TermRef) or grade in rule.to)


def _finding(patient: Patient, rung: Rung) -> Finding:
    bundle, chosen, ladder = patient.side.bundle, rung.selection, rung.ladders[0]
    silent = [one.term.label for one in rung.plan.silences if _leads_to(one.rule, chosen.grade)]
    message = _GAP.fill(
        track=bundle.tracks[chosen.track].what.label,
        grade=bundle.grades[chosen.grade].what.label,
        why=_SILENT.fill(terms=listed(tuple(dict.fromkeys(silent)))) if silent else _NONE,
    )
    return Finding("gaps", "warning", patient.maker(ladder.rule), ladder.id, message, ladder.clauses, selection=chosen)


_SOON = Text("{doc}将于{day}失效，届时有{n}项规则不再成立", "{doc} lapses on {day}; {n} rules end with it")
_DRAFT = Text("{doc}为草案：本租户不以其作答", "{doc} is a draft: it does not count for this tenant")
_DRAFT_COUNTS = Text("{doc}为草案，本租户却以其作答", "{doc} is a draft, and this tenant is answered by it")
_MONTHS = 12


def documents(patient: Patient) -> Iterator[Finding]:
    """Find the documents of the place whose dates call for a look."""
    for said in patient.side.bundle.documents.values():
        if not covers(said.what, patient.side.place):
            continue
        counts = patient.side.bundle.drafts
        if said.what.draft:
            shape = _DRAFT_COUNTS if counts else _DRAFT
            yield _lapse(said, "warning" if counts else "note", shape.fill(doc=said.what.name))
        if counts or not said.what.draft:
            yield from _document(patient, said)


def _document(patient: Patient, said: Said[Document]) -> Iterator[Finding]:
    document, on = said.what, to_day(patient.side.on)
    since, until = in_force(document)
    if on < since:
        yield _lapse(said, "note", NOT_YET.fill(doc=document.name, day=from_day(since)))
    elif on >= until:
        yield _lapse(said, "note", LAPSED.fill(doc=document.name, day=from_day(until)))
    elif until < NEVER and until <= to_day(moved(patient.side.on, months=_MONTHS)):
        yield _soon(patient, said, from_day(until) or patient.side.on)
    elif document.issued is None and document.in_force is None and not document.draft:
        yield _lapse(said, "note", UNDATED.fill(doc=document.name))


def _soon(patient: Patient, said: Said[Document], day: date) -> Finding:
    ending = {variant.id for variant in patient.every() if variant.period[1] == to_day(day)}
    message = _SOON.fill(doc=said.what.name, day=day, n=len(ending))
    return _lapse(said, "warning", message, _who_loses(patient, day))


def _who_loses(patient: Patient, day: date) -> Facts | None:
    """Find somebody who is eligible on the last day and not on the next."""
    last, next_day = evolve(patient.side, on=moved(day, days=-1)), evolve(patient.side, on=day)
    ending = [variant for variant in patient.every("routes", "ways") if variant.period[1] == to_day(day)]
    found = witness(last, next_day, ending)
    return found.facts if found else None


def _lapse(said: Said[Document], severity: Severity, message: Text, person: Facts | None = None) -> Finding:
    return Finding("documents", severity, said.by, said.what.id, message, (), person)


_NOT_FILLED = Text(
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
        resting = tuple(rule for rule in patient.rules() if said.what.id in terms_of(patient.side.bundle, rule))
        if not resting:
            yield _unfilled_finding(said, "note", _UNUSED.fill(term=said.what.label))
        elif not _filled(patient, said.what):
            yield _silent(patient, said, resting)


def _filled(patient: Patient, term: Term) -> bool:
    if term.otherwise is not None:
        return True
    here = readings(patient.side.bundle, term, patient.side.place)
    return any(patient.side.counts(reading.period) for reading in here)


def _silent(patient: Patient, said: Said[Term], resting: tuple[Rule, ...]) -> Finding:
    rules = listed(tuple(Text(rule.id, rule.id) for rule in resting))
    term = said.what
    if term.grants:
        return _unfilled_finding(said, "note", _NOT_FILLED.fill(term=term.label, rules=rules))
    severity: Severity = "note" if term.delegated_to == _OWN else "warning"
    return _unfilled_finding(said, severity, _OPEN.fill(term=term.label, rules=rules), _person(patient, term))


def _person(patient: Patient, term: Term) -> Facts | None:
    """Find somebody who waits for the term alone."""
    for variant in patient.every("routes", "ways", "ladders"):
        if term.id in terms_of(patient.side.bundle, variant.rule) and patient.side.counts(variant.period):
            found = with_verdict(patient.side, variant, Outcome.NOT_COVERED)
            if found:
                return found
    return None


def _unfilled_finding(said: Said[Term], severity: Severity, message: Text, person: Facts | None = None) -> Finding:
    clauses = (said.what.clause,) if said.what.clause else ()
    return Finding("unfilled", severity, said.by, said.what.id, message, clauses, person)


_CHECKS: Final[tuple[Callable[[Patient], Iterator[Finding]], ...]] = (
    never_holding,
    order,
    gaps,
    easier,
    documents,
    unfilled,
    needless,
)


def examine(side: Side) -> tuple[Finding, ...]:
    """Look at a law in its place on its day."""
    patient = Patient(side)
    return sorted_findings(finding for check in _CHECKS for finding in check(patient))


def sorted_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Put the gravest first, and keep the order otherwise."""
    return tuple(sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity)))


def open_all(tenant: Tenant, files: Iterable[Path] = ()) -> tuple[Bundle | None, tuple[Finding, ...]]:
    """Open a tenant's bundle with further files of law; what does not fit is left out and found.

    None for the bundle where the plugins themselves cannot be opened.
    """
    try:
        laid = lay_out(tenant.plugins, (*tenant.laws, *files), tenant.own_law())
    except PluginError as error:
        return None, (Finding("opening", "error", error.plugin, "", same(str(error))),)
    except LawError as error:
        return None, tuple(_opening_finding(slip) for slip in error.slips)
    found = [_opening_finding(slip) for slip in (*laid.slips, *tenant.outside(laid.said))]
    bundle, misfits = laid.fit(drafts=tenant.drafts)
    while misfits:
        found += [_opening_finding(one.slip, one.said) for one in misfits]
        if not _left_out(laid, misfits):
            return None, _once(found)
        bundle, misfits = laid.fit(drafts=tenant.drafts)
    return bundle, _once(found)


def _left_out(laid: Laid, misfits: Iterable[BadDeclaration]) -> bool:
    """Leave out the declarations that do not fit; say whether there were any that could be."""
    wrong = {_key(one.said.what) for one in misfits if one.said}
    fitting = [said for said in laid.said if _key(said.what) not in wrong]
    changed = len(fitting) < len(laid.said)
    standing = {_named(said.what) for said in fitting}
    laid.refused.update({_named(one.said.what) for one in misfits if one.said} - standing)
    laid.said[:] = fitting
    return changed


def _key(what: Any) -> tuple[Any, ...]:
    """Tell a declaration from others; a document by its name, for it may have been dated after its basis meanwhile."""
    return (Document, what.id) if isinstance(what, Document) else (id(what),)


def _once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple({(one.file, one.line, one.message.en): one for one in findings}.values())


def _opening_finding(slip: Slip, said: Said[Any] | None = None) -> Finding:
    """Give a slip as a finding: whose it is and what it is stand apart from what is wrong."""
    entry, _, key = slip.entry.partition(": ")
    by, name = (said.by, _named(said.what)) if said else (slip.file or slip.by, entry)
    here = Slip("" if by == slip.file else slip.file, slip.line, key, slip.message)
    return Finding("opening", "error", by, name, Text(here.say("zh"), here.say("en")), file=slip.file, line=slip.line)


def _named(what: Any) -> str:
    return next((str(getattr(what, key)) for key in ("id", "term", "path", "name") if hasattr(what, key)), "")


__all__ = ["Finding", "Severity", "examine", "open_all"]
