"""The veterans affairs track as a plugin."""

from collections.abc import Iterable
from typing import Any

from bajigong import hookimpl
from bajigong.policy.asks import Kind
from bajigong.policy.law import Document, Gate, Ladder, Method, Route, Term, Track, Way
from bajigong.policy.toml import load_beside, of_type

API_VERSION = 1

_DECLARED = load_beside(__file__)


@hookimpl
def bajigong_tracks() -> Iterable[Track]:
    """The veterans affairs track."""
    return of_type(_DECLARED, Track)


@hookimpl
def bajigong_kinds() -> Iterable[Kind]:
    """Who serves at a centre or station."""
    from bajigong_veterans.kinds import KINDS

    return KINDS


@hookimpl
def bajigong_law() -> Iterable[Any]:
    """What the track stands on, and what it leaves to provinces."""
    return of_type(_DECLARED, Document, Term)


@hookimpl
def bajigong_eligibility() -> Iterable[Gate | Way | Route]:
    """People, agencies and competitions."""
    from bajigong_veterans.routes import ROUTES

    return (*of_type(_DECLARED, Gate, Way), *ROUTES)


@hookimpl
def bajigong_assessment_methods() -> Iterable[Method]:
    """The examination of veterans affairs officers."""
    return of_type(_DECLARED, Method)


@hookimpl
def bajigong_grade_ladders() -> Iterable[Ladder]:
    """The five grades of veterans affairs officers."""
    return of_type(_DECLARED, Ladder)
