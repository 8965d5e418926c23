"""The enterprise track as a plugin."""

from collections.abc import Iterable
from typing import Any

from bajigong import hookimpl
from bajigong.policy.asks import Kind
from bajigong.policy.law import Filling, Gate, Ladder, Method, Route, Term, Track, Way
from bajigong.policy.toml import load_beside, of_type

API_VERSION = 1

_DECLARED = load_beside(__file__)


@hookimpl
def bajigong_tracks() -> Iterable[Track]:
    """The enterprise track."""
    return of_type(_DECLARED, Track)


@hookimpl
def bajigong_kinds() -> Iterable[Kind]:
    """Whom the enterprise employs."""
    from bajigong_enterprise.kinds import KINDS

    return KINDS


@hookimpl
def bajigong_law() -> Iterable[Any]:
    """What the track leaves to provinces, cities and enterprises, and what the nation fills."""
    return of_type(_DECLARED, Term, Filling)


@hookimpl
def bajigong_eligibility() -> Iterable[Gate | Way | Route]:
    """Own people, and the ways past examination."""
    from bajigong_enterprise.routes import ROUTES

    return (*of_type(_DECLARED, Gate, Way), *ROUTES)


@hookimpl
def bajigong_assessment_methods() -> Iterable[Method]:
    """Direct recognition, exception, appointment and confirmation."""
    return of_type(_DECLARED, Method)


@hookimpl
def bajigong_grade_ladders() -> Iterable[Ladder]:
    """The eight grades."""
    return of_type(_DECLARED, Ladder)
