"""What a certificate number says, part by part, by the schemes that plugins declare.

A number has no check digit, so one that is well formed may still be made up: nothing here calls a certificate genuine.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from string import ascii_uppercase, digits

from attrs import evolve, frozen

from bajigong.errors import LawError
from bajigong.policy.registers import NumberPart, NumberScheme
from bajigong.policy.text import Text, listed

_BAD = Text("{at}{part}：填写为“{found}”，应为{expected}", "{at}, {part}: found '{found}'; expected {expected}")
_UNLISTED = Text("{at}{part}：“{found}”不在代码表内", "{at}, {part}: '{found}' is not one of its codes")
_FUTURE = Text("{at}{part}：{year}年尚未到来", "{at}, {part}: the year {year} has not come yet")
_ZERO = Text("{at}{part}：自1起编，不应全为0", "{at}, {part}: counts from 1; found nothing but zeros")
_LENGTH = Text("共{n}个字符；应为{expected}", "found {n} characters; expected {expected}")
_OTHER_KIND = Text("这是{label}，不是证书编号", "this is a {label}, not the number of a certificate")
_UNKNOWN = Text(
    "{at}{part}为“{found}”：所据资料未载明其含义，不作推断",
    "{at}, {part}: no source at hand says what '{found}' means, and nothing is guessed",
)
_SEVERAL = Text("编号本身不能区分以下各类：{those}", "the number alone does not tell which of these it is: {those}")
_NO_CHECK = Text(
    "编码不含校验位，格式相符不说明证书真实；真伪{where}",
    "there is no check digit: a well-formed number may belong to no certificate. Whether one is genuine {where}",
)
_SITE = Text("请在{site}查询", "can be looked up at {site}")
_ISSUER = Text("请向发证机构核实", "is for its issuer to say")
_FOLDED = Text("已按规范形式解读：{what}", "read in its proper form: {what}")


@frozen
class NumberProblem:
    """One thing wrong with a number. ``position`` counts from 1; None is the number as a whole.

    ``kind``: ``empty``, ``wrong-length``, ``bad-character``, ``unknown-value``, ``future-year``, ``zero-serial`` or
    ``not-a-certificate``.
    """

    kind: str
    text: Text
    position: int | None = None


@frozen
class PartReading:
    """One part as it stands in a number, from ``position`` on, counted from 1.

    ``meaning`` is None where there is nothing to explain, and where no source explains it: then ``unknown`` is true.
    """

    part: NumberPart
    position: int
    text: str
    meaning: Text | None = None
    unknown: bool = False

    @property
    def positions(self) -> str:
        """Where it stands: one position, or the first and the last."""
        return _positions(self.position, len(self.text))


@frozen
class SchemeReading:
    """A number read by one scheme. ``filing`` is the agency's filing number in it, "" for none or a faulty one."""

    scheme: NumberScheme
    parts: tuple[PartReading, ...]
    problems: tuple[NumberProblem, ...]
    filing: str = ""


@frozen
class NumberReading:
    """What a number says. ``candidates`` are the schemes that it fits best, several where it does not tell them apart.

    ``problems`` are those of the number as a whole, else of the first candidate; ``notes`` say what else one must know.
    """

    given: str
    number: str
    candidates: tuple[SchemeReading, ...]
    problems: tuple[NumberProblem, ...]
    notes: tuple[Text, ...]

    @property
    def well_formed(self) -> bool:
        """Nothing is wrong with its form. Whether such a certificate exists is another question."""
        return not self.problems

    def part(self, name: str) -> PartReading | None:
        """Return a part by its id, None where there is none."""
        return next((p for one in self.candidates[:1] for p in one.parts if p.part.id == name), None)


def explain(number: str, schemes: Iterable[NumberScheme], today: date) -> NumberReading:
    """Read a number as people write it, by the schemes that fit it best. A year after ``today`` is a problem.

    Any text can be read. Raises LawError only for a scheme that names a table which no scheme has.
    """
    known = tuple(schemes)
    folded, how = fold(number)
    candidates = _best(folded, known, today)
    problems = candidates[0].problems if candidates else (_misfit(folded, known),)
    notes = (*how, *_several(candidates), *_unknown(candidates), *_genuine(candidates))
    return NumberReading(number, folded, candidates, problems, notes)


