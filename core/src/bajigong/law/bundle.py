"""What a tenant's plugins declare, gathered; and what a term is worth in a place, by whom and when."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, Generic, TypeVar

import attrs
from attrs import evolve, frozen

from bajigong.calendar import ALWAYS, NEVER, anniversary, end_day, first_day, from_day
from bajigong.errors import LawError, Slip
from bajigong.hookspecs import API_VERSION
from bajigong.plugins import discover, version_of
from bajigong.policy import law, registers
from bajigong.policy.asks import Kind
from bajigong.policy.facts import FactField, FurtherChoice, Schema
from bajigong.policy.law import Document, Filling, Term
from bajigong.policy.occupations import Occupations
from bajigong.policy.text import Text
from bajigong.policy.toml import origin_of

D = TypeVar("D")


@frozen
class Said(Generic[D]):
    """A declaration and the plugin, or file of law, that made it."""

    by: str
    what: D


@frozen(eq=False)
class Bundle:
    """The declarations of one tenant, by id, each with who made it. Nothing in it changes."""

    documents: Mapping[str, Said[law.Document]]
    clauses: Mapping[str, Said[law.Clause]]
    terms: Mapping[str, Said[law.Term]]
    fillings: tuple[Said[law.Filling], ...]
    tracks: Mapping[str, Said[law.Track]]
    gates: Mapping[str, Said[law.Gate]]
    ways: Mapping[str, Said[law.Way]]
    routes: Mapping[str, Said[law.Route]]
    ladders: Mapping[str, Said[law.Ladder]]
    methods: Mapping[str, Said[law.Method]]
    aspects: Mapping[str, Said[law.Aspect]]
    incentives: Mapping[str, Said[law.Incentive]]
    duties: Mapping[str, Said[law.Duty]]
    kinds: Mapping[str, Said[Kind]]
    facts: Mapping[str, Said[FactField]]
    choices: Mapping[str, Said[FurtherChoice]]
    grades: Mapping[str, Said[registers.Grade]]
    classifications: Mapping[str, Said[registers.Classification]]
    listings: Mapping[str, Said[registers.Listing]]
    occupations: Mapping[str, Said[registers.Occupation]]
    trades: Mapping[str, Said[registers.Trade]]
    other_names: Mapping[str, Said[registers.OtherName]]
    code_changes: Mapping[str, Said[registers.CodeChange]]
    qualifications: Mapping[str, Said[registers.Qualification]]
    standards: Mapping[str, Said[registers.Standard]]
    templates: Mapping[str, Said[registers.Template]]
    number_schemes: Mapping[str, Said[registers.NumberScheme]]
    places: Mapping[str, Said[registers.Place]]
    drafts: bool = False
    known: date | None = None
    #: The bundle that this one is a part of, where it was made by leaving something out.
    whole: "Bundle | None" = attrs.field(default=None, repr=False, eq=False)

    @cached_property
    def schema(self) -> Schema:
        """The facts and closed lists against which input is read."""
        grades = sorted((said.what for said in self.grades.values()), key=lambda grade: grade.order)
        tracks = {name: said.what for name, said in self.tracks.items()}
        return Schema(
            {path: said.what for path, said in self.facts.items()},
            tuple(grades),
            tuple(tracks),
            self.register,
            number_schemes=tuple(said.what for said in self.number_schemes.values()),
            track_labels={name: one.label for name, one in tracks.items()},
            track_words={name: (one.label.zh, one.label.en, *one.aliases) for name, one in tracks.items()},
        )

    @cached_property
    def register(self) -> Occupations:
        """The registers of occupations, their names, trades and standards."""
        parts = (
            self.occupations,
            self.trades,
            self.other_names,
            self.code_changes,
            self.qualifications,
            self.standards,
        )
        declared = tuple(said.what for part in parts for said in part.values())
        listings = tuple(said.what for said in self.listings.values())
        return Occupations(listings, declared, tuple(said.what for said in self.classifications.values()))

    @cached_property
    def hash(self) -> str:
        """Name the exact law: ``sha256:`` over every declaration, whoever made it, in a fixed order."""
        digest = hashlib.sha256(f"interface {API_VERSION}, drafts {self.drafts}, known {self.known}\n".encode())
        lines = (self.whole or self)._lines
        for line in sorted(lines.get(id(said)) or _written(said) for said in self.all()):
            digest.update(line.encode() + b"\n")
        return f"sha256:{digest.hexdigest()}"

    @cached_property
    def _lines(self) -> Mapping[int, str]:
        return {id(said): _written(said) for said in self.all()}

    @cached_property
    def makers(self) -> frozenset[str]:
        """Everyone who made a declaration: the enabled plugins, and the files of law."""
        return frozenset(said.by for said in self.all())

    def elsewhere(self, name: str) -> bool:
        """Say whether a name belongs to a plugin that is installed but not enabled here.

        A name is that of its plugin, or begins with it: ``plugin:thing``. What rests on it then does nothing here.
        """
        plugin = name.partition(":")[0]
        return plugin not in self.makers and plugin in discover()

    def idle(self, rule: Any) -> bool:
        """Say whether a rule does nothing here, as it is for tracks alone that plugins not enabled declare."""
        tracks = getattr(rule, "tracks", ())
        return bool(tracks) and all(name not in self.tracks and self.elsewhere(name) for name in tracks)

    def all(self) -> Iterable[Said[Any]]:
        """Give every declaration with who made it."""
        for name in _MAPPINGS:
            yield from getattr(self, name).values()
        yield from self.fillings

    def without(self, declaration: Any) -> "Bundle":
        """Return the bundle as it would be had one declaration not been made, for what-if questions."""
        changes: dict[str, Any] = {
            name: {k: s for k, s in getattr(self, name).items() if s.what is not declaration} for name in _MAPPINGS
        }
        changes["fillings"] = tuple(said for said in self.fillings if said.what is not declaration)
        return attrs.evolve(self, **changes, whole=self.whole or self)


def _written(said: Said[Any]) -> str:
    """Write a declaration down for the hash; a kind is written by its name, its maker and its version."""
    if isinstance(said.what, Kind):
        return f"{said.by} {version_of(said.by)} kind {said.what.name}"
    return f"{said.by} {said.what!r}"


#: Where each type of declaration goes: the field of the bundle, and the attribute that tells one from another.
PLACES: Mapping[type[Any], tuple[str, str]] = {
    law.Document: ("documents", "id"),
    law.Clause: ("clauses", "id"),
    law.Term: ("terms", "id"),
    law.Track: ("tracks", "id"),
    law.Gate: ("gates", "id"),
    law.Way: ("ways", "id"),
    law.Route: ("routes", "id"),
    law.Ladder: ("ladders", "id"),
    law.Method: ("methods", "id"),
    law.Aspect: ("aspects", "id"),
    law.Incentive: ("incentives", "id"),
    law.Duty: ("duties", "id"),
    Kind: ("kinds", "name"),
    FactField: ("facts", "path"),
    FurtherChoice: ("choices", "id"),
    registers.Grade: ("grades", "id"),
    registers.Occupation: ("occupations", "code"),
    registers.Trade: ("trades", "code"),
    registers.OtherName: ("other_names", "id"),
    registers.CodeChange: ("code_changes", "id"),
    registers.Classification: ("classifications", "id"),
    registers.Listing: ("listings", "id"),
    registers.Qualification: ("qualifications", "name"),
    registers.Standard: ("standards", "id"),
    registers.Template: ("templates", "id"),
    registers.NumberScheme: ("number_schemes", "id"),
    registers.Place: ("places", "code"),
}
_MAPPINGS = tuple(dict.fromkeys(name for name, _ in PLACES.values()))


@frozen(eq=False)
class BadDeclaration:
    """A declaration that does not fit the others, and what is wrong with it. ``said`` is None for several together.

    ``lacks`` is the name that it gives and nothing has.
    """

    said: Said[Any] | None
    slip: Slip
    lacks: str = ""

    @classmethod
    def of(cls, said: Said[Any], entry: str, message: Text, *path: str | int, lacks: str = "") -> "BadDeclaration":
        """Make one of a message, whose ``path`` leads to the key that is wrong, as `slip_of` says."""
        return cls(said, slip_of(said, entry, message, *path), lacks)


_TWICE = Text("“{name}”声明了两次：{one} 和 {other}", "{part} {name!r} is declared twice: by {one} and by {other}")


def gather(said: Iterable[Said[Any]], *, drafts: bool = False, doubles: list[BadDeclaration] | None = None) -> Bundle:
    """Sort declarations into a bundle. Raises LawError where two have one id, naming both makers.

    With ``doubles`` each second one is left out and said there instead.
    """
    sorted_out: dict[str, dict[str, Said[Any]]] = {name: {} for name in _MAPPINGS}
    fillings: list[Said[law.Filling]] = []
    for one in said:
        if isinstance(one.what, law.Filling):
            fillings.append(one)
            continue
        name, attribute = PLACES[type(one.what)]
        key = getattr(one.what, attribute)
        other = sorted_out[name].get(key)
        if other is not None:
            message = _TWICE.fill(part=name, name=key, one=maker(other.by), other=maker(one.by))
            slip = slip_of(one, "", message)
            if doubles is None:
                raise LawError(slips=(slip,))
            doubles.append(BadDeclaration(one, slip))
            continue
        sorted_out[name][key] = one
    frozen_sorted: dict[str, Any] = {name: MappingProxyType(said) for name, said in sorted_out.items()}
    return Bundle(**frozen_sorted, fillings=tuple(fillings), drafts=drafts)


def maker(by: str) -> str:
    """Name who made a declaration, with the version where it is an installed plugin."""
    version = version_of(by)
    return f"plugin {by!r} {version}" if version else f"{by!r}"


def slip_of(said: Said[Any], entry: str, message: Text, *path: str | int) -> Slip:
    """Say what is wrong with a declaration: in which file and line, where it was read from one, and who made it.

    ``path`` leads to the key that is wrong.
    """
    origin = origin_of(said.what)
    if origin is None:
        return Slip("", None, entry, message, maker(said.by) if entry else "")
    by = "" if said.by == origin.file.name else maker(said.by)
    return Slip(origin.file.name, origin.line(*path), entry, message, by)


#: The kinds of rules, which cite clauses: the fields that hold them, in a bundle as in a placed law.
RULES: Final = ("ways", "routes", "ladders", "methods", "aspects", "incentives", "duties")


def as_known(bundle: Bundle, day: date) -> Bundle:
    """Return the bundle without what was not yet known on a day.

    A rule that rests on a document not yet known is left out with it, whatever else it cites.
    """
    documents = {name: said for name, said in bundle.documents.items() if _known(said.what, day)}
    clauses = {name: said for name, said in bundle.clauses.items() if said.what.document in documents}
    rules: Mapping[str, Any] = {name: _resting(getattr(bundle, name), set(clauses)) for name in RULES}
    fillings = tuple(said for said in bundle.fillings if said.what.clause in clauses and _known(said.what, day))
    return evolve(bundle, documents=documents, clauses=clauses, fillings=fillings, known=day, **rules)


def _known(declaration: Any, day: date) -> bool:
    since: date | None = declaration.known_from
    return since is None or since <= day


def _resting(rules: Mapping[str, Said[Any]], clauses: set[str]) -> dict[str, Said[Any]]:
    return {name: said for name, said in rules.items() if clauses.issuperset(said.what.clauses)}


def learned(bundle: Bundle) -> tuple[date, ...]:
    """Return the days on which something of a bundle came to be known, earliest first."""
    dated: list[Document | Filling] = [*(s.what for s in bundle.documents.values()), *(s.what for s in bundle.fillings)]
    return tuple(sorted({one.known_from for one in dated if one.known_from}))


#: A span of days as plain numbers.
Period = tuple[int, int]


def within(period: Period, day: int) -> bool:
    """Say whether what stands in a period is in force on a day."""
    return period[0] <= day < period[1]


@frozen
class Reading:
    """One value of a term during one period, and the clauses that give it."""

    value: Any
    period: Period
    clauses: tuple[str, ...]
    by: str
    level: int


def in_force(document: law.Document) -> Period:
    """Return the days on which a document counts; without a date, from the first on which it can have been there."""
    start = document.start
    since = first_day(start or document.not_before)
    if document.lapses:
        return since, end_day(document.lapses)
    if document.valid_years is not None and start:
        return since, end_day(anniversary(start, document.valid_years))
    return since, NEVER


def layer_of(document: law.Document) -> law.Layer:
    """Return the layer of law to which a document belongs: as it says, else by its place."""
    if document.layer:
        return document.layer
    if not document.place or int(document.place) == 0:
        return "nation"
    code = int(document.place)
    if code % 10000 == 0:
        return "province"
    return "city" if code % 100 == 0 else "county"


def covers(document: law.Document, place: str) -> bool:
    """Say whether a document is law in a place: issued for it, or for what it lies in."""
    code, here = int(document.place or 0), int(place)
    if code % 10000 == 0:
        return code in (0, here - here % 10000)
    return code in (here, here - here % 100)


def common(*periods: Period) -> Period:
    """Return the days that all periods share; an empty period has its end before its start."""
    return max((p[0] for p in periods), default=ALWAYS), min((p[1] for p in periods), default=NEVER)


def readings(bundle: Bundle, term: law.Term, place: str) -> tuple[Reading, ...]:
    """Return what a term is worth in a place, period by period, earliest first.

    Raises LawError where two fillings of one level begin on one day and disagree.
    """
    found = [_reading(bundle, said) for said in bundle.fillings if said.what.term == term.id]
    here = [reading for reading in found if reading and _covers(bundle, reading, place)]
    taken: list[Reading] = []
    for level in sorted({reading.level for reading in here}, reverse=True):
        same = [reading for reading in here if reading.level == level]
        winners = same if term.each else _latest(term, same)
        holes = [taken_reading.period for taken_reading in taken]
        taken += [evolve(w, period=p) for w in winners for p in _minus(w.period, holes)]
    return tuple(sorted(taken, key=lambda reading: reading.period))


def _reading(bundle: Bundle, said: Said[law.Filling]) -> Reading | None:
    clause = bundle.clauses.get(said.what.clause)
    document = bundle.documents.get(clause.what.document) if clause else None
    if document is None or (document.what.draft and not bundle.drafts):
        return None
    level = law.LAYERS.index(layer_of(document.what))
    return Reading(said.what.value, in_force(document.what), (said.what.clause,), said.by, level)


def _covers(bundle: Bundle, reading: Reading, place: str) -> bool:
    document = bundle.clauses[reading.clauses[0]].what.document
    return covers(bundle.documents[document].what, place)


def _latest(term: law.Term, same: Sequence[Reading]) -> list[Reading]:
    """At one level, let each filling hold until the next begins; those that agree stand together."""
    by_start: dict[int, Reading] = {}
    for reading in same:
        start = reading.period[0]
        other = by_start.get(start)
        if other and other.value != reading.value:
            raise LawError(
                f"term {term.id!r} is filled differently from one day on: {other.clauses[0]} ({maker(other.by)}) says "
                f"{other.value!r}, {reading.clauses[0]} ({maker(reading.by)}) says {reading.value!r}"
            )
        by_start[start] = _agreeing(other, reading) if other else reading
    found: list[Reading] = []
    for reading in (by_start[start] for start in sorted(by_start)):
        earlier = found[-1] if found else None
        if earlier:
            found[-1] = evolve(earlier, period=(earlier.period[0], min(earlier.period[1], reading.period[0])))
        joined = earlier is not None and earlier.value == reading.value and earlier.period[1] > reading.period[0]
        found.append(evolve(reading, clauses=earlier.clauses + reading.clauses) if earlier and joined else reading)
    return found


def _agreeing(one: Reading, other: Reading) -> Reading:
    period = (one.period[0], max(one.period[1], other.period[1]))
    return evolve(one, clauses=one.clauses + other.clauses, period=period)


def _minus(period: Period, holes: Iterable[Period]) -> list[Period]:
    left = [period]
    for since, until in holes:
        left = [piece for a, b in left for piece in ((a, min(b, since)), (max(a, until), b)) if piece[0] < piece[1]]
    return left


def outside(*periods: Period) -> list[Period]:
    """Return the days that lie in none of some periods."""
    return _minus((ALWAYS, NEVER), periods)


def clause_period(bundle: Bundle, clauses: Iterable[str]) -> Period:
    """Return the days on which every document that the clauses stand in counts."""
    return common(*(in_force(bundle.documents[bundle.clauses[c].what.document].what) for c in clauses))


def clauses_apply(bundle: Bundle, clauses: Iterable[str], place: str) -> bool:
    """Say whether clauses are law in a place: their documents cover it and are no drafts, unless drafts count."""
    documents = [bundle.documents[bundle.clauses[c].what.document].what for c in clauses]
    return all(covers(d, place) and (bundle.drafts or not d.draft) for d in documents)


def all_readings(bundle: Bundle, place: str) -> Mapping[str, tuple[Reading, ...]]:
    """Return the readings of every term in a place, by term."""
    return {name: readings(bundle, said.what, place) for name, said in bundle.terms.items()}


#: Words for what is no law here that day, where little room is.
LAPSED = Text("{doc}已于{day}失效", "{doc} lapsed on {day}")
NOT_YET = Text("{doc}自{day}起施行", "{doc} is not in force until {day}")
ELSEWHERE = Text("其依据不适用于此地", "what it rests on is not law here")
_LAPSED = Text("{doc}已于{day}失效，其规定不再作为依据", "{doc} lapsed: from {day} its rules no longer answer")
_NOT_YET = Text("{doc}自{day}起施行，此前不作为依据", "{doc} is not in force until {day}")
_DRAFT = Text(
    "{doc}为草案，尚未印发；此结论据此作出，不得用于实际评价",
    "{doc} is a draft that has not been issued; an answer that rests on it is good for trying only",
)
UNDATED = Text("{doc}：资料未载明日期，按有效处理", "{doc}: the source gives no date; it is taken to be in force")
_UNDATED_FROM = Text(
    "{doc}：资料未载明日期，不早于{day}，此后按有效处理",
    "{doc}: the source gives no date; it cannot be older than {day} and is taken to be in force from then on",
)
_SILENT = Text("{rule}：现行文件对此地未作规定（{term}）", "{rule}: no document in force here provides for it ({term})")


def out_of_force(document: Document, on: int) -> Text | None:
    """Say that a document is not in force on a day, and since or until when; None where it is."""
    since, until = in_force(document)
    if within((since, until), on):
        return None
    early = on < since
    return (_NOT_YET if early else _LAPSED).fill(doc=document.name, day=from_day(since if early else until))


def undated(documents: Iterable[Document]) -> Iterator[Text]:
    """Say of each draft that it is one, of each document without a date that it counts all the same, and from when."""
    for document in documents:
        if document.draft:
            yield _DRAFT.fill(doc=document.name)
        elif document.start is None:
            shape = _UNDATED_FROM if document.not_before else UNDATED
            yield shape.fill(doc=document.name, day=document.not_before)


def silent(label: Text, term: Term) -> Text:
    """Say that nothing in force in a place provides for a rule, and what is lacking."""
    return _SILENT.fill(rule=label, term=term.label)
