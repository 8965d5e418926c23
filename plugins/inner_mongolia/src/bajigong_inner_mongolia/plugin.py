"""The law of Inner Mongolia (150000) as a plugin: TOML beside this file, and nothing else."""

from collections.abc import Iterable
from typing import Any

from bajigong import hookimpl
from bajigong.policy.law import Clause, Document, Filling, Term
from bajigong.policy.rules import Aspect, Duty, Gate, Incentive, Ladder, Method, Route, Way
from bajigong.policy.toml import load_beside, of_type

API_VERSION = 1

_DECLARED = load_beside(__file__)


@hookimpl
def bajigong_law() -> Iterable[Any]:
    """Documents, clauses and fillings."""
    return of_type(_DECLARED, Document, Clause, Term, Filling)


@hookimpl
def bajigong_eligibility() -> Iterable[Gate | Way | Route]:
    """Gates, ways and routes of this place's own."""
    return of_type(_DECLARED, Gate, Way, Route)


@hookimpl
def bajigong_assessment_methods() -> Iterable[Method | Aspect]:
    """Methods of this place's own."""
    return of_type(_DECLARED, Method, Aspect)


@hookimpl
def bajigong_grade_ladders() -> Iterable[Ladder]:
    """Ladders of this place's own."""
    return of_type(_DECLARED, Ladder)


@hookimpl
def bajigong_incentives() -> Iterable[Incentive]:
    """Incentives of this place's own."""
    return of_type(_DECLARED, Incentive)


@hookimpl
def bajigong_duties() -> Iterable[Duty]:
    """Duties of this place's own."""
    return of_type(_DECLARED, Duty)
