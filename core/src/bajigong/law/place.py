"""The law of one place: every rule with its terms filled, its requirements built and its period known."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any, Generic, TypeVar

from attrs import field, frozen

from bajigong.errors import LawError
from bajigong.law.built import built_faults, meant
from bajigong.law.bundle import (
    RULES,
    Bundle,
    Period,
    Reading,
    Said,
    all_readings,
    clause_period,
    clauses_apply,
    common,
    outside,
    slip_of,
)
from bajigong.policy.asks import Ask, Kind, Requirement, TermRef
from bajigong.policy.law import Aspect, Duty, Filling, Gate, Incentive, Ladder, Method, Route, Rule, Term, Way
from bajigong.policy.registers import Standard
from bajigong.policy.text import Text, listed
from bajigong.policy.toml import origin_of
from bajigong.policy.types import thaw_table
from bajigong.policy.when import Open

LAYER_NAMES = {
    "nation": Text("国家", "the nation"),
    "province": Text("省级", "the province"),
    "city": Text("市级", "the city"),
    "county": Text("县级", "the county"),
    "agency": Text("评价机构", "the agency"),
}


CANNOT = Text("条件“{kind}”无法成立：{why}", "requirement {kind!r} cannot be built: {why}")

R_co = TypeVar("R_co", bound=Rule, covariant=True)


@frozen
class Variant(Generic[R_co]):
    """One rule as it stands in a place during one period, ready to be evaluated.

    A rule with several ways, or with a term that has several values, becomes several variants under one id or more.
    ``reading`` names the reading of an open question to which it belongs, "" for every one. ``filled`` are the values
    of the terms that stand in the rule itself, beside its requirements.
    """

    id: str
    rule: R_co
    grades: tuple[str, ...]
    requirements: tuple[Requirement, ...]
    period: Period
    clauses: tuple[str, ...]
    reading: str = ""
    filled: tuple[tuple[str, Any], ...] = ()

    @property
    def steps(self) -> bool | None:
        """Whether a ladder's grades may be divided into steps, None where nobody has laid it down."""
        steps: bool | None = self._value(getattr(self.rule, "steps", False))
        return steps

    @property
    def amount(self) -> int | None:
        """What an incentive is worth at most, in yuan, for the only grade that it is for."""
        amount: Any = self._value(getattr(self.rule, "amount", None))
        if isinstance(amount, tuple):
            rows = thaw_table(amount)
            amount = next((row["yuan"] for row in rows if (row["grade"],) == self.grades), None)
        return amount if isinstance(amount, int) else None

    def _value(self, value: Any) -> Any:
        return dict(self.filled).get(value.id) if isinstance(value, TermRef) else value


@frozen
class Silence:
    """A rule that does not exist in a place because nothing there fills a term that grants it."""

    rule: Rule
    term: Term


@frozen(eq=False)
class PlacedLaw:
    """The rules of a bundle in one place."""

    place: str
    ways: tuple[Variant[Way], ...]
    routes: tuple[Variant[Route], ...]
    ladders: tuple[Variant[Ladder], ...]
    methods: tuple[Variant[Method], ...]
    aspects: tuple[Variant[Aspect], ...]
    incentives: tuple[Variant[Incentive], ...]
    duties: tuple[Variant[Duty], ...]
    silences: tuple[Silence, ...]
    readings: Mapping[str, tuple[Reading, ...]]