def fold(number: str) -> tuple[str, tuple[Text, ...]]:
    """Take out spaces and invisible characters, make full-width and lower-case ones plain, and say what was done."""
    visible = "".join(c for c in number if not c.isspace() and unicodedata.category(c) not in {"Cc", "Cf"})
    narrow = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in visible)
    upper = "".join(c.upper() if c.isascii() else c for c in narrow)
    done = (
        (visible != number, Text("去除空格", "spaces were taken out")),
        (narrow != visible, Text("全角改为半角", "full-width characters were made half-width")),
        (upper != narrow, Text("小写改为大写", "lower case was made upper case")),
    )
    what = tuple(text for changed, text in done if changed)
    return upper, (_FOLDED.fill(what=listed(what)),) if what else ()


def _best(number: str, schemes: tuple[NumberScheme, ...], today: date) -> tuple[SchemeReading, ...]:
    """Read by every scheme of the number's length, and keep the readings that fit the most characters."""
    tables = {f"{scheme.id}/{part.id}": part.table for scheme in schemes for part in scheme.parts}
    fitting = _of_length(number, schemes)
    most = max((_fit(number, scheme) for scheme in fitting), default=0)
    readings = [_by_scheme(number, scheme, tables, today) for scheme in fitting if _fit(number, scheme) == most]
    fewest = min((len(reading.problems) for reading in readings), default=0)
    return tuple(_told_apart(reading) for reading in readings if len(reading.problems) == fewest)


def _of_length(number: str, schemes: Iterable[NumberScheme]) -> list[NumberScheme]:
    """Keep the schemes of the number's length; a letter it begins with decides, where some scheme begins with it."""
    those = list(schemes)
    long = [scheme for scheme in those if number and scheme.length == len(number)]
    alike = _alike(number, those)
    return [scheme for scheme in long if scheme in alike] or ([] if alike and number[0].isalpha() else long)


def _alike(number: str, schemes: Iterable[NumberScheme]) -> list[NumberScheme]:
    return [scheme for scheme in schemes if number and re.fullmatch(scheme.parts[0].pattern, number[0])]


def _fit(number: str, scheme: NumberScheme) -> int:
    """Count the characters that a scheme allows where they stand."""
    patterns = (part.pattern for part in scheme.parts for _ in range(part.length))
    return sum(bool(re.fullmatch(p, c)) for p, c in zip(patterns, number, strict=True))


def _told_apart(reading: SchemeReading) -> SchemeReading:
    if reading.scheme.certificate:
        return reading
    problem = NumberProblem("not-a-certificate", _OTHER_KIND.fill(label=reading.scheme.label))
    return evolve(reading, problems=(problem, *reading.problems))


def _by_scheme(
    number: str, scheme: NumberScheme, tables: Mapping[str, tuple[tuple[str, Text], ...]], today: date
) -> SchemeReading:
    parts, problems, position = list[PartReading](), list[NumberProblem](), 1
    for part in scheme.parts:
        text = number[position - 1 : position - 1 + part.length]
        wrong = tuple(_bad_characters(part, text, position))
        reading = PartReading(part, position, text)
        if not wrong:
            reading, wrong = _meaning(reading, _table(part, tables), today)
        parts.append(reading)
        problems += wrong
        position += part.length
    sound = all((problem.position or 1) > scheme.filing for problem in problems)
    return SchemeReading(scheme, tuple(parts), tuple(problems), number[: scheme.filing] if sound else "")


def _table(part: NumberPart, tables: Mapping[str, tuple[tuple[str, Text], ...]]) -> Mapping[str, Text]:
    if part.as_in and part.as_in not in tables:
        raise LawError(f"part {part.id!r} of a certificate number is explained as in {part.as_in!r}, which is no part")
    return dict(tables[part.as_in] if part.as_in else part.table)


