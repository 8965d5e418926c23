"""What others follow: each event is written with the act that it tells of, and read from where one left off.

Events are CloudEvents 1.0 in JSON. A reader that is stopped before it says how far it came reads the same again; the
id of an event tells what it has seen. So nothing is lost, and nothing counts twice.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlmodel import Session as Database
from sqlmodel import col, select

from bajigong.policy.text import Text
from bajigong.register import writing
from bajigong.register.errors import RegisterError
from bajigong.register.office import Act
from bajigong.register.tables import Outgoing, Reader

_PREFIX: Final = "bajigong.register"
_BACK = Text("读取位置只能向前：现为{seen}", "a reader only goes forward: it is at {seen}")


def put(act: Act, feed: str, kind: str, subject: str, data: Mapping[str, Any]) -> None:
    """Write an event into a feed, as part of an act."""
    act.database.add(Outgoing(feed=feed, event=_event(act, feed, kind, subject, data)))


def put_all(act: Act, feed: str, kind: str, what: str, those: Sequence[tuple[int, Mapping[str, Any]]]) -> None:
    """Write an event for each of many rows, ``what`` and their ids."""
    ids = writing.identities(act, Outgoing, len(those))
    rows = [
        {"id": number, "feed": feed, "event": _event(act, feed, kind, f"{what}:{row}", data)}
        for number, (row, data) in zip(ids, those, strict=True)
    ]
    writing.write(act, Outgoing, rows)


def _event(act: Act, feed: str, kind: str, subject: str, data: Mapping[str, Any]) -> dict[str, object]:
    return {
        "specversion": "1.0",
        "type": f"{_PREFIX}.{kind}",
        "source": f"/{feed}",
        "subject": subject,
        "time": f"{act.on.isoformat()}T00:00:00Z",
        "datacontenttype": "application/json",
        "data": dict(data),
    }


def read(database: Database, feed: str, after: int, most: int = 100) -> list[dict[str, Any]]:
    """Return the next events of a feed, each with its ``id``, by which a reader goes on."""
    query = select(Outgoing).where(Outgoing.feed == feed, col(Outgoing.id) > after).order_by(col(Outgoing.id))
    return [{"id": str(row.id), **row.event} for row in database.exec(query.limit(most)).all()]


def seen(database: Database, feed: str, reader: str) -> int:
    """Say how far a reader has come."""
    row = database.get(Reader, (reader, feed))
    return row.seen if row else 0


def acknowledge(database: Database, feed: str, reader: str, until: int) -> None:
    """Note that a reader has all events up to one. Raises RegisterError for one that would go back."""
    row = database.get(Reader, (reader, feed), with_for_update=True) or Reader(name=reader, feed=feed)
    if until < row.seen:
        raise RegisterError(_BACK.fill(seen=row.seen))
    row.seen = until
    database.add(row)
