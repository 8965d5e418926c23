"""What a verdict says of what is missing, and why, for people."""

from collections.abc import Iterator

from bajigong.cli.result_names import Names
from bajigong.engine.reasons import best_route, clauses, failing, once, reasons
from bajigong.engine.verdict import Verdict
from bajigong.policy.text import Text

__all__ = ["best_route", "clauses", "failing", "missing", "once", "reasons"]


def missing(verdict: Verdict, names: Names) -> Iterator[tuple[Text, ...]]:
    """Name each set of missing facts."""
    return (tuple(names.fact(path) for path in facts) for facts in verdict.missing)
