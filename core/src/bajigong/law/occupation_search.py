"""Look up occupations by code, of today or of before, or by any name: best first, with all that the registers say."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from difflib import get_close_matches
from typing import Final, Literal

from attrs import field, frozen

from bajigong.calendar import to_day
from bajigong.law.bundle import Bundle, all_readings
from bajigong.law.standards import Segment, conditions_of
from bajigong.policy.occupations import LENGTH, Meaning, Occupations
from bajigong.policy.registers import CodeChange, Occupation, Qualification, Standard, Sure, Template, Trade
from bajigong.policy.text import Text, same

How = Literal["code", "name", "trade", "former code", "other name", "prefix", "contains"]

_CODE: Final = re.compile(r"([1-8])-?([0-9]{2})-?([0-9]{2})-?([0-9]{2})(?:-?([0-9]{3}))?")
_CODE_WITHIN: Final = re.compile(r"[1-8]-[0-9]{2}-[0-9]{2}-[0-9]{2}(?:-[0-9]{3})?")
_IN_BRACKETS: Final = re.compile(r"(.+?)[(（](.+?)[)）]")
_AROUND: Final = "()[]（）【】《》/、,，:：-·"
_PARTIAL: Final = re.compile(r"[1-8](-[0-9]{2}){0,2}-?")
_ORDER: Final[tuple[How, ...]] = ("code", "name", "trade", "former code", "other name", "prefix", "contains")
_NARROW: Final = {ord("０") + n: str(n) for n in range(10)} | dict.fromkeys(map(ord, "－–—−‐"), "-")
_MARKS: Final = ("L/S", "S/L", "LS", "SL", "S", "L")
_NEAR: Final = 5


@frozen
class Hit:
    """An occupation, or a trade's code within it, and how it was found: by what, how sure that is, and its source."""

    code: str
    how: How
    sure: Sure = "verified"
    source: str = ""
    note: Text | None = None

    @property
    def exact(self) -> bool:
        """The code or a whole name was asked for."""
        return self.how not in {"prefix", "contains"}


@frozen
class Entry:
    """An occupation that was found and all that is on record of it.

    ``standards`` are those of the occupation and its trades, the latest first; ``segments`` which conditions apply on
    the day, at each grade where grades differ; ``trade`` is the trade that was asked for.
    """

    occupation: Occupation
    hit: Hit
    trade: Trade | None
    trades: tuple[Trade, ...]
    names: tuple[tuple[str, Meaning], ...]
    former: tuple[CodeChange, ...]
    standards: tuple[Standard, ...]
    segments: tuple[tuple[Segment | None, tuple[str, ...]], ...]
    qualifications: tuple[Qualification, ...]

    @property
    def exact(self) -> bool:
        """The code or a whole name was asked for."""
        return self.hit.exact

    @property
    def code(self) -> str:
        """The code of the occupation, or of the trade that was asked for."""
        return self.hit.code


@frozen
class Search:
    """What a query found, best first, and near misses where it found nothing."""

    query: str
    entries: tuple[Entry, ...]
    suggestions: tuple[Occupation, ...] = field(default=())

    @property
    def only(self) -> Entry | None:
        """The one occupation that the query certainly names, None where it names none or several."""
        exact = [one for one in self.entries if one.exact and one.hit.sure != "uncertain"]
        first = [one for one in exact if one.hit.how == exact[0].hit.how]
        return first[0] if len(first) == 1 else None


def find(bundle: Bundle, query: str, *, place: str, on: date) -> Search:
    """Find occupations by code, whole or in part, or by name. ``place`` and ``on`` say which conditions apply.

    A whole name, also a former or a common one, comes before what merely contains it.
    """
    register = bundle.register
    words = "".join(query.split()).translate(_NARROW)
    code = _code(words)
    hits = _by_code(register, code) if code else _by_both(register, words) or _by_words(register, words)
    best = {hit.code: hit for hit in sorted(hits, key=_rank, reverse=True)}
    entries = tuple(_entries(bundle, sorted(best.values(), key=_rank), place, on))
    return Search(query, entries, () if entries else tuple(_near(register, code or words)))


def _rank(hit: Hit) -> tuple[int, str]:
    return _ORDER.index(hit.how), hit.code


def _code(words: str) -> str:
    match = _CODE.fullmatch(words)
    return "-".join(part for part in match.groups() if part) if match else ""


