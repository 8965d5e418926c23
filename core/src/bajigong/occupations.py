"""Look up occupations by code or by name, with their national standards and the conditions that those follow."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final, Literal

from attrs import field, frozen

from bajigong.declared import Bundle
from bajigong.engine.plan import standard_of, template_of
from bajigong.policy.registers import Occupation, Standard, Template

How = Literal["code", "name", "standard", "prefix", "contains"]

_CODE: Final = re.compile(r"([1-8])-?([0-9]{2})-?([0-9]{2})-?([0-9]{2})(?:-?([0-9]{3}))?")
_PARTIAL: Final = re.compile(r"[1-8](-[0-9]{2}){0,2}-?")
_OCCUPATION: Final = len("6-31-01-03")
_ORDER: Final[tuple[How, ...]] = ("code", "name", "standard", "prefix", "contains")
_NARROW: Final = {ord("０") + n: str(n) for n in range(10)} | dict.fromkeys(map(ord, "－–—−‐"), "-")
_NEAR: Final = 5


@frozen
class Followed:
    """A set of conditions and the standard whose date points to it.

    ``standard`` None: none is on record, and the set is the default. ``unsure``: the date leaves it open.
    """

    standard: Standard | None
    template: Template | None
    unsure: bool


@frozen
class Entry:
    """An occupation that was found. ``how`` says by what; ``trade`` is the trade's code, where one was asked for.

    ``standards`` are those of its code, its trades and its name, the latest first; ``follows`` is the set of conditions
    by which the occupation, or the trade, is decided.
    """

    occupation: Occupation
    how: How
    follows: Followed
    standards: tuple[Followed, ...]
    trade: str = ""

    @property
    def exact(self) -> bool:
        """The code or the whole name was asked for."""
        return self.how in {"code", "name", "standard"}


@frozen
class Search:
    """What a query found, best first, and near misses where it found nothing."""

    query: str
    entries: tuple[Entry, ...]
    suggestions: tuple[Occupation, ...] = field(default=())


def find(bundle: Bundle, query: str) -> Search:
    """Find occupations by code, whole or not, or else by name: exact, beginning so, containing it."""
    words = "".join(query.split()).translate(_NARROW)
    code = _code(words)
    if code:
        found = _by_code(bundle, code)
    elif _PARTIAL.fullmatch(words):
        found = [(one, "prefix") for one in _register(bundle).values() if one.code.startswith(words)]
    else:
        found = sorted(_by_name(bundle, words), key=lambda pair: (_ORDER.index(pair[1]), pair[0].code))
    entries = tuple(_entry(bundle, occupation, how, code) for occupation, how in found)
    return Search(query, entries, () if entries else _near(_register(bundle), code or words))


def _code(words: str) -> str:
    """Write a code with its hyphens, "" for what is none."""
    code = _CODE.fullmatch(words)
    return "-".join(part for part in code.groups() if part) if code else ""


def base_name(standard: Standard) -> str:
    """The occupation's name in a standard's, without the trade in brackets."""
    return standard.name.partition("（")[0]


def trade_names(standard: Standard) -> tuple[str, ...]:
    """The trades that a standard's name gives in brackets."""
    return tuple(standard.name.partition("（")[2].removesuffix("）").split())


def _register(bundle: Bundle) -> dict[str, Occupation]:
    return {code: said.what for code, said in bundle.occupations.items()}


def _standards(bundle: Bundle) -> list[Standard]:
    every = (said.what for said in bundle.standards.values())
    return sorted(every, key=lambda standard: standard.issued, reverse=True)


def _by_code(bundle: Bundle, code: str) -> list[tuple[Occupation, How]]:
    """Find the occupation of a code, of a trade's code, or of a code that only a standard has."""
    register = _register(bundle)
    own = register.get(code) or register.get(code[:_OCCUPATION])
    if own:
        return [(own, "code")]
    named = {base_name(standard) for standard in _standards(bundle) if standard.code == code}
    return [(one, "standard") for one in register.values() if one.name in named]


def _by_name(bundle: Bundle, words: str) -> Iterator[tuple[Occupation, How]]:
    if not words:
        return
    titles = _titles(bundle)
    for code, said in bundle.occupations.items():
        how = _how(said.what.name, titles.get(code, set()), words)
        if how:
            yield said.what, how


def _how(name: str, titles: set[str], words: str) -> How | None:
    if words == name:
        return "name"
    if words in titles:
        return "standard"
    if name.startswith(words):
        return "prefix"
    return "contains" if words in name or any(words in title for title in titles) else None


def _titles(bundle: Bundle) -> dict[str, set[str]]:
    """The names that standards give an occupation and its trades, by the occupation's code."""
    titles: dict[str, set[str]] = {}
    for standard in _standards(bundle):
        names = {standard.name, base_name(standard), *trade_names(standard)}
        titles.setdefault(standard.code[:_OCCUPATION], set()).update(names)
    return titles


def _entry(bundle: Bundle, occupation: Occupation, how: How, code: str) -> Entry:
    trade = code if how == "code" and len(code) > _OCCUPATION else ""
    own = [s for s in _standards(bundle) if occupation.code == s.code[:_OCCUPATION] or occupation.name == base_name(s)]
    decides = standard_of(bundle, trade or occupation.code)
    return Entry(occupation, how, _followed(bundle, decides), tuple(_followed(bundle, s) for s in own), trade)


def _followed(bundle: Bundle, standard: Standard | None) -> Followed:
    template = template_of(bundle, standard)
    until = template.unsure_until if template else None
    return Followed(standard, template, bool(standard and until and standard.issued < until))


def _near(register: dict[str, Occupation], words: str) -> tuple[Occupation, ...]:
    if _code(words):
        return tuple(register[code] for code in get_close_matches(words, register, n=_NEAR, cutoff=0.8))
    by_name = {one.name: one for one in register.values()}
    return tuple(by_name[name] for name in get_close_matches(words, by_name, n=_NEAR, cutoff=0.5))
