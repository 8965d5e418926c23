"""The oracle: the law of skill levels in plain Python, one person and one rule at a time.

Written from the documents and from nothing of the program, so that the two can be held against each other.
Slow and obvious on purpose: every rule is asked day by day whether it holds.
"""

from .answer import Answer, RuleAnswer
from .judge import judge

__all__ = ["Answer", "RuleAnswer", "judge"]