def _by_both(register: Occupations, words: str) -> list[Hit]:
    """Find what a code and a name beside it agree on, or an occupation and its trade in brackets."""
    if match := _CODE_WITHIN.search(words):
        name = (words[: match.start()] + words[match.end() :]).strip(_AROUND)
        around = list(_by_code(register, match[0]))
    elif match := _IN_BRACKETS.fullmatch(words):
        name, around = match[2], [hit for hit in _by_words(register, match[1]) if hit.exact]
    else:
        return []
    named = [hit for hit in _by_words(register, name) if hit.exact]
    trades = [hit for hit in named if len(hit.code) > LENGTH]
    both = [hit for hit in trades if hit.code[:LENGTH] in {one.code[:LENGTH] for one in around}]
    return both or [hit for hit in around if hit.code[:LENGTH] in {one.code[:LENGTH] for one in named}]


def _by_code(register: Occupations, code: str) -> Iterator[Hit]:
    if register.occupation(code):
        yield Hit(code, "code")
    for change in register.changes(code):
        if change.new != code[:LENGTH]:
            note = same(f"{change.edition}: {change.name}")
            yield Hit(change.new, "former code", change.sure, change.source, note)


def _by_words(register: Occupations, words: str) -> Iterator[Hit]:
    if not words:
        return
    if _PARTIAL.fullmatch(words):
        yield from (Hit(code, "prefix") for code in register.codes if code.startswith(words))
        return
    for name, meanings in register.names.items():
        how = _how(name, words)
        for meaning in meanings if how else ():
            yield _named(meaning, how)


def _how(name: str, words: str) -> Literal["whole", "prefix", "contains", ""]:
    if words == name or any(words == name + mark for mark in _MARKS):
        return "whole"
    if name.startswith(words):
        return "prefix"
    return "contains" if words in name else ""


def _named(meaning: Meaning, how: Literal["whole", "prefix", "contains", ""]) -> Hit:
    if how != "whole":
        return Hit(meaning.code[:LENGTH], "prefix" if how == "prefix" else "contains")
    kinds: dict[str, How] = {"name": "name", "trade": "trade"}
    kind = kinds.get(meaning.kind, "other name")
    return Hit(meaning.code, kind, meaning.sure, meaning.source, meaning.note)


def _entries(bundle: Bundle, hits: Iterable[Hit], place: str, on: date) -> Iterator[Entry]:
    register, templates = bundle.register, [said.what for said in bundle.templates.values()]
    readings = all_readings(bundle, place)
    grades = [grade for grade in bundle.grades if any(grade in said.what.grades for said in bundle.standards.values())]
    for hit in hits:
        occupation = register.occupation(hit.code)
        if occupation is None:
            continue
        segments: dict[str, tuple[Segment | None, list[str]]] = {}
        for grade in grades or list(bundle.grades)[:1]:
            segment = conditions_of(register, templates, readings, hit.code, grade).at(to_day(on))
            key = repr(segment and (segment.standard, segment.alternatives, segment.clauses))
            segments.setdefault(key, (segment, []))[1].append(grade)
        yield Entry(
            occupation,
            hit,
            register.trade(hit.code),
            register.trades(hit.code),
            register.other_names(hit.code),
            register.former_codes(hit.code),
            tuple(reversed(register.standards_of(hit.code))),
            tuple((segment, tuple(some)) for segment, some in segments.values()),
            register.qualifications(hit.code),
        )


def edition(segment: Segment, templates: Iterable[Template]) -> tuple[Template, ...]:
    """Return the editions among the readings of which conditions apply."""
    named = {one.id: one for one in templates}
    return tuple(named[name] for name in segment.alternatives.values() if name in named)


def _near(register: Occupations, words: str) -> Iterator[Occupation]:
    """Give the occupations whose code or name is nearest: names also by what they share with a longer word."""
    names = {name: meanings[0].code for name, meanings in register.names.items() if meanings[0].sure != "uncertain"}
    pool = register.codes if _CODE.fullmatch(words) else names
    close = get_close_matches(words, list(pool), n=_NEAR, cutoff=0.5)
    for code in dict.fromkeys(names.get(one, one)[:LENGTH] for one in close):
        if occupation := register.occupation(code):
            yield occupation
