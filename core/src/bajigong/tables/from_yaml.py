"""YAML: one mapping, a list of them, or several documents.

Scalars are taken as they are written, so that the types of facts alone decide what they mean: a certificate number
``007`` keeps its zeros, a name ``No`` is not false, and the key ``on`` is not true, all of which plain YAML says.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, cast

from attrs import evolve

from bajigong.policy.text import Text
from bajigong.tables.raw import LinePlaces, Lines, Raw, Where, lost, no_application
from bajigong.tables.words import shown
from bajigong.tables.yaml_nodes import MAPPING, Builder

if TYPE_CHECKING:
    from bajigong.tables.yaml_nodes import Node

_YAML: Final = Text("合法的 YAML", "YAML")
_DEEP: Final = Text("嵌套过深的结构", "values nested too deeply")


def read_yaml(text: str, file: str) -> Iterator[Raw]:
    """Give the applications of a YAML text. Raises InputError where it is not YAML."""
    count = 0
    for value, lines in _documents(text, file):
        many = value if isinstance(value, list) else [value]
        for index, one in enumerate(many):
            count += 1
            yield _application(one, lines.below.get(f"[{index}]", lines), Where(file))
    if not count:
        raise no_application(Where(file))


def _application(one: Any, lines: Lines, where: Where) -> Raw:
    if not isinstance(one, dict):
        return lost(evolve(where, line=lines.line).problem(shown(one), MAPPING))
    return Raw(one, where.file, LinePlaces(where, lines))


def _documents(text: str, file: str) -> list[tuple[Any, Lines]]:
    try:
        builder = Builder(Where(file))
        return [built for node in _compose(text, file) if (built := builder.build(node))[0] is not None]
    except RecursionError as error:
        raise Where(file).error(_DEEP, _YAML) from error


def _compose(text: str, file: str) -> "list[Node]":
    import yaml

    try:
        nodes = yaml.compose_all(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        return [cast("Node", node) for node in nodes if node is not None]
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise Where(file, line=line).error(_fault(error.problem or ""), _YAML) from error
    except yaml.reader.ReaderError as error:
        raise Where(file).error(_fault(error.reason), _YAML) from error


def _fault(words: str) -> Text:
    return Text("语法错误（{e}）", "a syntax error ({e})").fill(e=words)
