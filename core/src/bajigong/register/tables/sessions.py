"""Tables of sessions (认定批次): who registered, where they sat, what they scored and what came of it."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlmodel import Field, UniqueConstraint

from bajigong.register.tables.base import STRICT, Key, Row, key, plain, to


class State(StrEnum):
    """Where a session stands; `bajigong.register.states` says how it moves."""

    PLANNED = "planned"
    PUBLISHED = "published"
    REGISTERING = "registering"
    READY = "ready"
    ASSESSED = "assessed"
    JUDGED = "judged"
    PUBLICIZED = "publicized"
    CERTIFIED = "certified"
    CANCELLED = "cancelled"


class Standing(StrEnum):
    """Where a registration stands: admitted, waiting for papers, refused, or withdrawn by the applicant."""

    ADMITTED = "admitted"
    WAITING = "waiting"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Session(Row, table=True):
    """One session of an agency: which occupations and grades, where, and on which day.

    ``publicity_days`` are those for which results are made public before there are certificates; ``double_entry``:
    scores are typed by two people.
    """

    id: Key = key()
    filing_id: int = to("filing")
    occupations: list[str] = plain()
    grades: list[str] = plain()
    place: str
    on: date
    publicity_days: int
    double_entry: bool = False
    state: State = State.PLANNED
    publicity_from: date | None = None


class Person(Row, table=True):
    """Somebody who applied. The ID number is kept sealed under key ``sealed_by``, and found by a keyed hash."""

    id: Key = key()
    name: str
    birth_date: date | None = None
    id_hash: str | None = Field(default=None, unique=True)
    sealed: bytes | None = None
    sealed_by: str | None = Field(default=None, index=True)


class Reasons(Row, table=True):
    """What was said of registrations (判定理由): each text once, by the SHA-256 of what it says."""

    id: str = Field(primary_key=True)
    said: dict[str, Any] = plain()


class Registration(Row, table=True):
    """One application within a session, the verdict on it and the hash of the law that it was made on.

    ``since``, ``until`` and ``eligible_from`` are the days of the verdict, ``said`` the hash of its `Reasons`.
    ``missing`` are the sets of facts that would settle it. ``outcome`` is what the scores came to.
    """

    __table_args__ = (UniqueConstraint("session_id", "person_id", "occupation", "grade"), STRICT)
    id: Key = key()
    session_id: int = to("session")
    person_id: int = to("person")
    occupation: str
    grade: str
    application: dict[str, Any] = plain()
    standing: Standing
    verdict: str
    said: str
    missing: list[list[str]] = plain(default_factory=list)
    bundle: str
    method: str | None = None
    ticket: str | None = Field(default=None, unique=True)
    room_id: int | None = to("room", default=None)
    outcome: str | None = None
    since: date | None = None
    until: date | None = None
    eligible_from: date | None = None


class Room(Row, table=True):
    """A room of a session, and how many sit in it."""

    id: Key = key()
    session_id: int = to("session")
    name: str
    seats: int
    invigilators: int


class Seat(Row, table=True):
    """Somebody of the agency on the panel of a session. ``tied_to`` are those they have trained or are related to."""

    __table_args__ = (UniqueConstraint("session_id", "staff_id"), STRICT)
    id: Key = key()
    session_id: int = to("session")
    staff_id: int = to("staff")
    tied_to: list[int] = plain(default_factory=list)


class Score(Row, table=True):
    """A score as somebody typed it. A correction is a further row, so that the old value stays.

    ``value`` is None for somebody who was absent; ``entry`` is 1, or 2 for the second person who types it.
    """

    id: Key = key()
    registration_id: int = to("registration")
    part: str
    value: Decimal | None = None
    entry: int = 1
    by: str
    reason: str | None = None


class Objection(Row, table=True):
    """An objection to somebody's result: while it is open, and where it is upheld, there is no certificate."""

    id: Key = key()
    registration_id: int = to("registration")
    ground: str
    on: date
    settled_on: date | None = None
    upheld: bool | None = None
