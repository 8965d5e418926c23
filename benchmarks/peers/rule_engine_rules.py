"""rule-engine: an expression for each requirement, compiled once."""

from typing import Any

import rule_engine

from peers.expressions import EXPRESSIONS
from peers.rows import Found, found, traced
from ready_made import Ready
from requirements import REQUIREMENTS


class RuleEngine:
    """The compiled expressions, by grade in the order of its requirements."""

    def __init__(self) -> None:
        rules = {name: rule_engine.Rule(text) for name, text in EXPRESSIONS.items()}
        self._rules = {grade: [rules[name] for name in names] for grade, names in REQUIREMENTS.items()}

    def decide(self, facts: Ready) -> Found:
        """Answer for one person."""
        return found(facts["grade"], self._met(facts))

    def explain(self, facts: Ready) -> tuple[Found, Any]:
        """Answer for one person, with what was met."""
        met = self._met(facts)
        return found(facts["grade"], met), traced(facts["grade"], met)

    def _met(self, facts: Ready) -> list[bool]:
        return [rule.matches(facts) for rule in self._rules[facts["grade"]]]