def _bad_characters(part: NumberPart, text: str, position: int) -> Iterator[NumberProblem]:
    """Give each run of characters that the part cannot have."""
    for fits, run in groupby(text, key=lambda character: bool(re.fullmatch(part.pattern, character))):
        found = "".join(run)
        if not fits:
            at = _at(position, len(found))
            said = _BAD.fill(at=at, part=part.label, found=found, expected=_expected(part.pattern))
            yield NumberProblem("bad-character", said, position)
        position += len(found)


def _meaning(
    reading: PartReading, table: Mapping[str, Text], today: date
) -> tuple[PartReading, tuple[NumberProblem, ...]]:
    """Explain a part whose characters are in order."""
    part, text = reading.part, reading.text
    if part.role == "year":
        return _year(reading, today)
    if part.role == "serial" and not text.strip("0"):
        return reading, (_problem("zero-serial", _ZERO, reading),)
    listed_here = bool(table) or part.open_table
    if listed_here and text not in table and not part.open_table:
        return reading, (_problem("unknown-value", _UNLISTED, reading),)
    meaning = table.get(text, part.other)
    return PartReading(part, reading.position, text, meaning, unknown=listed_here and meaning is None), ()


def _year(reading: PartReading, today: date) -> tuple[PartReading, tuple[NumberProblem, ...]]:
    part = reading.part
    century = part.century if part.century is not None else today.year - today.year % 100
    year = century + int(reading.text)
    if part.century is None and year > today.year:
        year -= 100
    said = PartReading(part, reading.position, reading.text, Text(f"{year}年", str(year)))
    return said, (_problem("future-year", _FUTURE, reading, year=year),) if year > today.year else ()


def _problem(kind: str, text: Text, reading: PartReading, **words: object) -> NumberProblem:
    said = text.fill(at=_at(reading.position, len(reading.text)), part=reading.part.label, found=reading.text, **words)
    return NumberProblem(kind, said, reading.position)


def _positions(position: int, length: int) -> str:
    return str(position) if length == 1 else f"{position}–{position + length - 1}"


def _at(position: int, length: int) -> Text:
    return Text("第{p}位", "position {p}").fill(p=_positions(position, length))


def _expected(pattern: str) -> Text:
    """Name the characters that a pattern allows."""
    allowed = "".join(c for c in digits + ascii_uppercase if re.fullmatch(pattern, c))
    if allowed == digits:
        return Text("数字", "a digit")
    if allowed == ascii_uppercase:
        return Text("大写字母", "an upper-case letter")
    if len(allowed) > 2 and allowed in digits:
        return Text(f"{allowed[0]}至{allowed[-1]}的数字", f"a digit from {allowed[0]} to {allowed[-1]}")
    return Text("或".join(allowed), " or ".join(allowed))


def _misfit(number: str, schemes: tuple[NumberScheme, ...]) -> NumberProblem:
    """Say that a number has the length of no scheme, and how long those are that begin like it."""
    if not number:
        return NumberProblem("empty", Text("未填写编号", "there is no number"))
    those = [s for s in schemes if s.certificate]
    alike = _alike(number, those) or those
    by_length = {s.length: listed(tuple(t.label for t in alike if t.length == s.length)) for s in alike}
    wanted = tuple(Text("{n}个（{those}）", "{n} ({those})").fill(n=n, those=those) for n, those in by_length.items())
    expected = listed(wanted, zh="或", en=", or ") if wanted else Text("已知的编号", "a known number")
    return NumberProblem("wrong-length", _LENGTH.fill(n=len(number), expected=expected))


def _several(candidates: tuple[SchemeReading, ...]) -> Iterator[Text]:
    if len(candidates) > 1:
        yield _SEVERAL.fill(those=listed(tuple(one.scheme.label for one in candidates), zh="、", en="; "))


def _unknown(candidates: tuple[SchemeReading, ...]) -> Iterator[Text]:
    for one in (part for candidate in candidates for part in candidate.parts if part.unknown):
        yield _UNKNOWN.fill(at=_at(one.position, len(one.text)), part=one.part.label, found=one.text)


def _genuine(candidates: tuple[SchemeReading, ...]) -> Iterator[Text]:
    certificates = [one.scheme for one in candidates if one.scheme.certificate]
    if certificates:
        site = certificates[0].checked_at
        yield _NO_CHECK.fill(where=_SITE.fill(site=site) if site else _ISSUER)
