"""The third-party track as a plugin."""

from collections.abc import Iterable
from typing import Any

from bajigong import hookimpl
from bajigong.policy.law import Term
from bajigong.policy.rules import Gate, Track, Way
from bajigong.policy.toml import load_beside, of_type

API_VERSION = 1

_DECLARED = load_beside(__file__)


@hookimpl
def bajigong_tracks() -> Iterable[Track]:
    """The third-party track."""
    return of_type(_DECLARED, Track)


@hookimpl
def bajigong_law() -> Iterable[Any]:
    """What the track leaves to provinces and cities."""
    return of_type(_DECLARED, Term)


@hookimpl
def bajigong_eligibility() -> Iterable[Gate | Way]:
    """The agency and its filing; the public needs no gate."""
    return of_type(_DECLARED, Gate, Way)
