"""Closing what is open: what was not given becomes unfavourable, so that no verdict is left in doubt."""

import copy
from collections.abc import Iterator
from functools import cached_property
from itertools import chain
from typing import Any

from attrs import frozen

from bajigong.engine.plan import Plan
from bajigong.policy.facts import FactField
from bajigong.policy.when import Either, Every, Fact, Node
from bajigong.schema import Schema
from bajigong.witness.draft import Facts, put


@frozen(eq=False, slots=False)
class Closing:
    """Closes what a plan would leave in doubt."""

    schema: Schema
    plan: Plan

    def closed(self, facts: Facts) -> dict[str, Any]:
        """Return facts with every missing list declared empty, and every missing flag and choice against them."""
        found: dict[str, Any] = copy.deepcopy(dict(facts))
        for field in self.schema.lists:
            given = _dig(found, field.path)
            if given is None and field.path in self._read:
                put(found, field.path, [])
            for record in given or ():
                self._close(record, field.path)
        for path, value in self._against.items():
            if _dig(found, path) is None:
                put(found, path, value)
        return found

    def _close(self, record: dict[str, Any], path: str) -> None:
        """A flag that a record does not state is false."""
        for name, field in self.schema.children.get(path, {}).items():
            if field.type == "flag" and field.path in self._read:
                record.setdefault(name, False)

    @cached_property
    def _read(self) -> set[str]:
        """The facts that the rules read."""
        rules = chain(self.plan.routes, *(gate.ways for gate in self.plan.gates))
        return {path for rule in rules for requirement in rule.requirements for path in requirement.reads}

    @cached_property
    def _against(self) -> dict[str, Any]:
        """A value that no rule asks for, for each single fact that the rules test."""
        wanted: dict[str, set[Any]] = {}
        rules = chain(self.plan.routes, *(gate.ways for gate in self.plan.gates))
        for node in chain.from_iterable(facts_in(r.node) for rule in rules for r in rule.requirements):
            wanted.setdefault(node.path, set()).update(node.values)
        left = {path: [v for v in _every(self.schema.fields[path]) if v not in w] for path, w in wanted.items()}
        return {path: values[-1] for path, values in left.items() if values}


def _every(field: FactField) -> list[Any]:
    return [True, False] if field.type == "flag" else [choice.value for choice in field.choices]


def facts_in(node: Node) -> Iterator[Fact]:
    """Give the tests of single facts in a node."""
    match node:
        case Fact():
            yield node
        case Every(nodes) | Either(nodes):
            yield from chain.from_iterable(map(facts_in, nodes))


def _dig(facts: Any, path: str) -> Any:
    for key in path.split("."):
        facts = facts.get(key) if isinstance(facts, dict) else None
    return facts
