"""Occupations: their codes, names, trades, changes of code and standards, each with how sure it is and whence."""

from collections.abc import Callable, Iterable, Iterator, KeysView, Mapping
from datetime import date
from functools import cached_property
from typing import Any, Final, Literal, TypeVar

from attrs import frozen

from bajigong.policy.registers import (
    Classification,
    CodeChange,
    Listing,
    Occupation,
    OtherName,
    Qualification,
    Standard,
    Sure,
    Trade,
)
from bajigong.policy.text import Text

#: How long the code of an occupation is; that of a trade goes on.
LENGTH: Final = len("6-31-01-03")


_SURENESS: Final[tuple[Sure, ...]] = ("verified", "inferred", "uncertain")


T = TypeVar("T")


@frozen
class Meaning:
    """What a name or a code may stand for: the code of today, what kind of name it is, how sure and whence."""

    code: str
    kind: str
    sure: Sure
    source: str = ""
    note: Text | None = None


@frozen(eq=False, slots=False)
class Occupations:
    """The registers of one bundle. ``listings`` are its long tables, ``declared`` what was declared one by one."""

    listings: tuple[Listing, ...]
    declared: tuple[Any, ...]
    classifications: tuple[Classification, ...]

    @cached_property
    def _occupations(self) -> Mapping[str, Occupation | tuple[str, ...]]:
        rows: dict[str, Occupation | tuple[str, ...]] = {row[0]: row for row in self._rows("occupation")}
        return rows | {one.code: one for one in self._declared(Occupation)}

    @property
    def codes(self) -> KeysView[str]:
        """The code of every occupation, in the order of declaration."""
        return self._occupations.keys()

    def __contains__(self, code: str) -> bool:
        """Say whether there is an occupation of this code."""
        return code in self._occupations

    def occupation(self, code: str) -> Occupation | None:
        """Return the occupation of a code, or of a trade's code."""
        found = self._occupations.get(code[:LENGTH])
        return Occupation(*found) if isinstance(found, tuple) else found

    def every(self) -> Iterator[Occupation]:
        """Give every occupation, in the order of declaration."""
        return (one for code in self.codes if (one := self.occupation(code)))

    @cached_property
    def _trades(self) -> Mapping[str, Trade]:
        return {one.code: one for one in self._all("trade", Trade, _trade)}

    def trade(self, code: str) -> Trade | None:
        """Return the trade of a code, None for an occupation's or one that is not on record."""
        return self._trades.get(code) if len(code) > LENGTH else None

    def trades(self, code: str) -> tuple[Trade, ...]:
        """Return the trades on record of an occupation."""
        return tuple(one for one in self._trades.values() if one.code[:LENGTH] == code[:LENGTH])

    def code(self, occupation: str, trade: str) -> str:
        """Return the code of a trade by its name, the occupation's own where none on record is called so."""
        return (
            next((one.code for one in self.trades(occupation) if one.name == trade), occupation)
            if trade
            else occupation
        )

    def name(self, code: str) -> str:
        """Return the name of an occupation, with the trade in brackets where its name is known; "" for none."""
        occupation, trade = self.occupation(code), self.trade(code)
        if occupation is None:
            return ""
        return f"{occupation.name}（{trade.name}）" if trade else occupation.name

    @cached_property
    def _changes(self) -> Mapping[str, tuple[CodeChange, ...]]:
        return _grouped(self._all("code_change", CodeChange, _change), lambda one: one.old)

    def changes(self, code: str) -> tuple[CodeChange, ...]:
        """Return what a code stood for under earlier editions of the classification."""
        return self._changes.get(code[:LENGTH], ())

    def former_codes(self, code: str) -> tuple[CodeChange, ...]:
        """Return the earlier codes and names of an occupation."""
        return tuple(one for some in self._changes.values() for one in some if one.new == code[:LENGTH])

    # ---------------------------------------------------------------- names

    @cached_property
    def names(self) -> Mapping[str, tuple[Meaning, ...]]:
        """Every name with what it may stand for, each code once: who bears it today first, then the surest."""
        return {name: _surest(found) for name, found in _grouped(self._named(), lambda pair: pair[0]).items()}

    def _named(self) -> Iterator[tuple[str, Meaning]]:
        for one in self.every():
            yield one.name, Meaning(one.code, "name", "verified")
        for trade in self._trades.values():
            yield trade.name, Meaning(trade.code, "trade", trade.sure, trade.source)
        for other in self._all("other_name", OtherName, _other_name):
            yield other.name, Meaning(other.occupation, other.kind, other.sure, other.source, other.note)
        for some in self._changes.values():
            for change in some:
                yield change.name, Meaning(change.new, "former name", change.sure, change.source)
        for code, rows in self._standard_rows.items():
            for _, name, _, _, linked, _, issued, number in rows if code else ():
                yield name, Meaning(code, "former name", sureness(linked), f"{issued} {number}")

    @cached_property
    def _qualifications(self) -> Mapping[str, tuple[Qualification, ...]]:
        return _grouped(self._all("qualification", Qualification, _qualification), lambda one: one.occupation[:LENGTH])

    def every_qualification(self) -> tuple[Qualification, ...]:
        """Return all entries of the list of qualifications."""
        return tuple(one for some in self._qualifications.values() for one in some)

    def qualifications(self, code: str) -> tuple[Qualification, ...]:
        """Return the entries of the list of qualifications that concern an occupation, or a trade of it."""
        mine = self._qualifications.get(code[:LENGTH], ())
        return tuple(one for one in mine if len(code) == LENGTH or one.occupation in (code, code[:LENGTH]))

    def other_names(self, code: str) -> tuple[tuple[str, Meaning], ...]:
        """Return the names of an occupation besides its own, with how sure each is."""
        own = self.name(code[:LENGTH])
        return tuple(
            (name, meaning)
            for name, meanings in self.names.items()
            for meaning in meanings
            if meaning.code == code[:LENGTH] and name != own
        )

    # ---------------------------------------------------------------- standards

    @cached_property
    def _own_standards(self) -> tuple[Standard, ...]:
        return tuple(self._declared(Standard))

    @cached_property
    def _standard_rows(self) -> Mapping[str, tuple[tuple[str, ...], ...]]:
        """The rows of standards by today's occupation. A standard declared by itself takes the place of its row."""
        own = {(one.name, " ".join(one.trades), one.issued.isoformat()) for one in self._own_standards}
        rows = (row for row in self._rows("standard") if (row[1], row[2], row[6]) not in own)
        return _grouped(rows, lambda row: row[3][:LENGTH])

    def standards_of(self, code: str) -> tuple[Standard, ...]:
        """Return the standards of an occupation and its trades, earliest first."""
        code = code[:LENGTH]
        listed = map(_standard, self._standard_rows.get(code, ()))
        own = (one for one in self._own_standards if one.occupation[:LENGTH] == code)
        return tuple(sorted((*listed, *own), key=lambda one: one.issued))

    def standards(self) -> tuple[Standard, ...]:
        """Return every standard, earliest first."""
        listed = (_standard(row) for rows in self._standard_rows.values() for row in rows)
        return tuple(sorted((*listed, *self._own_standards), key=lambda one: (one.issued, one.code)))

    # ---------------------------------------------------------------- rows

    def _rows(self, of: str) -> Iterator[tuple[str, ...]]:
        return (row for listing in self.listings if listing.of == of for row in listing.rows)

    def _declared(self, type_: type[T]) -> Iterator[T]:
        return (one for one in self.declared if isinstance(one, type_))

    def _all(self, of: str, type_: type[T], make: Callable[[tuple[str, ...]], T]) -> Iterator[T]:
        yield from map(make, self._rows(of))
        yield from self._declared(type_)