@frozen
class Reader:
    """Reads the rules of a bundle as they stand in one place."""

    bundle: Bundle
    place: str
    #: What kinds return is looked through where a set is given, which keeps what has been.
    looked: set[str] | None = None
    readings: Mapping[str, tuple[Reading, ...]] = field(init=False)
    #: What several rules ask alike is built once.
    _made: dict[Any, Requirement] = field(factory=dict, init=False, eq=False)

    @readings.default
    def _all_readings(self) -> Mapping[str, tuple[Reading, ...]]:
        return all_readings(self.bundle, self.place)

    def read(self, wrong: list[tuple[Said[Any], LawError]] | None = None) -> PlacedLaw:
        """Read every rule. Raises LawError for a requirement that cannot be built, naming who wrote it.

        With ``wrong`` such a rule is left out and put there, with what is wrong with it.
        """
        bundle, silences = self.bundle, list[Silence]()
        read = {
            name: tuple(v for said in getattr(bundle, name).values() for v in self._read(said, silences, wrong))
            for name in RULES
        }
        return PlacedLaw(self.place, silences=tuple(silences), readings=self.readings, **read)

    def read_without(self, law: PlacedLaw, declaration: Any) -> PlacedLaw:
        """Read what a declaration that was left out has changed in the law of the place; the rest is taken over.

        A rule changes nothing but itself, a filling those that rest on its term; of all else every rule is read.
        """
        if self.bundle.whole is None or self.bundle.makers != self.bundle.whole.makers:
            return self.read()
        if not isinstance(declaration, Filling | Gate | Standard | Rule):
            return self.read()
        term = declaration.term if isinstance(declaration, Filling) else None
        before, silent = defaultdict[int, list[Variant[Any]]](list), defaultdict[int, list[Silence]](list)
        for variant in (one for name in RULES for one in getattr(law, name)):
            before[id(variant.rule)].append(variant)
        for one in law.silences:
            silent[id(one.rule)].append(one)
        silences, read = list[Silence](), dict[str, tuple[Variant[Any], ...]]()
        for name in RULES:
            found = list[Variant[Any]]()
            for said in getattr(self.bundle, name).values():
                if term is not None and term in terms_of(self.bundle, said.what):
                    found += self._read(said, silences, None)
                else:
                    found += before[id(said.what)]
                    silences += silent[id(said.what)]
            read[name] = tuple(found)
        return PlacedLaw(self.place, silences=tuple(silences), readings=self.readings, **read)

    def _read(
        self, said: Said[Any], silences: list[Silence], wrong: list[tuple[Said[Any], LawError]] | None
    ) -> tuple[Variant[Any], ...]:
        try:
            return tuple(self._variants(said, silences))
        except LawError as error:
            if wrong is None:
                raise
            wrong.append((said, error))
            return ()

    def _variants(self, said: Said[Any], silences: list[Silence]) -> Iterator[Variant[Any]]:
        rule = said.what
        if not clauses_apply(self.bundle, rule.clauses, self.place):
            return
        if self.bundle.idle(rule) or any(self.bundle.elsewhere(name) for name in terms_of(self.bundle, rule)):
            return  # it rests on a plugin that is not enabled
        terms = {name: self.bundle.terms[name].what for name in terms_of(self.bundle, rule)}
        for name, term in terms.items():
            if term.grants and not any(_granting(reading) for reading in self.readings[name]):
                silences.append(Silence(rule, term))
                return
        own = clause_period(self.bundle, rule.clauses)
        for choice in product(*(self._fillings(term) for term in terms.values())):
            given = {name: reading for name, (reading, _) in zip(terms, choice, strict=True) if reading}
            period = common(own, *(period for _, period in choice))
            if period[0] < period[1]:
                yield from self._built(said, given, period)

    def _fillings(self, term: Term) -> list[tuple[Reading | None, Period]]:
        """Return what fills a term and when, with None for the days on which nothing does and the answer stays open.

        A mechanism that nothing grants on a day does not exist on it.
        """
        every = self.readings[term.id]
        if term.grants:
            return [(reading, reading.period) for reading in every if _granting(reading)]
        unfilled = outside(*(reading.period for reading in every))
        return [*((reading, reading.period) for reading in every), *((None, period) for period in unfilled)]

    def _built(self, said: Said[Any], given: Mapping[str, Reading], period: Period) -> Iterator[Variant[Any]]:
        rule = said.what
        clauses = tuple(dict.fromkeys((*rule.clauses, *(c for r in given.values() for c in r.clauses))))
        grades = _grades(rule, given)
        for number, way in enumerate(rule.when.ways if hasattr(rule, "when") else ((),)):
            letter = chr(ord("a") + number) if hasattr(rule, "when") and len(rule.when.ways) > 1 else ""
            every = (self._requirement(said, ask, given) for ask in way)
            built = tuple(one for one in every if one.text.zh)  # one that says nothing asks nothing
            filled = tuple((name, given[name].value) for name in _own_terms(rule) if name in given)
            yield Variant(f"{rule.id}{letter}", rule, grades, built, period, clauses, filled=filled)

    def _requirement(self, said: Said[Any], ask: Ask, given: Mapping[str, Reading]) -> Requirement:
        terms = self.bundle.terms
        open_terms = [n for n in ask.terms() if n not in given and terms[n].what.otherwise is None]
        if open_terms:
            return _open(terms[open_terms[0]].what)
        return self._build(said, ask, given)

    def _build(self, said: Said[Any], ask: Ask, given: Mapping[str, Reading]) -> Requirement:
        kind = self.bundle.kinds[ask.kind]  # which kinds there are has been checked when the bundle was opened
        params = {key: self._value(said, meant(kind.what, key, value), given) for key, value in ask.params}
        params |= {key: self._filled(name, given) for key, name in kind.what.left if key not in params}
        asked = (ask.kind, *params.items())
        known = _hashable(asked)  # what a plugin hands over in Python need not be
        if known and asked in self._made:
            return self._made[asked]
        try:
            built = kind.what.build(**params)
        except Exception as error:
            message = CANNOT.fill(kind=ask.kind, why=f"{_kind_of(error)}{error}")
            raise LawError(slips=(slip_of(said, said.what.id, message, *self._written(said, ask)),)) from error
        if self.looked is not None:
            self._look_through(kind, built)
        if known:
            self._made[asked] = built
        return built

    def _look_through(self, kind: Said[Kind], built: Any) -> None:
        """Look once at each thing that kinds return. Raises LawError, naming the kind and who made it."""
        mark = repr(built)  # what is none of ours may not be hashable
        assert self.looked is not None
        if mark not in self.looked:
            faults = built_faults(self.bundle, built)
            slips = tuple(slip_of(kind, f"kind {kind.what.name}", message) for message in faults)
            if slips:
                raise LawError(slips=slips)
            self.looked.add(mark)

    def _written(self, said: Said[Any], ask: Ask) -> tuple[str | int, ...]:
        """Lead to where a requirement is written."""
        origin = origin_of(said.what)
        places = ((way, number) for way, number, one in asks_of(said.what) if one == ask)
        return next((origin.asked(*place) for place in places), ()) if origin else ()

    def _value(self, said: Said[Any], value: Any, given: Mapping[str, Reading]) -> Any:
        if isinstance(value, TermRef):
            return self._filled(value.id, given)
        return self._build(said, value, given) if isinstance(value, Ask) else value

    def _filled(self, term: str, given: Mapping[str, Reading]) -> Any:
        """Return what a term is worth; where nobody has filled it, what holds otherwise, None for nothing."""
        return given[term].value if term in given else self.bundle.terms[term].what.otherwise


