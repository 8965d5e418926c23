"""The college track as a plugin."""

from collections.abc import Iterable
from typing import Any

from bajigong import hookimpl
from bajigong.policy.law import Term
from bajigong.policy.rules import Gate, Route, Track, Way
from bajigong.policy.toml import load_beside, of_type

API_VERSION = 1

_DECLARED = load_beside(__file__)


@hookimpl
def bajigong_tracks() -> Iterable[Track]:
    """The college track."""
    return of_type(_DECLARED, Track)


@hookimpl
def bajigong_law() -> Iterable[Any]:
    """What the track leaves to provinces and cities."""
    return of_type(_DECLARED, Term)


@hookimpl
def bajigong_eligibility() -> Iterable[Gate | Way | Route]:
    """Own students, and graduating students."""
    return of_type(_DECLARED, Gate, Way, Route)
