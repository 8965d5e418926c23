"""The grades that somebody holds, by the certificates of an application."""

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from bajigong.engine.engine import Application

_LIST = "applicant.certificates"
_OCCUPATION, _GRADE = "occupation", "grade"
#: An occupation's own code; that of a trade goes on.
_CODE = len("0-00-00-00")


@frozen
class Holding:
    """A grade of an occupation. ``lacks`` are the facts without which it cannot be said which grade of which."""

    occupation: str | None
    grade: str | None
    lacks: tuple[str, ...] = ()


def holdings(application: Application) -> tuple[Holding, ...]:
    """Return the grades held, each once, whatever the trade.

    Where a certificate leaves its occupation or grade out, or no list of certificates was given, those applied for
    stand for it: nothing is then certain, but what may be missing can be named. An empty list holds nothing.
    """
    records = (application.facts.get("applicant") or {}).get("certificates")
    found = (_holding(application.facts, record, given=records is not None) for record in _records(records))
    once = {((one.occupation or "")[:_CODE], one.grade, one.lacks): one for one in reversed(tuple(found))}
    return tuple(reversed(once.values()))


def _records(records: Iterable[Mapping[str, Any]] | None) -> Iterable[Mapping[str, Any]]:
    return ({},) if records is None else records


def _holding(facts: Mapping[str, Any], record: Mapping[str, Any], *, given: bool) -> Holding:
    occupation, grade = (_known(record, key) or facts.get(key) for key in (_OCCUPATION, _GRADE))
    lacking = [key for key, value in ((_OCCUPATION, occupation), (_GRADE, grade)) if value is None]
    lacks = (f"{_LIST}.{key}" if given else _LIST for key in lacking)
    return Holding(occupation, grade, tuple(dict.fromkeys(lacks)))


def _known(record: Mapping[str, Any], key: str) -> Any:
    value = record.get(key)
    return str(value) if value is not None else None
