"""What a bundle must satisfy before anyone is decided by it; every error names who made the declaration, and where.

Facts come first, for sheets are read by them: headers, roles and words of closed lists are told apart.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any, Final

from bajigong.errors import LawError, Slip
from bajigong.law.built import Parameter, ask_faults, parameters, sample, value_faults
from bajigong.law.bundle import RULES, BadDeclaration, Bundle, Said, layer_of
from bajigong.law.place import Reader, asks_of, left_open, named_terms
from bajigong.policy.asks import TermRef
from bajigong.policy.facts import AFTER_BIRTH, Choice, FactField, FactType, FurtherChoice
from bajigong.policy.law import Ceiling, Demand, Document, Duty, Filling, Level, Point, Route, Term
from bajigong.policy.registers import Standard
from bajigong.policy.text import Text, among, near, same
from bajigong.policy.toml import key_path, origin_of
from bajigong.policy.types import is_day_of_year

Found = Iterator[BadDeclaration]
_NO_FACT: Final = Text("事实 {name!r} 未声明{near}", "names fact {name!r}, which is not declared{near}")
_NO_CHOICE: Final = Text(
    "{fact!r} 的类型为 {type}；应为 choice", "{fact!r} is of type {type}; expected a fact of type choice"
)
_WORD: Final = Text("“{word}”已表示选项 {other}", "'{word}' already stands for choice {other}")
_NOT_OF_TYPE: Final = Text(
    "{key}只用于{wanted}类型的事实，此事实为{type}", "{key} goes with a fact of type {wanted}; found {type}"
)
_HEADER: Final = Text("表头“{alias}”已属于事实 {other}", "header '{alias}' already stands for fact {other}")

_ROLE: Final = Text("角色“{role}”已属于事实 {other}", "role '{role}' already belongs to fact {other}")


def headers_are_told_apart(bundle: Bundle) -> Found:
    """A header stands for one fact: a further one may not take it. A list's label names a sheet and no column."""
    taken: dict[str, str] = {}
    for path, said in bundle.facts.items():
        if said.what.type == "list":
            continue
        for alias in dict.fromkeys((*said.what.aliases, said.what.label.zh)):
            other = taken.setdefault(alias, path)
            if other != path and alias in said.what.aliases:
                yield BadDeclaration.of(said, f"fact {path}", _HEADER.fill(alias=alias, other=other), "aliases")


def each_role_is_one_fact_s(bundle: Bundle) -> Found:
    """What the program looks for by its role is one fact."""
    taken: dict[str, str] = {}
    for path, said in bundle.facts.items():
        role = said.what.role
        if role and taken.setdefault(role, path) != path:
            yield BadDeclaration.of(said, f"fact {path}", _ROLE.fill(role=role, other=taken[role]), "role")


def facts_can_be_held(bundle: Bundle) -> Found:
    """What a fact says of its values goes with its type: an order and a past with dates, a bound with numbers."""
    for path, said in bundle.facts.items():
        fact: FactField = said.what
        wanted: dict[str, FactType] = {"past": "date", "after": "date", "most": "number", "template": "list"}
        for key, type_ in wanted.items():
            if getattr(fact, key) not in (False, "", None, ()) and fact.type != type_:
                yield BadDeclaration.of(
                    said, f"fact {path}", _NOT_OF_TYPE.fill(key=key, type=fact.type, wanted=type_), key
                )
        beside = f"{fact.parent}.{fact.after}".lstrip(".")
        other = bundle.facts.get(beside)
        if fact.after not in ("", AFTER_BIRTH) and (other is None or other.what.type != "date"):
            dates = [
                one.what.name
                for one in bundle.facts.values()
                if one.what.type == "date" and one.what.parent == fact.parent
            ]
            yield BadDeclaration.of(said, f"fact {path}", among(fact.after, (AFTER_BIRTH, *dates)), "after")


def choices_are_told_apart(bundle: Bundle) -> Found:
    """A further choice is one of a declared closed list, and none of its words stands for another choice there."""
    for name, said in bundle.choices.items():
        new: FurtherChoice = said.what
        field = bundle.facts.get(new.fact)
        if field is None:
            message = _NO_FACT.fill(name=new.fact, near=near(new.fact, bundle.facts))
            yield BadDeclaration.of(said, f"choice {name}", message, "fact", lacks=new.fact)
        elif field.what.type != "choice":
            yield BadDeclaration.of(
                said, f"choice {name}", _NO_CHOICE.fill(fact=new.fact, type=field.what.type), "fact"
            )
        else:
            others = [choice for choice in field.what.choices if choice != new.choice]
            taken = {word: choice for choice in reversed(others) for word in _words_of(choice)}
            for word in dict.fromkeys(word for word in _words_of(new.choice) if word in taken):
                yield BadDeclaration.of(said, f"choice {name}", _WORD.fill(word=word, other=taken[word].value), "value")


