"""JSON: an object, an array of objects, or one object a line."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, NoReturn

from bajigong.policy.text import Text
from bajigong.tables.raw import Raw, Where, lost, no_application
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
        yield _application(whole, Where(file))
        return
    if not whole:
        raise no_application(Where(file))
    for number, one in enumerate(whole, 1):
        yield _application(one, Where(file, item=number))


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
            yield lost(where.problem(_fault(error), _JSON))
            continue
        yield _application(one, where)


def is_json(text: str) -> bool:
    """Say whether a text is JSON: what stands in braces may be YAML too."""
    if not text.lstrip().startswith(("{", "[")):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _application(one: Any, where: Where) -> Raw:
    if not isinstance(one, dict):
        return lost(where.problem(shown(one), _OBJECT))
    return Raw(one, where.file, where)


def _parse(text: str, where: Where) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except json.JSONDecodeError as error:
        raise Where(where.file, line=error.lineno).error(_fault(error), _JSON) from error
    except (ValueError, RecursionError) as error:
        raise where.error(_fault(error), _JSON) from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
        raise _NotJson(Text("重复的键{k}", "key {k} twice").fill(k=shown(twice)))
    return found


def _constant(name: str) -> NoReturn:
    raise _NotJson(shown(name))


def _fault(error: Exception) -> Text:
    match error:
        case _NotJson():
            return error.found
        case json.JSONDecodeError():
            return Text("语法错误（{e}）", "a syntax error ({e})").fill(e=error.msg)
        case RecursionError():
            return Text("嵌套过深的结构", "values nested too deeply")
        case _:
            return Text("无法读取的数（{e}）", "a number that cannot be read ({e})").fill(e=str(error)[:60])
