"""An application as it was found, with where each value stands: as a row, or as an object of JSON or YAML."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NoReturn, Protocol

import yaml
from attrs import define, evolve, field, frozen
from yaml import events

from bajigong.errors import InputError, Problem
from bajigong.policy.facts import Schema
from bajigong.policy.text import Text, same
from bajigong.tables.words import LONGEST_NAME, discreet, fold, masked, plain, printable, shown

_LONGEST: Final = 200
MAPPING: Final = Text("一组键值（键: 值）", "a mapping (key: value)")


@frozen
class Where:
    """A spot in an input. It is its own `Places`: a file that tells no lines apart has one spot for everything."""

    file: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    line: int | None = None
    item: int | None = None

    def at(self, path: str) -> "Where":
        """Return itself, whatever the path."""
        return self

    def in_column(self, column: str) -> "Where":
        """Return the spot in a column of the same row."""
        return evolve(self, column=column)

    def problem(self, found: Text, expected: Text, place: str = "") -> Problem:
        """Say that something is wrong here. ``place`` is the key path of the value."""
        file, at, column, sheet = map(printable, (self.file, discreet(place)[:_LONGEST], self.column, self.sheet))
        return Problem(file, at, found, expected, self.row, column or None, sheet, self.line, self.item)

    def error(self, found: Text, expected: Text) -> InputError:
        """Say that the input cannot be read because of what stands here."""
        return InputError((self.problem(found, expected),))


class Places(Protocol):
    """Knows where the value of each key path stands."""

    def at(self, path: str) -> Where:
        """Return the spot of a value, or of what it stands in."""
        ...


@frozen(eq=False)
class Lines:
    """The lines of a tree of values: its own, and those below by key or ``[index]``."""

    line: int
    below: Mapping[str, "Lines"]


@frozen(eq=False)
class LinePlaces:
    """Places in a text whose lines are known."""

    home: Where
    lines: Lines

    def at(self, path: str) -> Where:
        """Return the line of a value, or of the nearest thing it stands in."""
        here = self.lines
        for step in _steps(path):
            here = here.below.get(step, here)
        return evolve(self.home, line=here.line)


@frozen(eq=False)
class Origin:
    """Where one record of a table stands: its row, and the header over each of its fields."""

    row: Where
    columns: Mapping[str, str]


@frozen(eq=False)
class TablePlaces:
    """Places in tables: "" is the application's own row, ``applicant.work[1]`` a record and where it came from."""

    origins: Mapping[str, Origin]

    def at(self, path: str) -> Where:
        """Return the cell of a value, or the row of what it stands in."""
        record, bracket, rest = path.partition("]")
        for prefix, name in ((path, ""), (record + bracket, rest.lstrip(".")), ("", path)):
            if prefix in self.origins:
                origin = self.origins[prefix]
                return origin.row.in_column(origin.columns.get(name.partition("[")[0], ""))
        return self.origins[""].row


@frozen(eq=False)
class Raw:
    """One application as read: nested values without types, where they stand, and what reading already found wrong.

    Without ``facts`` it is not an application but something wrong that belongs to none.
    """

    facts: Mapping[str, Any]
    file: str
    places: Places
    row: int | None = None
    problems: tuple[Problem, ...] = ()


def name_of(raw: Raw, schema: Schema) -> str | None:
    """Return the applicant's name as far as it can be read, None where there is none."""
    name = schema.told(raw.facts, "name")
    return printable(name.strip())[:LONGEST_NAME] or None if isinstance(name, str) else None


Note = Callable[[Text], None]
"""Hears what people should know of an input that can be read."""


def unheard(said: Text) -> None:
    """Listen to no note."""


def where_said(where: Where) -> Text:
    """Name a file and, if it has one, its sheet."""
    file, sheet = printable(where.file), printable(where.sheet)
    return Text(f"{file}，工作表「{sheet}」", f"{file}, sheet '{sheet}'") if sheet else same(file)


def lost(problem: Problem) -> Raw:
    """Hand on a problem that belongs to no application."""
    return Raw({}, problem.file, Where(problem.file), problem.row, (problem,))


def no_application(where: Where) -> InputError:
    """Say that a file holds no application."""
    return where.error(Text("没有申报信息", "no application"), Text("至少一份申报信息", "at least one application"))


def _steps(path: str) -> Iterator[str]:
    return (match[0] for match in re.finditer(r"\[\d+\]|[^.\[\]]+", path))


_NUMBER: Final = re.compile(r"[0-9]{17}[0-9X]")
#: So many numbers of one file are remembered, and so many pairs of rows named.
MOST: Final = 2_000_000
MOST_SAID: Final = 20

_TWICE: Final = Text(
    "{where}：注意：第{a}行与第{b}行的证件号码相同（{number}）",
    "{where}: warning: rows {a} and {b} have the same ID number, {number}",
)
_AND_MORE: Final = Text("{where}：证件号码相同的行还有，不再逐一列出", "{where}: more rows have the same ID number")