def _words_of(choice: Choice) -> tuple[str, ...]:
    return choice.value, choice.label.zh, choice.label.en, *choice.aliases


#: What the rows of a table say, by the key of the rule that is left to it.
_ROWS: Final[Mapping[str, Any]] = {
    "amount": tuple[Ceiling, ...],
    "points": tuple[Point, ...],
    "levels": tuple[Level, ...],
}
_NO_DOCUMENT: Final = Text("所属文件{name!r}未声明{near}", "its document {name!r} is not declared{near}")
_NO_CLAUSE: Final = Text("引用的条款{name!r}未声明{near}", "cites clause {name!r}, which is not declared{near}")
_GROUNDLESS: Final = Text(
    "未引用条款，也不以授予它的授权参数为依据", "cites no clause and rests on no term that grants it"
)
_NO_TERM: Final = Text(
    "取值留给授权参数{name!r}，该参数未声明{near}", "leaves a value to term {name!r}, which is not declared{near}"
)
_KIND: Final = Text(
    "留给授权参数{name!r}，其 kind 为“{kind}”；应为“{expected}”",
    "is left to term {name!r} of kind {kind!r}; expected one of kind {expected!r}",
)
_NO_NAME: Final = Text("所指的{what}{name!r}未声明{near}", "names {what} {name!r}, which is not declared{near}")
_NO_SUCH_TERM: Final = Text("没有声明这个授权参数{near}", "no such term is declared{near}")
_LAYER: Final = Text(
    "{clause}属于{layer}一级；该参数只留给：{allowed}", "{clause} is law of the {layer}; the term is left to: {allowed}"
)
_VALUE: Final = Text("{clause}给出{value}；应为{expected}", "{clause} gives {value}; expected {expected}")
_ROW: Final = Text("{path}：{message}", "{path}: {message}")
_DUE: Final = Text(
    "due 填写为{due!r}；应为一年中的一天 MM-DD", "found due {due!r}; expected a day of the year as MM-DD"
)
_NO_LABEL: Final = Text("对{fact!r}的要求没有说明", "the demand for {fact!r} has no label")
_NO_FIGURE: Final = Text(
    "要求数值{name!r}，该监管要求没有这个数值{near}", "demands the figure {name!r}, which it does not have{near}"
)
_NO_DEMANDED: Final = Text(
    "要求授权参数{name!r}，该参数未声明{near}", "demands the term {name!r}, which is not declared{near}"
)
_LAPSED: Final = Text(
    "lapses 填写为{lapses}，不晚于其起始日{start}；应为更晚的日期",
    "found lapses {lapses}, which is not after {start}, from which it counts; expected a later day",
)
_BASELESS: Final = Text(
    "自{start}起计；所依据的文件不早于{basis}，应为当日或以后的日期",
    "counts from {start}; expected no day before {basis}, the first of a document that it is based on",
)
_BOUNDS: Final = Text("least 为{least}，大于 most {most}", "found least {least}, which is more than most {most}")
_OTHERWISE: Final = Text("otherwise 填写为{value!r}；应为{expected}", "found otherwise {value!r}; expected {expected}")
_LEFT: Final = Text("参数{key!r}留给授权参数{term!r}{what}", "leaves parameter {key!r} to term {term!r}{what}")
_NOT_DECLARED: Final = Text("，该参数未声明{near}", ", which is not declared{near}")
_NO_PARAMETER: Final = Text("，它没有这个参数", ", and has no such parameter")
_DOES_NOT_TAKE: Final = Text("，而不接受其取值：{message}", ", whose values it does not take: {message}")
_NO_CHOICES: Final = Text(
    "kind 为“{kind}”而无 choices；应列出可选的值", "is of kind {kind!r} and has no choices; expected a list of them"
)


def misfits(bundle: Bundle) -> tuple[BadDeclaration, ...]:
    """Find the declarations that do not fit the others."""
    return tuple(one for check in _CHECKS for one in check(bundle))


def unreadable(bundle: Bundle) -> tuple[BadDeclaration, ...]:
    """Find the rules that cannot be read in some place, of a bundle in which all else fits."""
    return tuple(_laws_can_be_read(bundle))


