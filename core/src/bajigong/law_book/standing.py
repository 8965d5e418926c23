"""Whether a document counts in a place on a day, and if not, why."""

from collections.abc import Iterable
from datetime import date
from typing import Literal, get_args

from attrs import frozen

from bajigong.bundle import Bundle, Said
from bajigong.calendar import from_day, to_day
from bajigong.policy.law import Document
from bajigong.readings import covers, in_force

Status = Literal["in_force", "undated", "lapsed", "not_yet", "draft", "elsewhere"]
STATUSES: tuple[Status, ...] = get_args(Status)


@frozen
class Standing:
    """A document as it stands in a place on a day.

    ``since`` is the first day on which it counts, ``lapses`` the first on which it no longer does. ``counts``: it is
    law there that day.
    """

    document: Document
    owner: str
    status: Status
    counts: bool
    since: date | None
    lapses: date | None
    clauses: tuple[str, ...]


def standings(bundle: Bundle, place: str, on: date) -> tuple[Standing, ...]:
    """Return how every document of a bundle stands in a place on a day, in the order in which they are declared."""
    return tuple(standing(bundle, said, place, on) for said in bundle.documents.values())


def standing(bundle: Bundle, said: Said[Document], place: str, on: date) -> Standing:
    """Return how one document stands in a place on a day."""
    document = said.what
    since, lapses = (from_day(day) for day in in_force(document))
    status = _status(document, place, on)
    dated = _by_date(document, on)
    counts = status in ("in_force", "undated") or (status == "draft" and bundle.drafts and dated not in _OUT)
    return Standing(document, said.by, status, counts, since, lapses, _clauses(bundle, document.id))


_OUT: tuple[Status, ...] = ("lapsed", "not_yet")


def _status(document: Document, place: str, on: date) -> Status:
    if not covers(document, place):
        return "elsewhere"
    return "draft" if document.draft else _by_date(document, on)


def _by_date(document: Document, on: date) -> Status:
    since, until = in_force(document)
    if to_day(on) >= until:
        return "lapsed"
    if to_day(on) < since:
        return "not_yet"
    return "undated" if document.issued is None and document.in_force is None else "in_force"


def _clauses(bundle: Bundle, document: str) -> tuple[str, ...]:
    return tuple(name for name, said in bundle.clauses.items() if said.what.document == document)


def out_of_force(bundle: Bundle, clauses: Iterable[str], on: date) -> tuple[Document, ...]:
    """Return the documents behind clauses whose dates leave the day out, each once."""
    names = dict.fromkeys(bundle.clauses[clause].what.document for clause in clauses)
    documents = (bundle.documents[name].what for name in names)
    return tuple(document for document in documents if _by_date(document, on) in _OUT)
