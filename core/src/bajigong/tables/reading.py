"""Reading the values of one application as its facts ask, and everything that is wrong with them."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from attrs import define, field, frozen

from bajigong.calendar import DayWithin
from bajigong.errors import Problem
from bajigong.policy.facts import FactField
from bajigong.policy.text import Text
from bajigong.tables.layout import Further
from bajigong.tables.occupations import Written, meanings_of, read_occupation, refined
from bajigong.tables.raw import MAPPING, Places
from bajigong.tables.values import read_value
from bajigong.tables.words import (
    FLAGS,
    ONGOING,
    InvalidValue,
    Lexicon,
    Words,
    fold,
    gives_nothing,
    is_blank,
    near,
    plain,
    says_none,
    shown,
)

_BETWEEN: Final = re.compile(r"[()/\\\-,、·]")
_AGREES: Final = Text("与{label}一栏一致的内容", "what agrees with {label}")


class Disagree(ValueError):
    """Of two values written in one, one is written beside them too, and is another there."""

    def __init__(self, key: str, found: str, expected: Text) -> None:
        super().__init__(expected.en)
        self.key, self.found, self.expected = key, found, expected


def apart(record: Mapping[Any, Any], path: str, words: Words) -> Mapping[Any, Any]:
    """Return a record of the list or group at ``path`` with such words told apart, itself where there are none.

    Raises Disagree where the second value is given beside them and differs.
    """
    for key, other in words.joined.get(path, ()):
        written = record.get(key)
        if not isinstance(written, str):
            continue
        field = words.schema.fields[f"{path}.{other}"]
        two = _two(fold(written), words.choices[f"{path}.{key}"], words.choices[field.path])
        if two is None:
            continue
        given = record.get(other)
        if not is_blank(given) and words.choices[field.path].get(fold(str(given))) not in (None, (two[1],)):
            raise Disagree(key, written, _AGREES.fill(label=field.label))
        record = {**record, key: two[0], other: two[1] if is_blank(given) else given}
    return record


def _two(written: str, own: Lexicon, others: Lexicon) -> tuple[str, str] | None:
    """Return the value of each list that folded words stand for together, None where not exactly one pair does."""
    if written in own:
        return None
    bare = _BETWEEN.sub("", written)
    rests = [
        *((bare.removeprefix(word), meant) for word, meant in others.items() if bare.startswith(word)),
        *((bare.removesuffix(word), meant) for word, meant in others.items() if bare.endswith(word)),
    ]
    pairs = {(mine, theirs) for rest, meant in rests for mine in own.get(rest, ()) for theirs in meant}
    return pairs.pop() if len(pairs) == 1 else None


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
#: So many things are said to be wrong with one application.
_MOST_SAID: Final = 100
_MORE: Final = Text("更多问题", "further problems")
_FIRST: Final = Text("先改正以上{n}处", "those {n} to be put right first")
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
            for key, one in self._known_keys(self._apart(value, path, place), path, place)
        }
        return self._settled({key: read for key, read in typed.items() if read is not None}, path, place)

    def _apart(self, record: Mapping[Any, Any], path: str, place: str) -> Mapping[Any, Any]:
        """Put words that stand in one for two values of a record each in its own place."""
        try:
            return apart(record, path, self.words)
        except Disagree as error:
            self.report(_join(place, error.key), shown(error.found), error.expected)
            return {key: value for key, value in record.items() if key != error.key}

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

    def _settle(self, value: Any, day: date | DayWithin | None, place: str) -> Any:
        if isinstance(day, DayWithin):  # both bounds must say the same
            first, last = (self._settle(value, one, place) for one in (day.first, day.last))
            return first if first == last else None
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
        except InvalidValue as misfit:
            self.report(place, shown(written), misfit.expected)
            return rest
        self.remarks += [remark] if remark else []
        return {**rest, occupation: code}

    def report(self, place: str, found: Text, expected: Text) -> None:
        """Note that a value is wrong. Of very many wrong ones the first are said, and that there are more."""
        if len(self.problems) < _MOST_SAID:
            self.problems.append(self.places.at(place).problem(found, expected, place))
        elif len(self.problems) == _MOST_SAID:
            self.problems.append(self.places.at("").problem(_MORE, _FIRST.fill(n=_MOST_SAID)))

    def _known_keys(self, value: Mapping[Any, Any], path: str, place: str) -> Iterator[tuple[str, Any]]:
        known = self.words.keys.get(path, ())
        for key, one in value.items():
            if key in known:
                if not is_blank(one):
                    yield key, one
            else:
                self._unknown(key, place, tuple(known))

    def _unknown(self, key: Any, place: str, known: tuple[str, ...]) -> None:
        if len(self.problems) > _MOST_SAID:  # to look for near words takes its time
            return
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
        told = [
            self._apart(one, fact.path, f"{place}[{n}]") if isinstance(one, Mapping) else one
            for n, one in enumerate(one for one in value if not isinstance(one, Further))
        ]
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
        except InvalidValue:
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
        except InvalidValue as misfit:
            self.report(place, misfit.found or shown(value), misfit.expected)
            return None


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