#: No register at all.
NO_OCCUPATIONS: Final = Occupations((), (), ())


def sureness(word: str) -> Sure:
    """Read how sure a row is. Raises ValueError for another word."""
    for one in _SURENESS:
        if one == word:
            return one
    raise ValueError(f"found {word!r}; expected one of {', '.join(_SURENESS)}")


def _trade(row: tuple[str, ...]) -> Trade:
    code, name, sure, source = row
    return Trade(code, name, sureness(sure), source)


def _other_name(row: tuple[str, ...]) -> OtherName:
    name, occupation, kind, sure, source, note_zh, note_en = row
    note = Text(note_zh, note_en) if note_zh else None
    return OtherName(name, occupation, kind, sureness(sure), source, note)


def _change(row: tuple[str, ...]) -> CodeChange:
    old, name, edition, new, sure, source = row
    return CodeChange(old, name, edition, new, sureness(sure), source)


def _qualification(row: tuple[str, ...]) -> Qualification:
    occupation, name, scope, sure, by_zh, by_en, source = row
    scopes: Mapping[str, Literal["whole", "part", "licence"]]
    scopes = {"whole": "whole", "part": "part", "licence": "licence"}
    return Qualification(occupation, name, scopes[scope], sureness(sure), Text(by_zh, by_en), source)


def _standard(row: tuple[str, ...]) -> Standard:
    code, name, trades, occupation, linked, marks, issued, number = row
    day, sure = date.fromisoformat(issued), sureness(linked or "verified")
    return Standard(code, name, day, number, occupation, sure, tuple(trades.split()), marks)


def _grouped(items: Iterable[Any], key: Callable[[Any], str]) -> dict[str, tuple[Any, ...]]:
    found: dict[str, list[Any]] = {}
    for one in items:
        found.setdefault(key(one), []).append(one)
    return {name: tuple(some) for name, some in found.items()}


def _surest(pairs: Iterable[tuple[str, Meaning]]) -> tuple[Meaning, ...]:
    found: dict[str, Meaning] = {}
    for _, meaning in sorted(pairs, key=lambda pair: (pair[1].kind != "name", _SURENESS.index(pair[1].sure))):
        found.setdefault(meaning.code, meaning)
    return tuple(found.values())


#: From here on the last three digits of an occupation's number stand for a trade without a number of its own.
_UNNUMBERED = 900


def occupation_number(code: str) -> int:
    """Return an occupation's code as a number, the trade last, 000 for none: ``6-31-01-03-001`` gives 6310103001.

    A trade that has no number of its own, ``6-31-01-03-T01``, gives 6310103901.
    """
    whole, _, unnumbered = code.partition("-T")
    number = int(whole.replace("-", "").ljust(10, "0"))
    return number + _UNNUMBERED + int(unnumbered) if unnumbered else number


def occupation_code(number: int) -> str:
    """Return the code that `occupation_number` made a number of."""
    digits = f"{number:010d}"
    whole, trade = "-".join((digits[0], digits[1:3], digits[3:5], digits[5:7])), number % 1000
    if not trade:
        return whole
    return f"{whole}-T{trade - _UNNUMBERED:02d}" if trade > _UNNUMBERED else f"{whole}-{trade:03d}"


def printed_code(code: str) -> str:
    """Return a code as it may be printed: of a trade that has no number of its own, its occupation's."""
    return code.partition("-T")[0]