@define(eq=False)
class Twins:
    """Remembers the ID numbers of one file, and on which row each stood first."""

    _rows: dict[str, int] = field(factory=dict)
    _said: int = 0

    def see(self, where: Where, row: int | None, written: Any) -> Text | None:
        """Hear of a row's ID number; return what is to be said where another row has it. Others are passed over."""
        number = fold(plain(written)).lstrip("'").upper() if written is not None else ""
        if row is None or not _NUMBER.fullmatch(number):
            return None
        first = self._rows.get(number)
        if first is None:
            if len(self._rows) < MOST:
                self._rows[number] = row
            return None
        self._said += 1
        return twice_said(where, first, row, number, self._said)


def twice_said(where: Where, first: int, row: int, number: str, times: int) -> Text | None:
    """Say that a number stands on two rows, ``times`` for this file; after many, once that there are more."""
    if times > MOST_SAID:
        return _AND_MORE.fill(where=where_said(where)) if times == MOST_SAID + 1 else None
    return _TWICE.fill(where=where_said(where), a=first, b=row, number=masked(number))


_JSON = Text("合法的 JSON", "JSON")
_OBJECT = Text("一个对象（{…}）", "an object {…}")


class _NotJson(ValueError):
    """Something that Python reads and JSON does not have, or that would be lost."""

    def __init__(self, found: Text) -> None:
        self.found = found
        super().__init__(found.en)


def read_json(text: str, file: str) -> Iterator[Raw]:
    """Give the applications of a JSON text. Raises InputError where it is not JSON."""
    whole = _parse(text, Where(file))
    if not isinstance(whole, list):
        yield _from_object(whole, Where(file))
        return
    if not whole:
        raise no_application(Where(file))
    for number, one in enumerate(whole, 1):
        yield _from_object(one, Where(file, item=number))


def read_ndjson(text: str, file: str) -> Iterator[Raw]:
    """Give the application of each line; a line that is not JSON is a problem of its own.

    Raises InputError where there is no line at all.
    """
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not lines:
        raise no_application(Where(file))
    for number, line in lines:
        where = Where(file, line=number)
        try:
            one = json.loads(line, object_pairs_hook=_object, parse_constant=_constant)
        except (ValueError, RecursionError) as error:
            yield lost(where.problem(_json_fault(error), _JSON))
            continue
        yield _from_object(one, where)


def is_json(text: str) -> bool:
    """Say whether a text is JSON: what stands in braces may be YAML too."""
    if not text.lstrip().startswith(("{", "[")):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _from_object(one: Any, where: Where) -> Raw:
    if not isinstance(one, dict):
        return lost(where.problem(shown(one), _OBJECT))
    return Raw(one, where.file, where)


def _parse(text: str, where: Where) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except json.JSONDecodeError as error:
        raise Where(where.file, line=error.lineno).error(_json_fault(error), _JSON) from error
    except (ValueError, RecursionError) as error:
        raise where.error(_json_fault(error), _JSON) from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
        raise _NotJson(Text("重复的键{k}", "key {k} twice").fill(k=shown(twice)))
    return found


def _constant(name: str) -> NoReturn:
    raise _NotJson(shown(name))


def _json_fault(error: Exception) -> Text:
    match error:
        case _NotJson():
            return error.found
        case json.JSONDecodeError():
            return Text("语法错误（{e}）", "a syntax error ({e})").fill(e=error.msg)
        case RecursionError():
            return Text("嵌套过深的结构", "values nested too deeply")
        case _:
            return Text("无法读取的数（{e}）", "a number that cannot be read ({e})").fill(e=str(error)[:60])


def read_yaml(text: str, file: str) -> Iterator[Raw]:
    """Give the applications of a YAML text. Raises InputError where it is not YAML."""
    where = Where(file)
    raws = [
        _application(one, lines.below.get(f"[{index}]", lines), where)
        for value, lines in documents(text, where)
        for index, one in enumerate(value if isinstance(value, list) else [value])
        if value is not None
    ]
    if not raws:
        raise no_application(where)
    return iter(raws)


def _application(one: Any, lines: Lines, where: Where) -> Raw:
    if not isinstance(one, dict):
        return lost(evolve(where, line=lines.line).problem(shown(one), MAPPING))
    return Raw(one, where.file, LinePlaces(where, lines))


YAML: Final = Text("合法的 YAML", "YAML")
_KEY: Final = Text("文字", "text")
_ONCE: Final = Text("每个键只出现一次", "each key once")
_ANCHOR: Final = Text("前文完整给出的锚点", "an anchor that stands complete before it")
_UNTAGGED: Final = Text("不带标签的值", "a value without a tag")
_SHALLOW: Final = Text("嵌套不超过{n}层的结构", "values nested at most {n} deep")

