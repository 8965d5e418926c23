"""Applications as objects: JSON, JSON in lines, and YAML."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final, NoReturn

import yaml
from attrs import define, evolve, field
from yaml import events

from bajigong.errors import InputError
from bajigong.policy.text import Text
from bajigong.tables.raw import MAPPING, LinePlaces, Lines, Raw, Where, lost, no_application
from bajigong.tables.words import shown

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
