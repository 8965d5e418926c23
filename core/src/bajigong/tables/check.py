"""Checking: an application as it was written becomes a typed one, or everything that is wrong with it is said."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from attrs import define, field, frozen

from bajigong.errors import Problem
from bajigong.policy.facts import FactField
from bajigong.policy.text import Text
from bajigong.schema import Schema
from bajigong.tables.certificate_number import NUMBER, disagrees, said_by
from bajigong.tables.headers import Further
from bajigong.tables.lexicon import Words, words_of
from bajigong.tables.occupations import Written, meanings_of, read_occupation, refined
from bajigong.tables.raw import MAPPING, Places, Raw, Where
from bajigong.tables.stated import settle_years
from bajigong.tables.values import birth_date_in, read_value
from bajigong.tables.words import (
    FLAGS,
    ONGOING,
    Misfit,
    fold,
    gives_nothing,
    is_blank,
    masked,
    near,
    plain,
    says_none,
    shown,
)

if TYPE_CHECKING:
    from bajigong.engine.engine import Application


def declares_none(record: Any, fact: FactField, words: Words) -> bool:
    """Say whether a record of a list stands for none.

    It does by a choice that means "no such record", whatever else it says; or because all that it says is "none".
    """
    if not isinstance(record, Mapping) or not any(_may_say_so(value, words) for value in record.values()):
        return False
    given = {f"{fact.path}.{key}": value for key, value in record.items() if not is_blank(value)}
    if any(_is_absent(path, value, words) for path, value in given.items()):
        return True
    flags = {path for path in given if path in words.schema.fields and words.schema.fields[path].type == "flag"}
    others = [value for path, value in given.items() if path not in flags]
    return bool(others) and all(map(says_none, others)) and all(_is_no(given[path]) for path in flags)


def _may_say_so(value: Any, words: Words) -> bool:
    """Most records say nothing of the kind, and are told quickly."""
    return isinstance(value, str) and fold(value) in words.denials


def _is_absent(path: str, value: Any, words: Words) -> bool:
    return isinstance(value, str) and fold(value) in words.absent.get(path, ())


def _is_no(value: Any) -> bool:
    return says_none(value) or (isinstance(value, str | bool | float | int) and FLAGS.get(fold(plain(value))) is False)


_RECORDS: Final = Text("记录列表（没有则填「无」）", "a list of records, or 'none'")
_COMMAS: Final = re.compile(r"[,，、;；]")
_SPACE: Final = re.compile(r"\s")
_KEY: Final = Text("已声明的键：{keys}{near}", "one of {keys}{near}")


@frozen
class Seen:
    """A value that was read, and the key path of its fact without indexes."""

    fact: str
    value: Any


@define(eq=False)
class Reading:
    """One application while it is read.

    ``seen`` is every single value by its key path, ``problems`` what was wrong, ``remarks`` what was read in one way
    though it may have meant another. ``day`` is the day asked about, for what has no day of its own.
    """

    words: Words
    places: Places
    day: date | None = None
    seen: dict[str, Seen] = field(factory=dict)
    problems: list[Problem] = field(factory=list)
    remarks: list[Text] = field(factory=list)

    def group(self, value: Any, path: str = "", place: str = "") -> dict[str, Any]:
        """Read a mapping: the application itself, a group of facts, or a record. Keys without a value are left out."""
        if not isinstance(value, Mapping):
            self.report(place, shown(value), MAPPING)
            return {}
        typed = {
            key: self._one(one, _join(path, key), _join(place, key))
            for key, one in self._known_keys(value, path, place)
        }
        return self._settled({key: read for key, read in typed.items() if read is not None}, path, place)

    def _settled(self, typed: dict[str, Any], path: str, place: str) -> dict[str, Any]:
        """Let the day and the trade beside an occupation say which one it is; what cannot be told is left out."""
        fields = self.words.schema.children.get(path, {})
        for key in [key for key in typed if key in fields]:
            fact, here = fields[key], _join(place, key)
            if fact.type == "occupation":
                day = typed.get(fact.dated_by) if fact.dated_by else None
                one = self._settle(typed[key], day or (None if path else self.day), here)
                typed = {**typed, key: one} if one is not None else {k: v for k, v in typed.items() if k != key}
        for key in [key for key in typed if key in fields and fields[key].refines]:
            typed = self._refined(typed, key, fields[key].refines, _join(place, key))
        return typed

    def _settle(self, value: Any, day: date | None, place: str) -> Any:
        if isinstance(value, list):
            settled = [self._settle(one, day, place) for one in value]
            return settled if None not in settled else None
        if not isinstance(value, Written):
            return value
        code, remark = value.settle(day, place)
        self.remarks += [remark] if remark else []
        return code

    def _refined(self, typed: dict[str, Any], key: str, occupation: str, place: str) -> dict[str, Any]:
        """Join a trade to the occupation beside it, or take its occupation where none is given."""
        written, rest = typed[key], {name: value for name, value in typed.items() if name != key}
        register = self.words.schema.occupations
        try:
            if occupation not in rest:
                return {**rest, occupation: self._settle(read_occupation(written, register), None, place)}
            code, remark = refined(rest[occupation], written, register)
        except Misfit as misfit:
            self.report(place, shown(written), misfit.expected)
            return rest
        self.remarks += [remark] if remark else []
        return {**rest, occupation: code}

    def report(self, place: str, found: Text, expected: Text) -> None:
        """Note that a value is wrong."""
        self.problems.append(self.places.at(place).problem(found, expected, place))

    def _known_keys(self, value: Mapping[Any, Any], path: str, place: str) -> Iterator[tuple[str, Any]]:
        known = self.words.keys.get(path, ())
        for key, one in value.items():
            if key in known:
                if not is_blank(one):
                    yield key, one
            else:
                self._unknown(key, place, tuple(known))

    def _unknown(self, key: Any, place: str, known: tuple[str, ...]) -> None:
        expected = _KEY.fill(keys=", ".join(known), near=near(str(key), known))
        self.report(_join(place, str(key)), Text("未知的键{k}", "unknown key {k}").fill(k=shown(key)), expected)

    def _one(self, value: Any, path: str, place: str) -> Any:
        fact = self.words.schema.fields.get(path)
        if fact is None:
            return self.group(value, path, place) or None
        if fact.type == "list":
            return self._records(value, fact, place)
        return self._many(value, fact, place) if fact.many else self._single(value, fact, place)

    def _records(self, value: Any, fact: FactField, place: str) -> list[dict[str, Any]] | None:
        """Read a list. Records that say there is none are left out; a list of nothing else is declared empty."""
        if says_none(value):
            return []
        if not isinstance(value, list | tuple):
            self.report(place, shown(value), _RECORDS)
            return None
        told = [one for one in value if not isinstance(one, Further)]
        there = [n for n, one in enumerate(told) if not self._stands_for_none(one, fact, f"{place}[{n}]")]
        records = [record for n in there for record in self._unfolded(told[n], fact, f"{place}[{n}]")]
        return [*records, {}] if len(there) == len(told) < len(value) else records

    def _unfolded(self, record: Any, fact: FactField, place: str) -> list[dict[str, Any]]:
        """Read a record; once for each of the records that stand in place of one of its values."""
        below = self.words.schema.children.get(fact.path, {})
        for key, one in record.items() if isinstance(record, Mapping) else ():
            if (
                key in below
                and below[key].unfolds
                and isinstance(one, list)
                and any(isinstance(r, Mapping) for r in one)
            ):
                rest = self.group({name: value for name, value in record.items() if name != key}, fact.path, place)
                inner = [self._inner(r, below[key], f"{place}.{key}[{index}]") for index, r in enumerate(one)]
                return [{**rest, **each} for each in inner]
        return [self.group(record, fact.path, place)]

    def _inner(self, record: Any, fact: FactField, place: str) -> dict[str, Any]:
        """Read a record that stands in place of a value, its keys as those of the record around it."""
        keys = dict(fact.unfolds)
        if not isinstance(record, Mapping):
            self.report(place, shown(record), MAPPING)
            return {}
        for key in record.keys() - keys.keys():
            self._unknown(key, place, tuple(keys))
        paths = (
            (key, f"{fact.parent}.{keys[key]}", value)
            for key, value in record.items()
            if key in keys and not is_blank(value)
        )
        read = {keys[key]: self._one(value, path, f"{place}.{key}") for key, path, value in paths}
        return {key: value for key, value in read.items() if value is not None}

    def _stands_for_none(self, record: Any, fact: FactField, place: str) -> bool:
        if not declares_none(record, fact, self.words):
            return False
        list(self._known_keys(record, fact.path, place))  # unknown keys are wrong here too
        return True

    def _many(self, value: Any, fact: FactField, place: str) -> list[Any] | None:
        """Read a list of values, or text that holds several, each once and in order."""
        if gives_nothing(value, is_text=False, in_record=False):
            return None
        if isinstance(value, list | tuple):
            parts = [(f"{place}[{index}]", one) for index, one in enumerate(value)]
        else:
            parts = [(place, one) for one in self._split(value, fact)]
        read = [self._read(one, fact, here) for here, one in parts]
        return list(dict.fromkeys(one for one in read if one is not None))

    def _split(self, value: Any, fact: FactField) -> list[Any]:
        """Split text at commas, then at spaces, unless it is one value as it stands: names may hold either."""
        if not isinstance(value, str) or fold(value) in self.words.said(fact) or self._is_name(value, fact):
            return [value]
        parts = [part.strip() for part in _COMMAS.split(value) if part.strip()]
        return [one for part in parts for one in ([part] if self._is_one(part, fact) else part.split())]

    def _is_name(self, value: str, fact: FactField) -> bool:
        return fact.type == "occupation" and bool(meanings_of(fold(value), self.words.schema.occupations))

    def _is_one(self, value: str, fact: FactField) -> bool:
        if not _SPACE.search(value):
            return True
        try:
            read_value(value, fact, self.words)
        except Misfit:
            return False
        return True

    def _single(self, value: Any, fact: FactField, place: str) -> Any:
        if fact.open_ended and isinstance(value, str) and fold(value) in ONGOING:
            return None
        if gives_nothing(value, is_text=fact.type == "text", in_record=self._in_record(fact)):
            return None
        read = self._read(value, fact, place)
        if read is not None:
            self.seen[place] = Seen(fact.path, read)
        return read

    def _in_record(self, fact: FactField) -> bool:
        above = self.words.schema.fields.get(fact.parent)
        return above is not None and above.type == "list"

    def _read(self, value: Any, fact: FactField, place: str) -> Any:
        try:
            return read_value(value, fact, self.words)
        except Misfit as misfit:
            self.report(place, misfit.found or shown(value), misfit.expected)
            return None


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


BIRTH: Final = "applicant.birth_date"
ID_NUMBER: Final = "applicant.id_number"
WORK_YEARS: Final = "applicant.work_years"

#: What ends in one record does not do so before it begins.
ORDERED: Final[Mapping[str, str]] = {"to": "from", "until": "from", "graduates": "enrolled", "completed": "started"}
#: What is only known once it has happened.
PAST: Final = frozenset(
    {
        "applicant.certificates.issued",
        "applicant.titles.obtained",
        "applicant.competitions.on",
        "applicant.achievements.on",
        "applicant.reviews.on",
    }
)
#: What nobody does before being born.
AFTER_BIRTH: Final = frozenset({"applicant.work.from", "applicant.staff.from", "applicant.started_work"})
MOST_YEARS: Final = 60

_NOT_BEFORE: Final = Text("不早于{day}（{label}）的日期", "a day not before {day} ({label})")
_NOT_AFTER: Final = Text("不晚于{day}的日期", "a day not after {day}")
_BIRTH: Final = Text("出生日期", "date of birth")
_SAME: Final = Text("{day}（证件号码{number}中的出生日期）", "{day}, the birth date inside ID number {number}")
_YEARS: Final = Text("不超过{n}年的年限", "at most {n} years")


@frozen
class Contradiction:
    """What is wrong with the value at a key path."""

    place: str
    found: Text
    expected: Text


def contradictions(seen: Mapping[str, Seen], schema: Schema, on: date, today: date) -> Iterator[Contradiction]:
    """Find what cannot be true of one application. ``on`` is the day asked about."""
    birth = birth_date(seen)
    for place, one in seen.items():
        if place.rpartition(".")[2] in ORDERED:
            yield from _order(place, one, seen, schema)
        if one.fact in PAST:
            yield from _at_most(place, one, max(on, today))
        if one.fact in AFTER_BIRTH and birth is not None and one.value < birth:
            yield _wrong(place, one, _NOT_BEFORE.fill(day=birth, label=_BIRTH))
        if one.fact == NUMBER:
            yield from _number(place, one, seen, schema)
        if one.fact == WORK_YEARS and one.value > MOST_YEARS:
            yield _wrong(place, one, _YEARS.fill(n=MOST_YEARS))
    yield from _birth(seen, today)


def birth_date(seen: Mapping[str, Seen]) -> date | None:
    """Return the birth date given, else that inside the ID number."""
    if BIRTH in seen:
        given: date = seen[BIRTH].value
        return given
    return birth_date_in(seen[ID_NUMBER].value) if ID_NUMBER in seen else None


def _order(place: str, one: Seen, seen: Mapping[str, Seen], schema: Schema) -> Iterator[Contradiction]:
    record, _, name = place.rpartition(".")
    before = seen.get(f"{record}.{ORDERED[name]}")
    if before and isinstance(before.value, date) and isinstance(one.value, date) and one.value < before.value:
        yield _wrong(place, one, _NOT_BEFORE.fill(day=before.value, label=schema.fields[before.fact].label))


def _number(place: str, one: Seen, seen: Mapping[str, Seen], schema: Schema) -> Iterator[Contradiction]:
    record = place.rpartition(".")[0]
    grade, issued = (seen.get(f"{record}.{name}") for name in ("grade", "issued"))
    said = said_by(one.value, schema)
    wrong = disagrees(said, shown(one.value), grade.value if grade else None, issued.value if issued else None, schema)
    if wrong:
        yield Contradiction(place, *wrong)


def _at_most(place: str, one: Seen, day: date) -> Iterator[Contradiction]:
    if one.value > day:
        yield _wrong(place, one, _NOT_AFTER.fill(day=day))


def _birth(seen: Mapping[str, Seen], today: date) -> Iterator[Contradiction]:
    born = birth_date(seen)
    if born is None:
        return
    place = BIRTH if BIRTH in seen else ID_NUMBER
    if born > today:
        yield Contradiction(place, shown(born), _NOT_AFTER.fill(day=today))
    if BIRTH in seen and ID_NUMBER in seen:
        number = seen[ID_NUMBER].value
        inside = birth_date_in(number)
        if inside != born:
            yield Contradiction(place, shown(born), _SAME.fill(day=inside, number=masked(number)))


def _wrong(place: str, one: Seen, expected: Text) -> Contradiction:
    return Contradiction(place, shown(one.value), expected)


def check(  # noqa: PLR0913  (what a command line gives, each by its name)
    raw: Raw,
    schema: Schema,
    *,
    tenant_place: str,
    on: date | None,
    overrides: Mapping[str, Any],
    today: date,
) -> "Application | tuple[Problem, ...]":
    """Return the application with its values typed, or all that is wrong with it.

    ``overrides`` are values by dotted key path that go before those of the file, as options of a command line do;
    ``on`` likewise is the day asked about whatever the file says. Values that were not given are left out.
    """
    if raw.problems and not raw.facts:
        return raw.problems
    changes = _changes(overrides, on)
    reading = Reading(words_of(schema), _Places(raw.places, changes), today)
    facts = reading.group(_changed(raw.facts, changes))
    day = facts.get("on") or today
    for wrong in contradictions(reading.seen, schema, day, today):
        reading.report(wrong.place, wrong.found, wrong.expected)
    if raw.problems or reading.problems:
        return (*raw.problems, *reading.problems)
    _complete(facts, reading)
    remarks = [*reading.remarks]
    if "applicant" in facts:
        settled = settle_years(facts["applicant"], day)
        facts = {**facts, "applicant": settled.facts}
        remarks += settled.remarks
    return _application(facts, day, facts.get("place") or tenant_place, tuple(dict.fromkeys(remarks)))


def _application(facts: Mapping[str, Any], on: date, place: str, remarks: tuple[Text, ...]) -> "Application":
    # The engine brings numpy, which templates and reading do without.
    from bajigong.engine.engine import Application

    return Application(facts, on, place, remarks)


def _complete(facts: dict[str, Any], reading: Reading) -> None:
    """Take the birth date from the ID number where it was not given."""
    born = birth_date(reading.seen)
    if born is not None and BIRTH not in reading.seen and BIRTH in reading.words.schema.fields:
        facts["applicant"]["birth_date"] = born


def _changes(overrides: Mapping[str, Any], on: date | None) -> dict[str, Any]:
    changes = {path: value for path, value in overrides.items() if value is not None}
    return changes if on is None else {**changes, "on": on}


def _changed(facts: Mapping[str, Any], changes: Mapping[str, Any]) -> Mapping[str, Any]:
    for path, value in changes.items():
        facts = _with(facts, path, value)
    return facts


def _with(facts: Mapping[str, Any], path: str, value: Any) -> Mapping[str, Any]:
    """Return facts with one value set; what was read is not changed, for aliases share it."""
    key, _, rest = path.partition(".")
    if not rest:
        return {**facts, key: value}
    below = facts.get(key)
    if below is not None and not isinstance(below, Mapping):
        return facts  # the wrong shape will be said
    return {**facts, key: _with(below or {}, rest, value)}


@frozen(eq=False)
class _Places:
    """The places of a file, and the options that went before it."""

    file: Places
    options: Mapping[str, Any]

    def at(self, path: str) -> Where:
        """Return the option that gave a value, else its place in the file."""
        return Where(f"--{path}") if path in self.options else self.file.at(path)