def _hashable(value: Any) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


def _kind_of(error: Exception) -> str:
    """Name an error that no kind raises on purpose."""
    return "" if isinstance(error, TypeError | ValueError) else f"{type(error).__name__}: "


def asks_of(rule: Any) -> Iterator[tuple[int, int, Ask]]:
    """Give every requirement that a rule asks, with the numbers of its way and of its place in it."""
    for way, together in enumerate(rule.when.ways if hasattr(rule, "when") else ()):
        yield from ((way, number, ask) for number, ask in enumerate(together))


def terms_of(bundle: Bundle, rule: Any) -> tuple[str, ...]:
    """Name every term that a rule rests on, each once: those that it names, and those that its kinds leave open."""
    left = (name for _, _, ask in asks_of(rule) for name in _left(bundle, ask))
    return tuple(dict.fromkeys((*named_terms(rule), *left)))


def named_terms(rule: Any) -> tuple[str, ...]:
    """Name every term that stands in a rule as it is written, each once."""
    found: Iterable[str] = getattr(rule, "needs", ())
    asked = (name for _, _, ask in asks_of(rule) for name in ask.terms())
    return tuple(dict.fromkeys((*found, *_own_terms(rule), *asked)))


def _left(bundle: Bundle, ask: Ask) -> Iterator[str]:
    """Name the terms to which the kinds of a requirement leave what it does not say, as far as they are declared."""
    given = dict(ask.params)
    if said := bundle.kinds.get(ask.kind):
        yield from (name for key, name in said.what.left if key not in given and name in bundle.terms)
    for value in given.values():
        if isinstance(value, Ask):
            yield from _left(bundle, value)


def _own_terms(rule: Any) -> tuple[str, ...]:
    """Name the terms that stand in a rule itself, beside its requirements."""
    return tuple(term for _, term in left_open(rule))


def left_open(rule: Any) -> Iterator[tuple[str, str]]:
    """Give what a rule leaves to terms beside its requirements: the key, and the term."""
    for key in ("to", "grades", "steps", "amount", "points", "levels"):
        value = getattr(rule, key, None)
        if isinstance(value, TermRef):
            yield key, value.id


def _granting(reading: Reading) -> bool:
    """A filling that says false takes a mechanism away."""
    return reading.value is not False


def _grades(rule: Rule, given: Mapping[str, Reading]) -> tuple[str, ...]:
    match rule:
        case Route(to=grades) | Way(grades=grades):
            if isinstance(grades, TermRef):
                return tuple(str(grade) for grade in given[grades.id].value) if grades.id in given else ()
            return grades
        case Ladder() | Method() | Aspect() | Incentive():
            return rule.grades
        case _:
            return ()


def who_may_fill(term: Term) -> Text:
    """Name the layers of law to which a term is left."""
    names = tuple(LAYER_NAMES[layer] for layer in term.delegated_to)
    return listed(names, "、", " or ")


def _open(term: Term) -> Requirement:
    text = Text("{term}未作规定（由{who}确定）", "{term}: not laid down ({who} may)")
    return Requirement(text.fill(term=term.label, who=who_may_fill(term)), Open(term.id))
