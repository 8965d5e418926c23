"""What was known on a day: the law as it could have been applied then.

A document or filling may say from when it was known (``known_from``); what says nothing was always known. Leaving a
document out leaves out its clauses, every filling and every rule that cites them, and so what they grant.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, Generic, TypeVar

import attrs
from attrs import evolve, frozen

from bajigong.errors import LawError, Slip
from bajigong.hookspecs import API_VERSION
from bajigong.plugins import discover, version_of
from bajigong.policy import law, registers, rules
from bajigong.policy.asks import Kind
from bajigong.policy.facts import FactField, FurtherChoice, Schema
from bajigong.policy.law import Document, Filling
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
    tracks: Mapping[str, Said[rules.Track]]
    gates: Mapping[str, Said[rules.Gate]]
    ways: Mapping[str, Said[rules.Way]]
    routes: Mapping[str, Said[rules.Route]]
    ladders: Mapping[str, Said[rules.Ladder]]
    methods: Mapping[str, Said[rules.Method]]
    aspects: Mapping[str, Said[rules.Aspect]]
    incentives: Mapping[str, Said[rules.Incentive]]
    duties: Mapping[str, Said[rules.Duty]]
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
        for line in sorted(_written(said) for said in self.all()):
            digest.update(line.encode() + b"\n")
        return f"sha256:{digest.hexdigest()}"

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
        return attrs.evolve(self, **changes)


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
    rules.Track: ("tracks", "id"),
    rules.Gate: ("gates", "id"),
    rules.Way: ("ways", "id"),
    rules.Route: ("routes", "id"),
    rules.Ladder: ("ladders", "id"),
    rules.Method: ("methods", "id"),
    rules.Aspect: ("aspects", "id"),
    rules.Incentive: ("incentives", "id"),
    rules.Duty: ("duties", "id"),
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
