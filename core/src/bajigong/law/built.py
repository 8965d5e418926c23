"""What a kind returns, looked through: it is a requirement, of nodes with values of their types, on declared facts."""

from collections.abc import Iterator
from typing import Any, Final

import attrs

from bajigong.law.bundle import Bundle
from bajigong.policy.asks import Requirement
from bajigong.policy.facts import FactField
from bajigong.policy.lines import Path
from bajigong.policy.structure import Misfit, structure
from bajigong.policy.text import Text
from bajigong.policy.when import TERM, Accumulated, Day, Edge, Fact, Is, IsNot, Records, looks_at
from bajigong.policy.words import among, near, shown

_RETURNED: Final = Text("返回了{what}；应为 Requirement", "returned {what}; expected a Requirement")
_NODE: Final = Text("节点 {path}：{message}", "node {path}: {message}")
_READS: Final = Text("读取了未声明的事实 {path!r}{near}", "reads fact {path!r}, which is not declared{near}")
_TYPE: Final = Text("把{path!r}读作{wanted}；其类型为 {type}", "reads {path!r} as {wanted}; its type is {type}")
_DATE: Final = Text("日期", "a date")
_LIST: Final = Text("记录列表", "a list of records")


def built_faults(bundle: Bundle, built: Any) -> Iterator[Text]:
    """Say everything that is wrong with what a kind returned."""
    if not isinstance(built, Requirement):
        yield _RETURNED.fill(what=shown(built))
        return
    try:
        structure(built, Requirement)
    except Misfit as misfit:
        for fault in misfit.faults:
            yield _NODE.fill(path=".".join(map(str, fault.path)), message=fault.message)
        return
    facts = {path: said.what for path, said in bundle.facts.items()}
    unknown = [path for path in looks_at(built.node) if path not in facts and not path.startswith(TERM)]
    for path in unknown:
        yield _READS.fill(path=path, near=near(path, facts))
    if not unknown:
        yield from _uses(facts, built.node, "")


def _uses(facts: dict[str, FactField], node: Any, inside: str) -> Iterator[Text]:
    """Hold each use of a fact to its type: days are read from dates, records from lists, values from their choices."""
    match node:
        case Day(path):
            yield from _typed(facts[path], "date", _DATE)
        case Records(path):
            yield from _typed(facts[path], "list", _LIST)
        case Fact(path, values):
            yield from _among(facts[path], values)
        case Edge(field) if inside:
            yield from _typed(facts[f"{inside}.{field}"], "date", _DATE)
        case Is(field, values) | IsNot(field, values) if inside:
            yield from _among(facts[f"{inside}.{field}"], values)
    records = getattr(node, "records", None)
    below = node.path if isinstance(node, Records) else records.path if isinstance(records, Records) else ""
    for _, value in _inner(node):
        yield from _uses(facts, value, below)


def _inner(node: Any) -> Iterator[tuple[Path, Any]]:
    for field in attrs.fields(type(node)):
        value = getattr(node, field.name)
        for number, one in enumerate(value if isinstance(value, tuple) else (value,)):
            if attrs.has(type(one)) and not (isinstance(node, Accumulated) and field.name == "stated"):
                yield (field.name, number), one


def _typed(field: FactField, wanted: str, words: Text) -> Iterator[Text]:
    if field.type != wanted:
        yield _TYPE.fill(path=field.path, wanted=words, type=field.type)


def _among(field: FactField, values: tuple[Any, ...]) -> Iterator[Text]:
    if field.type == "choice":
        known = [choice.value for choice in field.choices]
        yield from (among(value, known) for value in values if value not in known)
    elif field.type == "flag":
        yield from (among(value, ("true", "false")) for value in values if not isinstance(value, bool))