_CORE: Final = "tag:yaml.org,2002:"
_TAGS: Final = ("str", "int", "float", "bool", "timestamp", "null", "seq", "map")
_NULL: Final = ("", "~", "null", "Null", "NULL")
_DEEPEST: Final = 50
#: So many values a document may come to where aliases repeat what stands before.
_MOST: Final = 1_000_000
_REPEATED: Final = Text("反复引用锚点而无限增大的结构", "aliases that repeat aliases")
_FEWER: Final = Text("展开后不超过{n}个值的结构", "at most {n} values once they are written out")

Built = tuple[Any, Lines]


def documents(text: str, where: Where) -> Iterator[Built]:
    """Give the documents of a text. Raises InputError, naming the line, for what is not YAML or cannot be used."""
    stream = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    try:
        for event in stream:
            if isinstance(event, events.DocumentStartEvent):
                yield _Builder(where, stream).build(next(stream))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise evolve(where, line=line).error(_fault(error.problem or ""), YAML) from error
    except yaml.reader.ReaderError as error:
        raise where.error(_fault(error.reason), YAML) from error


def _fault(words: str) -> Text:
    return Text("语法错误（{e}）", "a syntax error ({e})").fill(e=words)


@define(eq=False)
class _Builder:
    """Builds the value of one document. What an alias repeats is built once and shared, and counts each time."""

    where: Where
    stream: Iterator[events.Event]
    depth: int = 0
    values: int = 0
    anchors: dict[str, tuple[Built, int]] = field(factory=dict)

    def build(self, event: Any) -> Built:
        """Return the value that begins with an event."""
        if isinstance(event, events.AliasEvent):
            return self._alias(event)
        before, self.values = self.values, self.values + 1
        self._check_tag(event)
        built = self._scalar(event) if isinstance(event, events.ScalarEvent) else self._collection(event)
        if event.anchor:
            self.anchors[event.anchor] = built, self.values - before
        return built

    def _alias(self, event: Any) -> Built:
        if event.anchor not in self.anchors:
            raise self._error(event, Text("别名{a}", "alias {a}").fill(a=shown(f"*{event.anchor}")), _ANCHOR)
        built, values = self.anchors[event.anchor]
        self.values += values
        if self.values > _MOST:
            raise self._error(event, _REPEATED, _FEWER.fill(n=_MOST))
        return built

    def _scalar(self, event: Any) -> Built:
        tagged_null = event.tag == f"{_CORE}null"
        is_null = tagged_null or (event.tag is None and event.implicit[0] and event.value in _NULL)
        return None if is_null else str(event.value), _line(event)

    def _collection(self, event: Any) -> Built:
        if self.depth == _DEEPEST:
            raise self._error(event, Text("嵌套过深的结构", "values nested too deeply"), _SHALLOW.fill(n=_DEEPEST))
        self.depth += 1
        built = self._sequence(event) if isinstance(event, events.SequenceStartEvent) else self._mapping(event)
        self.depth -= 1
        return built

    def _sequence(self, start: Any) -> Built:
        built = []
        while not isinstance(event := next(self.stream), events.SequenceEndEvent):
            built.append(self.build(event))
        below = {f"[{index}]": lines for index, (_, lines) in enumerate(built)}
        return [value for value, _ in built], Lines(_line(start).line, below)

    def _mapping(self, start: Any) -> Built:
        values: dict[str, Any] = {}
        below: dict[str, Lines] = {}
        merged: list[Built] = []
        while not isinstance(event := next(self.stream), events.MappingEndEvent):
            if _is_merge(event):
                merged += self._merged(next(self.stream))
                continue
            key = self._key(event, values)
            values[key], lines = self.build(next(self.stream))
            below[key] = Lines(_line(event).line, lines.below)
        for more, lines in merged:  # what a mapping says itself goes before what it takes over
            values, below = {**more, **values}, {**lines.below, **below}
        return values, Lines(_line(start).line, below)

    def _merged(self, event: Any) -> list[Built]:
        value, lines = self.build(event)
        many = [(one, lines) for one in value] if isinstance(value, list) else [(value, lines)]
        for one, _ in many:
            if not isinstance(one, dict):
                raise self._error(event, shown(one), MAPPING)
        return many

    def _key(self, event: Any, values: dict[str, Any]) -> str:
        if not isinstance(event, events.ScalarEvent):
            raise self._error(event, Text("不是文字的键", "a key that is not text"), _KEY)
        key = str(event.value)
        if key in values:
            raise self._error(event, Text("重复的键{k}", "key {k} twice").fill(k=shown(key)), _ONCE)
        return key

    def _check_tag(self, event: Any) -> None:
        tag = event.tag
        if tag not in (None, "!") and tag.removeprefix(_CORE) not in _TAGS:
            raise self._error(event, Text("标签{t}", "tag {t}").fill(t=shown(tag)), _UNTAGGED)

    def _error(self, event: Any, found: Text, expected: Text) -> InputError:
        return evolve(self.where, line=_line(event).line).error(found, expected)


def _is_merge(event: Any) -> bool:
    return isinstance(event, events.ScalarEvent) and event.value == "<<" and event.implicit[0]


def _line(event: Any) -> Lines:
    return Lines(event.start_mark.line + 1, {})
