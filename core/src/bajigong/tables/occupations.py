"""What people write for an occupation: a code, a name, a trade, or a code with a name beside it, of today or of before.

A name that is not sure is read with a remark, or only hinted at. An old code that names another occupation today is
settled by the name beside it, else by the day of the record it stands in, else it stays unknown.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from attrs import frozen

from bajigong.policy.occupations import LENGTH, Meaning, Occupations
from bajigong.policy.registers import Classification, Sure
from bajigong.policy.text import Text, listed, same
from bajigong.tables.words import InvalidValue, fold, near

_CODE: Final = re.compile(r"[1-8]-[0-9]{2}-[0-9]{2}-[0-9]{2}(?:-(?:[0-9]{3}|t[0-9]{2}))?")
_DIGITS: Final = re.compile(r"[1-8][0-9]{6}(?:[0-9]{3})?")
_SLIP: Final = re.compile(r"[0-9.,/_-]{5,20}")
_TRADE_IN_BRACKETS: Final = re.compile(r"(.+?)[(（](.+?)[)）]")
_AROUND: Final = " ()[]{}<>（）【】《》〈〉「」/|、,:;-_·."
#: Editions of the classification before the first on record.
_EARLIEST: Final = "earliest"
_MARKS: Final = ("l/s", "s/l", "ls", "sl", "s", "l")

_OCCUPATION: Final = Text(
    "职业编码（如 6-31-01-03）或职业名称{near}", "a code such as 6-31-01-03, or an occupation's name{near}"
)
_ONE_OF: Final = Text("能够确定的职业，是否为：{names}", "an occupation that can be told; is it one of: {names}")
_DISAGREE: Final = Text("名称与编码一致：{code}为{names}", "a name that agrees with the code: {code} is {names}")
_TRADE_ELSEWHERE: Final = Text(
    "{occupation}的工种；{trade}属于{other}", "a trade of {occupation}; {trade} belongs to {other}"
)
_INFERRED: Final = Text(
    "“{word}”按{name}（{code}）处理，对应关系为推断（{source}）",
    "'{word}' is taken for {name} ({code}), which is concluded, not verified ({source})",
)
_OLD_CODE: Final = Text(
    "编码{written}按{edition}年版职业分类为{name}（现编码{code}）",
    "the code {written} is that of {name} in the classification of {edition} (today {code})",
)
_OLD_CODE_INFERRED: Final = Text(
    "编码{written}按{edition}年版职业分类中的{name}处理（现编码{code}），对应关系为推断",
    "the code {written} is taken for that of {name} in the classification of {edition} (today {code}); concluded, "
    "not verified",
)
_EITHER: Final = Text(
    "编码{written}可指{names}，未写明职业名称，无法确定：{path}",
    "the code {written} may stand for {names}; without the name it cannot be told: {path}",
)
_UNKNOWN_TRADE: Final = Text(
    "工种“{trade}”未收录，按{occupation}处理", "the trade '{trade}' is not on record; {occupation} is taken"
)


@frozen
class Written:
    """An occupation that is not plainly one code: what it may be, and what must be said of how it was read.

    ``settle`` says which it is on a day.
    """

    register: Occupations
    code: str
    meanings: tuple["_Dated", ...]
    remark: Text | None = None

    def settle(self, day: date | None, path: str) -> tuple[str | None, Text | None]:
        """Return the code it stands for, None where that cannot be told, and a remark on how it was read.

        ``day`` is that of the record, ``path`` the fact's, for the remark.
        """
        if self.remark:
            return self.code, self.remark
        found = _on(self.register, self.meanings, day)
        one = found[0]
        alone = len({each.code for each in found}) == 1
        if alone and one.today:
            return one.code, None
        if alone and (one.sure == "verified" or (one.sure == "inferred" and self.code not in self.register)):
            shape = _OLD_CODE if one.sure == "verified" else _OLD_CODE_INFERRED
            return one.code, shape.fill(written=self.code, edition=one.edition, name=one.name, code=one.code)
        may = dict.fromkeys((*found, *(each for each in self.meanings if each.today)))
        names = listed(tuple(same(f"{each.name}（{each.code}）") for each in may), "或", " or ")
        return None, _EITHER.fill(written=self.code, names=names, path=path)


@frozen
class _Dated:
    """What a code stood for in one edition of the classification, "" for that of today."""

    edition: str
    code: str
    name: str
    sure: Sure = "verified"

    @property
    def today(self) -> bool:
        """Whether it is what the code stands for today."""
        return not self.edition


def read_occupation(written: str, register: Occupations) -> "str | Written":
    """Return the code of what was written, or what has to be settled by the day of the record.

    Raises InvalidValue for what names no occupation, naming the nearest.
    """
    words = fold(written)
    code = _CODE.search(words)
    if code is None:
        return _by_name(written, words, register)
    name = (words[: code.start()] + words[code.end() :]).strip(_AROUND)
    number = code[0].upper()
    return _code_and_name(number, name, register) if name else _by_code(number, register)


def _by_code(code: str, register: Occupations) -> "str | Written":
    meanings = _meanings(code, register)
    plain = {one.code for one in meanings} <= {code}
    return code if plain else Written(register, code, meanings)


def _meanings(code: str, register: Occupations) -> tuple[_Dated, ...]:
    """Return what a code stood for, by edition, and what it stands for today."""
    changes = (one for one in register.changes(code) if one.new != code[:LENGTH])
    before = tuple(_Dated(one.edition, one.new, one.name, one.sure) for one in changes)
    here = register.occupation(code)
    return (*before, *([_Dated("", code, here.name)] if here else ()))


def _on(register: Occupations, meanings: tuple[_Dated, ...], day: date | None) -> tuple[_Dated, ...]:
    """Return the meanings that a code can have had on a day: all, where there is no day."""
    order = sorted(register.classifications, key=lambda one: one.since)
    if day is None or not order:
        return meanings
    known = [one.id for one in order]
    by_edition = {one.edition if one.edition in known else _EARLIEST: one for one in meanings if not one.today}
    editions = [_EARLIEST, *known]
    found = (_within(editions[editions.index(one) :], by_edition, meanings) for one in _in_use(order, day))
    return tuple(dict.fromkeys(one for one in found if one)) or meanings


def _in_use(order: Sequence[Classification], day: date) -> Iterator[str]:
    """Name the editions that may have been in use on a day: near a change two."""
    starts = [(_EARLIEST, date.min, date.min), *((one.id, one.seen_from or one.since, one.since) for one in order)]
    for place, (name, first, _) in enumerate(starts):
        over = starts[place + 1][2] if place + 1 < len(starts) else date.max
        if first <= day < over:
            yield name


def _within(editions: Iterable[str], by_edition: Mapping[str, _Dated], meanings: Iterable[_Dated]) -> _Dated | None:
    """Return what a code means in the first of some editions: what none of them changes is what it is today."""
    changed = (by_edition[edition] for edition in editions if edition in by_edition)
    return next(changed, None) or next((one for one in meanings if one.today), None)


# ---------------------------------------------------------------- names


@lru_cache(maxsize=8)
def _folded(register: Occupations) -> dict[str, tuple[Meaning, ...]]:
    found: dict[str, dict[str, Meaning]] = {}
    for name, meanings in register.names.items():
        for meaning in meanings:
            found.setdefault(fold(name), {}).setdefault(meaning.code, meaning)
    return {name: tuple(some.values()) for name, some in found.items()}


def meanings_of(words: str, register: Occupations) -> tuple[Meaning, ...]:
    """Return what a folded name may stand for: exactly so, else without the marks S and L behind it."""
    names = _folded(register)
    if words in names:
        return names[words]
    for mark in _MARKS:
        bare = words.rstrip(_AROUND).removesuffix(mark).rstrip(_AROUND)
        if bare != words and bare in names:
            return names[bare]
    return ()


def _by_name(written: str, words: str, register: Occupations) -> "str | Written":
    found = meanings_of(words, register) or _with_trade(words, register)
    best = [one for one in found if one.kind == "name"] or [one for one in found if one.sure == "verified"]
    if len(best) == 1:
        return best[0].code
    inferred = [one for one in found if one.sure == "inferred"]
    if not best and len(inferred) == 1 == len(found):
        return _inferred(written, inferred[0], register)
    if found:
        raise InvalidValue(_ONE_OF.fill(names=_listed((one.code for one in found), register)))
    raise InvalidValue(_OCCUPATION.fill(near=_near(words, register)))


def _inferred(written: str, one: Meaning, register: Occupations) -> Written:
    name = register.name(one.code) or one.code
    remark = _INFERRED.fill(word=written.strip(), name=name, code=one.code[:LENGTH], source=one.source)
    return Written(register, one.code, (), remark)


def _with_trade(words: str, register: Occupations) -> tuple[Meaning, ...]:
    """Read an occupation with its trade in brackets."""
    match = _TRADE_IN_BRACKETS.fullmatch(words)
    if match is None:
        return ()
    whole = {one.code[:LENGTH] for one in meanings_of(match[1], register)}
    return tuple(one for one in meanings_of(match[2], register) if one.code[:LENGTH] in whole)


def _code_and_name(code: str, name: str, register: Occupations) -> "str | Written":
    """Let the name settle what the code means; the two must agree under some edition of the classification."""
    dated = _meanings(code, register)
    codes = {one.code[:LENGTH]: one for one in dated}
    named = meanings_of(name, register) or _with_trade(f"{name}", register)
    for meaning in named:
        one = codes.get(meaning.code[:LENGTH])
        if one:
            # A name says no more than the code does unless it is a trade's.
            return meaning.code if len(meaning.code) > LENGTH else (code if one.today else one.code)
    for one in dated:
        if fold(one.name) == name:
            return one.code
    names = listed(tuple(same(one.name) for one in dated), "或", " or ") if dated else same("-")
    raise InvalidValue(_DISAGREE.fill(code=code, names=names))


def refined(code: str, trade: str, register: Occupations) -> tuple[str, Text | None]:
    """Return an occupation with the trade written beside it, and a remark where the trade is not on record.

    Raises InvalidValue for a trade of another occupation.
    """
    words = fold(trade)
    found = meanings_of(words, register)
    here = [one for one in found if one.code[:LENGTH] == code[:LENGTH]]
    if here:
        return (here[0].code if len(here[0].code) > len(code) else code), None
    sure = [one for one in found if one.sure == "verified"]
    occupation = register.name(code[:LENGTH]) or code
    if sure:
        other = _listed((one.code for one in sure), register)
        raise InvalidValue(_TRADE_ELSEWHERE.fill(occupation=occupation, trade=trade.strip(), other=other))
    return code, _UNKNOWN_TRADE.fill(trade=trade.strip(), occupation=occupation)


def _listed(codes: Iterable[str], register: Occupations) -> Text:
    return listed(tuple(same(f"{register.name(code)}（{code[:LENGTH]}）") for code in dict.fromkeys(codes)), "、", ", ")


def _near(words: str, register: Occupations) -> Text:
    """Name what is near: the code that a slip was meant for, else the nearest names."""
    codes = tuple(_slips(words, register))
    if codes:
        return Text("（是否为{it}？）", " (did you mean {it}?)").fill(it=_listed(codes, register))
    return near(words, _folded(register))


def _slips(words: str, register: Occupations) -> Iterator[str]:
    if not _SLIP.fullmatch(words):
        return
    digits = "".join(character for character in words if character.isdigit())
    if _DIGITS.fullmatch(digits):
        code = f"{digits[0]}-{digits[1:3]}-{digits[3:5]}-{digits[5:7]}"
        if code in register:
            yield code
