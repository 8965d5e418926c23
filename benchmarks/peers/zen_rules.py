"""zen-engine: a decision graph in JDM: a switch on the grade, then its requirements and conditions as expressions."""

from collections.abc import Iterable, Mapping
from typing import Any

import zen

from peers.expressions import EXPRESSIONS
from peers.rows import Found
from ready_made import Ready
from requirements import CONDITIONS, REQUIREMENTS

Node = dict[str, Any]


class Zen:
    """One decision graph, loaded once: by the engine's own loader, which keeps it compiled."""

    def __init__(self) -> None:
        self._engine = zen.ZenEngine({"loader": {"type": "static", "content": {"conditions": graph()}}})

    def decide(self, facts: Ready) -> Found:
        """Answer for one person."""
        return _found(self._engine.evaluate("conditions", dict(facts))["result"])

    def explain(self, facts: Ready) -> tuple[Found, Any]:
        """Answer for one person, with the engine's own trace."""
        response = self._engine.evaluate("conditions", dict(facts), {"trace": True})
        return _found(response["result"]), response["trace"]


def _found(result: Mapping[str, Any]) -> Found:
    return int(result["route"]), int(result["failed"])


def graph() -> dict[str, Any]:
    """Return the graph: from the facts through the switch to the expressions of one grade."""
    grades = list(CONDITIONS)
    statements = [{"id": f"is-{grade}", "condition": f"grade == '{grade}'"} for grade in grades]
    nodes = [
        _node("facts", "inputNode"),
        _node("grade", "switchNode", {"hitPolicy": "first", "statements": statements}),
        *(_node(f"grade-{grade}", "expressionNode", _expressions(grade)) for grade in grades),
        _node("answer", "outputNode"),
    ]
    edges = [_edge("facts", "grade")]
    for grade in grades:
        edges += [_edge("grade", f"grade-{grade}", f"is-{grade}"), _edge(f"grade-{grade}", "answer")]
    return {"nodes": nodes, "edges": edges}


def _expressions(grade: str) -> Node:
    names = REQUIREMENTS[grade]
    rows = [(name, EXPRESSIONS[name]) for name in names]
    rows.append(("failed", " + ".join(f"($.{name} ? 0 : {1 << bit})" for bit, name in enumerate(names))))
    rows.append(("route", _first(CONDITIONS[grade].values())))
    listed = [{"id": key, "key": key, "value": value} for key, value in rows]
    return {"expressions": listed, "passThrough": False, "executionMode": "single"}


def _first(conditions: Iterable[tuple[str, ...]]) -> str:
    chain = "-1"
    for place, names in reversed(list(enumerate(conditions))):
        chain = f"({' and '.join(f'$.{name}' for name in names)} ? {place} : {chain})"
    return chain


def _node(name: str, kind: str, content: Node | None = None) -> Node:
    return {"id": name, "name": name, "type": kind, "position": {"x": 0, "y": 0}, "content": content or {}}


def _edge(source: str, target: str, handle: str | None = None) -> Node:
    edge = {"id": f"{source}:{target}", "type": "edge", "sourceId": source, "targetId": target}
    return {**edge, "sourceHandle": handle} if handle else edge
