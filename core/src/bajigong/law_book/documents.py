"""The documents behind the law: their heads and dates, and how each stands on the day."""

from attrs import frozen

from bajigong.law_book.desk import Desk, anchor
from bajigong.law_book.labels import DRAFT_COUNTS, STATUS
from bajigong.law_book.standing import Standing, standings


@frozen
class DocumentEntry:
    """A document: its heads, its dates as they are written, and how it stands on the day."""

    id: str
    anchor: str
    title: str
    number: str
    issuer: str
    issued: str
    in_force: str
    lapses: str
    status: str
    code: str
    counts: bool
    based_on: str
    replaces: str
    note: str
    clauses: int


def documents(desk: Desk) -> tuple[DocumentEntry, ...]:
    """Write every document of the bundle."""
    return tuple(_document(desk, one) for one in standings(desk.bundle, desk.law.place, desk.on))


def _document(desk: Desk, one: Standing) -> DocumentEntry:
    document = one.document
    joint = "、" if desk.zh else ", "
    issued, begins, lapses = (desk.day(day) if day else "" for day in (document.issued, document.in_force, one.lapses))
    status = DRAFT_COUNTS if one.status == "draft" and one.counts else STATUS[one.status]
    return DocumentEntry(
        document.id,
        anchor("d", document.id),
        desk.say(document.title),
        document.number,
        desk.say(document.issuer),
        issued,
        begins,
        lapses,
        desk.say(status),
        one.status,
        one.counts,
        joint.join(document.based_on),
        joint.join(document.replaces),
        desk.say(document.note) if document.note else "",
        len(one.clauses),
    )
