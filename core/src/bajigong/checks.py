"""What a bundle must satisfy before anyone is decided by it; every error names who made the declaration."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from bajigong.declared import Bundle, Said, maker
from bajigong.errors import LawError
from bajigong.placed import Reader, terms_of
from bajigong.policy.law import Filling, Term
from bajigong.policy.rules import Route
from bajigong.readings import layer_of


def check_bundle(bundle: Bundle) -> None:
    """Raise LawError for the first declaration that does not fit the others."""
    for check in _CHECKS:
        check(bundle)


def _say(said: Said[Any], name: str, message: str) -> LawError:
    return LawError(f"{name} ({maker(said.by)}): {message}")


def _clauses_have_documents(bundle: Bundle) -> None:
    for name, said in bundle.clauses.items():
        if said.what.document not in bundle.documents:
            raise _say(said, f"clause {name}", f"its document {said.what.document!r} is not declared")


def _rules_have_clauses(bundle: Bundle) -> None:
    """A rule without a clause does not exist: it cites one, or rests on a term that is filled by one."""
    for said in _rules(bundle):
        for clause in said.what.clauses:
            if clause not in bundle.clauses:
                raise _say(said, said.what.id, f"cites clause {clause!r}, which is not declared")
        if not said.what.clauses and not any(_grants(bundle, name) for name in _terms(said.what)):
            raise _say(said, said.what.id, "cites no clause and rests on no term that grants it")


def _grants(bundle: Bundle, name: str) -> bool:
    return bundle.elsewhere(name) or (name in bundle.terms and bundle.terms[name].what.grants)


def _terms_are_known(bundle: Bundle) -> None:
    for said in _rules(bundle):
        for name in _terms(said.what):
            if name not in bundle.terms and not bundle.elsewhere(name):
                raise _say(said, said.what.id, f"leaves a value to term {name!r}, which is not declared")


def _names_are_known(bundle: Bundle) -> None:
    """Gates, methods, tracks and grades that rules name must exist, here or in a plugin that is not enabled."""
    for said in _rules(bundle):
        for what, name, known in _named(bundle, said.what):
            if name not in known and not bundle.elsewhere(name):
                raise _say(said, said.what.id, f"names {what} {name!r}, which is not declared")


def _named(bundle: Bundle, rule: Any) -> Iterable[tuple[str, str, Mapping[str, Any]]]:
    for attribute, known in (("gate", bundle.gates), ("method", bundle.methods), ("replaces", bundle.methods)):
        if getattr(rule, attribute, ""):
            yield attribute, getattr(rule, attribute), known
    yield from (("method", name, bundle.methods) for name in getattr(rule, "methods", ()))
    yield from (("track", name, bundle.tracks) for name in getattr(rule, "tracks", ()))
    yield from (("grade", name, bundle.grades) for name in _fixed_grades(rule))


def _fixed_grades(rule: Any) -> Iterable[str]:
    grades = rule.to if isinstance(rule, Route) else getattr(rule, "grades", ())
    return grades if isinstance(grades, tuple) else ()


def _fillings_fit(bundle: Bundle) -> None:
    for said in bundle.fillings:
        filling: Filling = said.what
        name = f"filling of {filling.term}"
        if filling.term not in bundle.terms and not bundle.elsewhere(filling.term):
            raise _say(said, name, "no such term is declared")
        if filling.clause not in bundle.clauses:
            raise _say(said, name, f"cites clause {filling.clause!r}, which is not declared")
        if filling.term not in bundle.terms:
            continue
        term = bundle.terms[filling.term].what
        layer = layer_of(bundle.documents[bundle.clauses[filling.clause].what.document].what)
        if layer not in term.delegated_to:
            allowed = ", ".join(term.delegated_to)
            raise _say(said, name, f"{filling.clause} is law of the {layer}; the term is left to: {allowed}")
        problem = _unfit(term, filling.value)
        if problem:
            raise _say(said, name, f"{filling.clause} gives {filling.value!r}; expected {problem}")


def _unfit(term: Term, value: Any) -> str:
    """Say what a value for a term should have been, "" where it fits."""
    match term.kind:
        case "flag":
            return "" if isinstance(value, bool) else "true or false"
        case "whole":
            return _unfit_whole(term, value)
        case "choice":
            return "" if value in term.choices else f"one of {', '.join(map(str, term.choices))}"
        case "choices":
            fits = isinstance(value, tuple) and value and all(item in term.choices for item in value)
            return "" if fits else f"some of {', '.join(map(str, term.choices))}"
        case "table":
            return "" if isinstance(value, tuple) else "a list of rows"


def _unfit_whole(term: Term, value: Any) -> str:
    whole = isinstance(value, int) and not isinstance(value, bool)
    low, high = term.least, term.most
    if whole and (low is None or value >= low) and (high is None or value <= high):
        return ""
    bounds = [f"of at least {low}" if low is not None else "", f"of at most {high}" if high is not None else ""]
    return " ".join(["a whole number", *filter(None, bounds)])


def _dues_are_days(bundle: Bundle) -> None:
    for said in bundle.duties.values():
        if said.what.due and not _is_day_of_year(said.what.due):
            raise _say(said, said.what.id, f"found due {said.what.due!r}; expected a day of the year as MM-DD")


def _is_day_of_year(text: str) -> bool:
    month, _, day = text.partition("-")
    try:
        # A leap year: 29 February may be a day to be due.
        return f"{date(2024, int(month), int(day)):%m-%d}" == text
    except ValueError:
        return False


def _demands_can_be_put(bundle: Bundle) -> None:
    """What a duty demands has words for people, and what it is held against is declared."""
    for said in bundle.duties.values():
        for demand in said.what.demands:
            if not (demand.label.zh and demand.label.en):
                raise _say(said, said.what.id, f"the demand for {demand.fact!r} has no label")
            for one in (demand, *demand.where):
                if one.figure and one.figure not in dict(said.what.figures):
                    raise _say(said, said.what.id, f"demands the figure {one.figure!r}, which it does not have")
                if one.term and one.term not in bundle.terms and not bundle.elsewhere(one.term):
                    raise _say(said, said.what.id, f"demands the term {one.term!r}, which is not declared")


def _laws_can_be_read(bundle: Bundle) -> None:
    """Read the law of every place that some document is for: builds each rule once and finds ties between fillings."""
    places = {said.what.place or "000000" for said in bundle.documents.values()} | {"000000"}
    for place in sorted(places):
        Reader(bundle, place).read()


def _rules(bundle: Bundle) -> Iterable[Said[Any]]:
    for name in ("ways", "routes", "ladders", "methods", "aspects", "incentives", "duties"):
        yield from getattr(bundle, name).values()


def _terms(rule: Any) -> tuple[str, ...]:
    return terms_of(rule)


_CHECKS: tuple[Callable[[Bundle], None], ...] = (
    _clauses_have_documents,
    _rules_have_clauses,
    _terms_are_known,
    _names_are_known,
    _fillings_fit,
    _dues_are_days,
    _demands_can_be_put,
    _laws_can_be_read,
)