def _unknown(bundle: Bundle, name: str, known: Iterable[str]) -> bool:
    """Say whether nothing is declared under a name, here or in a plugin that is not enabled."""
    return name not in known and not bundle.elsewhere(name)


def _clauses_have_documents(bundle: Bundle) -> Found:
    known = bundle.documents
    for name, said in bundle.clauses.items():
        document = said.what.document
        if document not in known:
            yield BadDeclaration.of(
                said,
                f"clause {name}",
                _NO_DOCUMENT.fill(name=document, near=near(document, known)),
                "id",
                lacks=document,
            )


def _rules_have_clauses(bundle: Bundle) -> Found:
    """A rule without a clause does not exist: it cites one, or rests on a term that is filled by one."""
    for said in _rules(bundle):
        for clause in said.what.clauses:
            if clause not in bundle.clauses:
                message = _NO_CLAUSE.fill(name=clause, near=near(clause, bundle.clauses))
                yield BadDeclaration.of(said, said.what.id, message, "clauses", lacks=clause)
        if not said.what.clauses and not any(_grants(bundle, name) for name in named_terms(said.what)):
            lacking = (name for name in named_terms(said.what) if name not in bundle.terms)
            yield BadDeclaration.of(said, said.what.id, _GROUNDLESS, lacks=next(lacking, ""))


def _grants(bundle: Bundle, name: str) -> bool:
    terms = bundle.terms
    return bundle.elsewhere(name) or (name in terms and terms[name].what.grants)


def _terms_are_known(bundle: Bundle) -> Found:
    terms = bundle.terms
    for said in (*_rules(bundle), *bundle.standards.values()):
        for name in _terms(said.what):
            if _unknown(bundle, name, terms):
                yield BadDeclaration.of(
                    said,
                    said.what.id,
                    _NO_TERM.fill(name=name, near=near(name, terms)),
                    *_place_of(said, name),
                    lacks=name,
                )


def _terms(what: Any) -> tuple[str, ...]:
    if isinstance(what, Standard):
        return tuple(name for one in what.conditions for way in one.when.ways for ask in way for name in ask.terms())
    return named_terms(what)


def _place_of(said: Said[Any], term: str) -> tuple[str | int, ...]:
    """Lead to the requirement, or the key of the rule itself, that leaves a value to a term."""
    asked = (place() for ask, place in _asks(said) if term in ask.terms())
    return next(asked, next(((key,) for key, name in left_open(said.what) if name == term), ()))


def _terms_are_of_the_kind(bundle: Bundle) -> Found:
    """What a rule leaves to a term beside its requirements is a list of grades, a yes or no, or a table."""
    for said in _rules(bundle):
        for key, name in left_open(said.what):
            term = bundle.terms.get(name)
            if term and term.what.kind != _KINDS.get(key, "choices"):
                message = _KIND.fill(name=name, kind=term.what.kind, expected=_KINDS.get(key, "choices"))
                yield BadDeclaration.of(said, said.what.id, message, key)


_KINDS: Final = {"steps": "flag", **dict.fromkeys(_ROWS, "table")}


def _names_are_known(bundle: Bundle) -> Found:
    """Gates, methods, tracks and grades that rules name must exist, here or in a plugin that is not enabled."""
    for said in _rules(bundle):
        for key, what, name, known in _named(bundle, said.what):
            if _unknown(bundle, name, known):
                message = _NO_NAME.fill(what=what, name=name, near=near(name, known))
                yield BadDeclaration.of(said, said.what.id, message, key, lacks=name)


def _named(bundle: Bundle, rule: Any) -> Iterable[tuple[str, str, str, Mapping[str, Any]]]:
    for key, known in (("gate", bundle.gates), ("method", bundle.methods), ("replaces", bundle.methods)):
        if getattr(rule, key, ""):
            yield key, key, getattr(rule, key), known
    yield from (("methods", "method", name, bundle.methods) for name in getattr(rule, "methods", ()))
    yield from (("tracks", "track", name, bundle.tracks) for name in getattr(rule, "tracks", ()))
    key = "to" if isinstance(rule, Route) else "grades"
    grades = getattr(rule, key, ())
    yield from ((key, "grade", name, bundle.grades) for name in (grades if isinstance(grades, tuple) else ()))


