"""The grades that somebody holds, by the certificates of an application."""

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from bajigong.engine.engine import Application

#: The list of certificates.
CERTIFICATES = "applicant.certificates"
_OCCUPATION, _GRADE = "occupation", "grade"
#: An occupation's own code; that of a trade goes on.
_CODE = len("0-00-00-00")


@frozen
class Holding:
    """A grade of an occupation.

    ``lacks`` are the facts without which it cannot be said which grade of which. ``assumed``: it is at least in part
    what was applied for, because no certificate says.
    """

    occupation: str | None
    grade: str | None
    lacks: tuple[str, ...] = ()
    assumed: bool = False

    @property
    def whole(self) -> str | None:
        """The code of the occupation as a whole, where that of a trade is given."""
        return self.occupation[:_CODE] if self.occupation else None


def holdings(application: Application) -> tuple[Holding, ...]:
    """Return the grades held, each once, whatever the trade.

    Where a certificate leaves its occupation or grade out, or no list of certificates was given, those applied for
    stand for it: nothing is then certain, but what may be missing can be named. An empty list holds nothing.
    """
    once: dict[object, Holding] = {}
    for record in _records(application):
        one = _holding(application.facts, record)
        key = one.whole, one.grade, one.lacks
        if key not in once or once[key].assumed:
            once[key] = one
    return tuple(once.values())


def _records(application: Application) -> Iterable[Mapping[str, Any] | None]:
    """Give the records of certificates; None stands for a list that was not given."""
    records = (application.facts.get("applicant") or {}).get("certificates")
    return (None,) if records is None else records


def _holding(facts: Mapping[str, Any], record: Mapping[str, Any] | None) -> Holding:
    said = record or {}
    occupation, grade = (said.get(key) or facts.get(key) for key in (_OCCUPATION, _GRADE))
    lacking = [key for key, value in ((_OCCUPATION, occupation), (_GRADE, grade)) if value is None]
    lacks = (CERTIFICATES if record is None else f"{CERTIFICATES}.{key}" for key in lacking)
    assumed = any(said.get(key) is None for key in (_OCCUPATION, _GRADE))
    return Holding(occupation, grade, tuple(dict.fromkeys(lacks)), assumed)
