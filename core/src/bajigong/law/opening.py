"""Opening a bundle: everything enabled for a tenant, gathered and checked."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeVar

from attrs import evolve, field, frozen
from pluggy import PluginManager

from bajigong.errors import LawError, PluginError, Slip
from bajigong.law.built import ask_faults
from bajigong.law.bundle import BadDeclaration, Bundle, Said, gather, maker, slip_of
from bajigong.law.checks import misfits, unreadable
from bajigong.law.place import asks_of, named_terms
from bajigong.law.standards import Vocabulary, declarations
from bajigong.plugins import HOOKS, collect, declarations_of, open_manager, version_of
from bajigong.policy import types as structure
from bajigong.policy.asks import Ask
from bajigong.policy.facts import FactField, FurtherChoice
from bajigong.policy.law import Clause, Document, Filling
from bajigong.policy.registers import Listing
from bajigong.policy.text import Text, one_of, shown
from bajigong.policy.toml import key_path, origin_of, read_law, remember

D = TypeVar("D")

#: The keys by which declarations name others, one or several.
_ONE = ("gate", "method", "replaces", "clause")
_SEVERAL = ("clauses", "methods", "tracks")


def standing_without(said: Iterable[Said[Any]], refused: set[str]) -> list[Said[Any]]:
    """Return the declarations that rest on none of the refused names, nor on one that does."""
    standing, gone = list(said), set(refused)
    while gone:
        falling = [one for one in standing if not gone.isdisjoint(_rests_on(one.what))]
        standing = [one for one in standing if one not in falling]
        gone = {one.what.id for one in falling if hasattr(one.what, "id")}
    return standing


def _rests_on(what: Any) -> Iterator[str]:
    if isinstance(what, Clause):
        yield what.document
    if isinstance(what, Filling):
        yield what.term
    yield from (name for key in _ONE if isinstance(name := getattr(what, key, ""), str) and name)
    yield from (name for key in _SEVERAL for name in getattr(what, key, ()))
    if hasattr(what, "needs") or hasattr(what, "when"):
        yield from named_terms(what)
        for _, _, ask in asks_of(what):
            yield from _kinds(ask)


def _kinds(ask: Ask) -> Iterator[str]:
    yield ask.kind
    yield from (kind for _, value in ask.params if isinstance(value, Ask) for kind in _kinds(value))


__all__ = ["Bundle", "Laid", "Said", "gather", "lay_out", "maker", "open_bundle"]

_RETURNED: Final = Text("{hook} 返回了{what}；应为{expected}", "{hook} returned {what}; expected {expected}")


@frozen(eq=False)
class Laid:
    """What plugins and files declare, before it is known to fit: what is wrong with it, and the names refused."""

    said: list[Said[Any]] = field(factory=list)
    slips: list[Slip] = field(factory=list)
    refused: set[str] = field(factory=set)

    def fit(self, *, drafts: bool) -> tuple[Bundle, tuple[BadDeclaration, ...]]:
        """Gather all of it, and find what does not fit the rest; what rests on a refused name is left out unblamed."""
        found: list[BadDeclaration] = []
        bundle = _gathered(self.said, drafts, found)
        found += [one for one in misfits(bundle) if one.lacks not in self.refused]
        if self.refused:
            bundle = _gathered(standing_without(self.said, self.refused), drafts, [])
        return bundle, tuple(found or unreadable(bundle))

    def take(self, said: Iterable[Said[Any]]) -> None:
        """Add declarations made in Python, looking through each; what is none is left out."""
        for one in said:
            slips = tuple(_looked_through(one))
            self.slips.extend(slips)
            if slips:
                self.refused.add(str(getattr(one.what, "id", "")))
            else:
                self.said.append(one)

    def read(self, file: Path) -> None:
        """Add what a file of law declares."""
        reading = read_law(file)
        self.said.extend([Said(file.name, what) for what in reading.declared])
        self.slips.extend(reading.slips)
        self.refused.update(reading.refused)


def open_bundle(
    plugins: Iterable[str],
    files: Iterable[Path] = (),
    *,
    drafts: bool = False,
    extra: Iterable[tuple[str, Any]] = (),
) -> Bundle:
    """Gather what plugins and files of law declare, and check that it fits together.

    ``extra`` are further declarations, each with the name of who makes it. Raises PluginError for a plugin that cannot
    be used, LawError for everything that is wrong with declarations, naming who made them and where.
    """
    named, files, extra = frozenset(plugins), tuple(files), tuple(extra)
    if files or extra:
        return _opened(named, files, extra, drafts=drafts)
    return _of_plugins(open_manager(named), named, drafts=drafts)


@lru_cache(maxsize=8)
def _of_plugins(_manager: PluginManager, plugins: frozenset[str], *, drafts: bool) -> Bundle:
    """Open what plugins alone declare, once as long as their manager lasts: neither it nor a bundle ever changes."""
    return _opened(plugins, (), (), drafts=drafts)


def _opened(plugins: Iterable[str], files: Iterable[Path], extra: Iterable[tuple[str, Any]], *, drafts: bool) -> Bundle:
    laid = lay_out(plugins, files, extra)
    bundle, found = laid.fit(drafts=drafts)
    slips = (*laid.slips, *(one.slip for one in found))
    if slips:
        raise LawError(slips=slips)
    return bundle


def lay_out(plugins: Iterable[str], files: Iterable[Path] = (), extra: Iterable[tuple[str, Any]] = ()) -> Laid:
    """Read what plugins and files of law declare, leaving out what is no declaration and keeping what is wrong with it.

    Raises PluginError for a plugin that cannot be used.
    """
    laid = Laid()
    laid.take(_ask(plugins, laid.slips))
    for file in files:
        laid.read(file)
    laid.take(Said(by, what) for by, what in extra)
    return laid


def _after_their_basis(said: Iterable[Said[Any]]) -> Iterator[Said[Any]]:
    """Let no document without a date count before those that it rests on, as far as they are declared."""
    every = list(said)
    numbered = {one.what.number: one.what for one in every if isinstance(one.what, Document) and one.what.number}
    for one in every:
        document = one.what
        if isinstance(document, Document) and not document.start:
            basis = [numbered[number] for number in document.based_on if number in numbered]
            days = [day for one in (document, *basis) if (day := one.start or one.not_before)]
            yield Said(one.by, _not_before(document, max(days))) if days else one
        else:
            yield one


def _with_further_choices(said: Iterable[Said[Any]]) -> Iterator[Said[Any]]:
    """Add to closed lists what others declare as further values of them; what fits none is left to the checks."""
    every = list(said)
    further: dict[str, list[FurtherChoice]] = {}
    for one in every:
        if isinstance(one.what, FurtherChoice):
            further.setdefault(one.what.fact, []).append(one.what)
    for one in every:
        field = one.what
        if isinstance(field, FactField) and field.type == "choice" and field.path in further:
            own = {choice.value for choice in field.choices}
            more = {new.value: new.choice for new in further[field.path] if new.value not in own}
            yield Said(one.by, _as_before(field, evolve(field, choices=(*field.choices, *more.values()))))
        else:
            yield one


def _not_before(document: Document, day: date) -> Document:
    return _as_before(document, evolve(document, not_before=day))


def _as_before(declared: D, changed: D) -> D:
    """Let what was changed be known to stand where it was read."""
    origin = origin_of(declared)
    if origin:
        remember(changed, origin)
    return changed


def _gathered(said: list[Said[Any]], drafts: bool, wrong: list[BadDeclaration]) -> Bundle:
    """Gather declarations, and what standards come to as law; what is wrong with either is put into ``wrong``."""
    standing = list(_with_further_choices(_after_their_basis(said)))
    bundle = gather(standing, drafts=drafts, doubles=wrong)
    texts = list(_of_standards(bundle, wrong))
    return gather([*standing, *texts], drafts=drafts, doubles=[]) if texts else bundle


def _looked_through(said: Said[Any]) -> Iterator[Slip]:
    """Say what is wrong with a declaration made in Python; those of files were looked through when they were read."""
    what = said.what
    if isinstance(what, Listing) or origin_of(what) is not None:
        return
    try:
        structure.structure(what, type(what))
    except structure.TypeMismatch as misfit:
        name = next((str(getattr(what, key)) for key in ("id", "term", "path", "name") if hasattr(what, key)), "")
        for fault in misfit.faults:
            entry = ": ".join(filter(None, (f"{type(what).__name__} {name}", key_path(fault.path))))
            yield slip_of(said, entry, fault.message)


def _of_standards(bundle: Bundle, wrong: list[BadDeclaration]) -> Iterator[Said[Any]]:
    """Give what standards with grades or conditions of their own come to, as documents, clauses and routes."""
    words = Vocabulary(
        kinds={name: said.what for name, said in bundle.kinds.items()},
        terms={name: said.what for name, said in bundle.terms.items()},
        grades={name: said.what for name, said in bundle.grades.items()},
        editions=tuple(said.what for said in bundle.templates.values()),
        routes=tuple(said.what for said in bundle.routes.values()),
    )
    for said in bundle.standards.values():
        if any(_cannot_be_asked(bundle, ask) for one in said.what.conditions for way in one.when.ways for ask in way):
            continue  # the checks say so
        try:
            yield from [Said(said.by, one) for one in declarations(said.what, words)]
        except structure.TypeMismatch as misfit:
            for fault in misfit.faults:
                entry = f"standard {said.what.id}: {key_path(fault.path)}"
                wrong.append(BadDeclaration(said, slip_of(said, entry, fault.message, *fault.path)))


def _cannot_be_asked(bundle: Bundle, ask: Ask) -> bool:
    return any(name not in bundle.terms for name in ask.terms()) or any(True for _ in ask_faults(bundle, ask))


def _ask(plugins: Iterable[str], slips: list[Slip]) -> Iterator[Said[Any]]:
    manager = open_manager(frozenset(plugins))
    for hook in HOOKS:
        for by, what in collect(manager, hook, slips):
            if type(what) not in declarations_of(hook):
                expected = one_of(kind.__name__ for kind in declarations_of(hook))
                raise PluginError(by, _RETURNED.fill(hook=hook, what=shown(what), expected=expected).en, version_of(by))
            yield Said(by, what)