def _requirements_can_be_asked(bundle: Bundle) -> Found:
    for said in (*_rules(bundle), *bundle.standards.values()):
        if said.what.id.rpartition("/")[0] in bundle.standards:
            continue  # a condition of a standard, which is looked at where it is written
        if bundle.idle(said.what):
            continue  # its kinds may be those of the plugin that is not enabled
        for ask, place in _asks(said):
            for fault in ask_faults(bundle, ask):
                whole = (*place(), *fault.path)
                name = said.what.id if not whole else f"{said.what.id}: {key_path(whole)}"
                yield BadDeclaration.of(said, name, fault.message, *whole)


def _asks(said: Said[Any]) -> Iterator[tuple[Any, Callable[[], tuple[str | int, ...]]]]:
    """Give every requirement of a rule, or of a standard's conditions, and what finds the place where it is written."""
    if isinstance(said.what, Standard):
        for one in said.what.conditions:
            place = partial(_same, ("conditions", one.grade, one.number - 1))
            yield from ((ask, place) for way in one.when.ways for ask in way)
        return
    origin = origin_of(said.what)
    for way, number, ask in asks_of(said.what):
        yield ask, partial(origin.asked, way, number) if origin else partial(_same, ("when", number))


def _same(path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    return path


def _fillings_fit(bundle: Bundle) -> Found:
    for said in bundle.fillings:
        filling: Filling = said.what
        name = f"filling of {filling.term}"
        if _unknown(bundle, filling.term, bundle.terms):
            yield BadDeclaration.of(
                said, name, _NO_SUCH_TERM.fill(near=near(filling.term, bundle.terms)), "term", lacks=filling.term
            )
        if filling.clause not in bundle.clauses:
            message = _NO_CLAUSE.fill(name=filling.clause, near=near(filling.clause, bundle.clauses))
            yield BadDeclaration.of(said, name, message, "clause", lacks=filling.clause)
        if filling.term in bundle.terms:
            yield from _filling_fits(bundle, said, name, bundle.terms[filling.term].what)


def _filling_fits(bundle: Bundle, said: Said[Filling], name: str, term: Term) -> Found:
    filling = said.what
    clause = bundle.clauses.get(filling.clause)
    document = bundle.documents.get(clause.what.document) if clause else None
    if document and layer_of(document.what) not in term.delegated_to:
        allowed = ", ".join(term.delegated_to)
        message = _LAYER.fill(clause=filling.clause, layer=layer_of(document.what), allowed=allowed)
        yield BadDeclaration.of(said, name, message, "clause")
    problem = term.unfit(filling.value)
    if problem:
        message = _VALUE.fill(clause=filling.clause, value=_written(filling.value), expected=problem)
        yield BadDeclaration.of(said, name, message, "value")
    elif term.kind == "table":
        yield from _rows_fit(bundle, said, name, term)


def _rows_fit(bundle: Bundle, said: Said[Filling], name: str, term: Term) -> Found:
    """Hold the rows of a table to what the requirements that read it take."""
    for wanted in tables_read(bundle, term.id):
        for fault in value_faults(bundle, said.what.value, wanted):
            path = ("value", *fault.path)
            yield BadDeclaration.of(said, name, _ROW.fill(path=key_path(path), message=fault.message), *path)


def tables_read(bundle: Bundle, term: str) -> tuple[Any, ...]:
    """Return the types of the parameters that are left to a term."""
    found: dict[str, Any] = {}
    for said in _rules(bundle):
        for _, _, ask in asks_of(said.what):
            kind = bundle.kinds.get(ask.kind)
            named = {name for name, value in ask.params if value == TermRef(term)}
            for one in parameters(kind.what) if kind and named else ():
                if one.name in named:
                    found[f"{ask.kind}.{one.name}"] = one.type
        of = (key for key, name in left_open(said.what) if name == term and key in _ROWS)
        found.update((key, _ROWS[key]) for key in of)
    return tuple({str(kind): kind for kind in found.values()}.values())


def _written(value: Any) -> str:
    """Write a value as it stands in TOML, as far as that is plain."""
    return f"[{', '.join(map(_written, value))}]" if isinstance(value, tuple) else repr(value)


def _documents_last(bundle: Bundle) -> Found:
    for name, said in bundle.documents.items():
        document: Document = said.what
        start = document.start
        if document.lapses and start and document.lapses <= start:
            yield BadDeclaration.of(
                said, f"document {name}", _LAPSED.fill(lapses=document.lapses, start=start), "lapses"
            )
        basis = max((day for day in _basis(bundle, document) if day), default=None)
        if start and basis and start < basis:
            yield BadDeclaration.of(said, f"document {name}", _BASELESS.fill(start=start, basis=basis), "based_on")


def _basis(bundle: Bundle, document: Document) -> Iterator[date | None]:
    """Give the first days of the documents that one rests on, as far as they are declared."""
    for said in bundle.documents.values():
        if said.what.number and said.what.number in document.based_on:
            yield said.what.start or said.what.not_before


def _terms_have_bounds(bundle: Bundle) -> Found:
    for name, said in bundle.terms.items():
        term: Term = said.what
        if term.least is not None and term.most is not None and term.least > term.most:
            yield BadDeclaration.of(said, f"term {name}", _BOUNDS.fill(least=term.least, most=term.most), "least")
        problem = term.unfit(term.otherwise) if term.otherwise not in (None, ()) else None
        if problem:
            message = _OTHERWISE.fill(value=term.otherwise, expected=problem)
            yield BadDeclaration.of(said, f"term {name}", message, "otherwise")
        if term.kind in ("choice", "choices") and not term.choices:
            yield BadDeclaration.of(said, f"term {name}", _NO_CHOICES.fill(kind=term.kind), "kind")


def _kinds_leave_to_terms(bundle: Bundle) -> Found:
    """What a kind leaves to a term is a parameter of its own, and takes what the term may be filled with."""
    for said in bundle.kinds.values():
        known = {one.name: one for one in parameters(said.what)} if said.what.left else {}
        for key, name in said.what.left:
            if what := _does_not_fit(bundle, name, known.get(key)):
                yield BadDeclaration.of(said, f"kind {said.what.name}", _LEFT.fill(key=key, term=name, what=what))


def _does_not_fit(bundle: Bundle, term: str, parameter: Parameter | None) -> Text | None:
    if parameter is None:
        return _NO_PARAMETER
    if term not in bundle.terms:
        return None if bundle.elsewhere(term) else _NOT_DECLARED.fill(near=near(term, bundle.terms))
    wrong = next(value_faults(bundle, sample(bundle.terms[term].what), parameter.type), None)
    return _DOES_NOT_TAKE.fill(message=wrong.message) if wrong else None


def _dues_are_days(bundle: Bundle) -> Found:
    for said in bundle.duties.values():
        if said.what.due and not is_day_of_year(said.what.due):
            yield BadDeclaration.of(said, said.what.id, _DUE.fill(due=said.what.due), "due")


def _demands_can_be_put(bundle: Bundle) -> Found:
    """What a duty demands has words for people, and what it is held against is declared."""
    for said in bundle.duties.values():
        for number, demand in enumerate(said.what.demands):
            for message in _unput(bundle, said.what, demand):
                yield BadDeclaration.of(said, said.what.id, message, "demands", number)


def _unput(bundle: Bundle, duty: Duty, demand: Demand) -> Iterator[Text]:
    if not (demand.label.zh and demand.label.en):
        yield _NO_LABEL.fill(fact=demand.fact)
    for one in (demand, *demand.where):
        figures = dict(duty.figures)
        if one.figure and one.figure not in figures:
            yield _NO_FIGURE.fill(name=one.figure, near=near(one.figure, figures))
        if one.term and _unknown(bundle, one.term, bundle.terms):
            yield _NO_DEMANDED.fill(name=one.term, near=near(one.term, bundle.terms))


def _laws_can_be_read(bundle: Bundle) -> Found:
    """Read the law of every place that some document is for: builds each rule once and finds ties between fillings."""
    places = {said.what.place or "000000" for said in bundle.documents.values()} | {"000000"}
    looked: set[str] = set()
    for place in sorted(places):
        wrong: list[tuple[Said[Any], LawError]] = []
        try:
            Reader(bundle, place, looked).read(wrong)
        except LawError as error:
            yield from (BadDeclaration(None, slip) for slip in error.slips or (Slip("", None, "", same(str(error))),))
        for said, what in wrong:
            yield from (BadDeclaration(said, slip) for slip in what.slips)


def _rules(bundle: Bundle) -> Iterable[Said[Any]]:
    for name in RULES:
        yield from getattr(bundle, name).values()


_CHECKS: tuple[Callable[[Bundle], Found], ...] = (
    _clauses_have_documents,
    _documents_last,
    _rules_have_clauses,
    _terms_have_bounds,
    _kinds_leave_to_terms,
    _terms_are_known,
    _terms_are_of_the_kind,
    _names_are_known,
    _requirements_can_be_asked,
    _fillings_fit,
    _dues_are_days,
    _demands_can_be_put,
    headers_are_told_apart,
    facts_can_be_held,
    each_role_is_one_fact_s,
    choices_are_told_apart,
)
