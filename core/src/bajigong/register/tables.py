"""The tables of a register: agencies and filings, sessions and registrations, certificates, papers, and the record."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel, UniqueConstraint
from sqlmodel._compat import SQLModelConfig

from bajigong.register.columns import Json, settle

#: The type of a key that the database gives: it is there once the row was added, and None before.
if TYPE_CHECKING:
    Key = int
else:
    Key = int | None

#: Constraints have names, so that a migration can speak of them on any database.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
METADATA = MetaData(naming_convention=NAMES)
STRICT = {"sqlite_strict": True}


class Row(SQLModel, registry=registry(metadata=METADATA)):
    """A row. It is validated when it is made and whenever a value of it is set."""

    model_config = SQLModelConfig(validate_assignment=True)
    metadata: ClassVar[MetaData] = METADATA
    __table_args__: ClassVar[Any] = STRICT

    def __init__(self, **data: Any) -> None:
        fields = type(self).model_fields
        missing = [name for name, field in fields.items() if field.is_required() and name not in data]
        if missing or set(data) - set(fields):
            raise TypeError(f"{type(self).__name__}: missing {missing}, unknown {sorted(set(data) - set(fields))}")
        super().__init__(**data)


#: The type of a key that the database gives: it is there once the row was added, and None before.


def key() -> Any:
    """Return a primary key that the database gives."""
    return Field(default=None, primary_key=True)


def to(table: str, **more: Any) -> Any:
    """Return a reference to a row of another table."""
    return Field(foreign_key=f"{table}.id", index=True, **more)


def plain(**more: Any) -> Any:
    """Return a field of plain values: lists, mappings, text, figures."""
    return Field(sa_type=Json, **more)


def as_plain(value: Any) -> Any:
    """Write a value in the plain kinds of JSON, for the record: days and figures as text, bytes by their length."""
    if isinstance(value, bytes):
        return f"({len(value)} bytes)"
    if value is None or isinstance(value, bool | int | str | list | dict):
        return str(value) if isinstance(value, str) else value
    return value.isoformat() if isinstance(value, date) else str(value)


class Stamp(Row, table=True):
    """Whose database this is: one row, which is never changed. ``public`` is the key that checks signatures."""

    id: int = Field(default=1, primary_key=True)
    tenant: str
    region: str
    made: datetime
    public: dict[str, str] = plain(default_factory=dict)


class Head(Row, table=True):
    """The last entry of the record. Every act holds this row, so that acts follow one another."""

    id: int = Field(default=1, primary_key=True)
    seq: int = 0
    hash: str


class Entry(Row, table=True):
    """One act in the record: ``body`` is its canonical JSON, ``hash`` that of the body and of the entry before."""

    seq: int = Field(primary_key=True)
    at: datetime
    who: str
    act: str = Field(index=True)
    about: str = Field(index=True)
    body: str
    hash: str


class Outgoing(Row, table=True):
    """An event for whoever follows the register, written with the act that it tells of."""

    id: Key = key()
    feed: str = Field(index=True)
    event: dict[str, object] = plain()


class Reader(Row, table=True):
    """How far somebody has read a feed."""

    name: str = Field(primary_key=True)
    feed: str = Field(primary_key=True)
    seen: int = 0


class FilingState(StrEnum):
    """Where a filing stands."""

    APPLIED = "applied"
    ACCEPTED = "accepted"
    FILED = "filed"
    SUSPENDED = "suspended"
    ENDED = "ended"


class Role(StrEnum):
    """What somebody is to an agency."""

    ASSESSOR = "assessor"
    SENIOR_ASSESSOR = "senior_assessor"
    SUPERVISOR = "supervisor"
    INVIGILATOR = "invigilator"


class Agency(Row, table=True):
    """Who assesses. ``facts`` are those of an application's agency, as far as they are known."""

    id: Key = key()
    name: str = Field(unique=True)
    kind: str
    place: str
    facts: dict[str, Any] = plain(default_factory=dict)


class Staff(Row, table=True):
    """Somebody who works for an agency; ``card_until`` is the first day on which the card no longer holds."""

    id: Key = key()
    agency_id: int = to("agency")
    name: str
    role: Role
    card: str | None = None
    card_from: date | None = None
    card_until: date | None = None

    def carded(self, on: date) -> bool:
        """Whether a valid card is on record for a day."""
        since = self.card_from
        return bool(self.card) and since is not None and since <= on and (not self.card_until or on < self.card_until)


class Filing(Row, table=True):
    """What an agency may assess. ``until`` is the first day on which it no longer counts.

    ``statement`` is what the agency has stated and shown for it, by the names of the facts that duties ask for.
    """

    id: Key = key()
    agency_id: int = to("agency")
    track: str
    number: str | None = Field(default=None, unique=True)
    occupations: list[str] = plain()
    grades: list[str] = plain()
    regions: list[str] = plain()
    people: str
    office: str
    since: date | None = None
    until: date | None = None
    state: FilingState = FilingState.APPLIED
    statement: dict[str, Any] = plain(default_factory=dict)
    bundle: str


class Visit(Row, table=True):
    """A report that a filing's agency is going to assess in another place."""

    id: Key = key()
    filing_id: int = to("filing")
    region: str
    on: date


class Waiver(Row, table=True):
    """A duty that somebody did not insist on, for a written reason."""

    id: Key = key()
    duty: str
    act: str
    about: str
    ground: str
    on: date


class Sanction(Row, table=True):
    """What was done about an agency, on which ground of which duty, and while it lasts."""

    id: Key = key()
    agency_id: int = to("agency")
    kind: str
    ground: str
    duty: str
    clauses: list[str] = plain()
    since: date
    until: date | None = None


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


class CertificateState(StrEnum):
    """Whether a certificate counts."""

    VALID = "valid"
    REVOKED = "revoked"


class Serial(Row, table=True):
    """The last serial given within an agency's filing number, a year and a grade."""

    filing: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    grade: str = Field(primary_key=True)
    last: int = 0


class Certificate(Row, table=True):
    """A certificate. ``status_index`` is its place in the list that says which were revoked.

    ``bundle`` is the hash of the law on which the verdict was made; ``printed`` counts how often it was printed.
    """

    id: Key = key()
    number: str = Field(unique=True)
    registration_id: int = to("registration", unique=True)
    name: str
    occupation: str
    grade: str
    issued: date
    parts: list[dict[str, Any]] = plain(default_factory=list)
    state: CertificateState = CertificateState.VALID
    revoked: date | None = None
    reason: str | None = None
    clause: str | None = None
    status_index: int = Field(unique=True)
    bundle: str
    printed: int = 1


class Stock(Row, table=True):
    """Blank certificates that came or went: ``change`` is above zero for those received."""

    id: Key = key()
    filing_id: int = to("filing")
    change: int
    why: str
    on: date


class Paper(Row, table=True):
    """A paper or recording, stored by the hash of its content.

    ``keep_until`` is the last day on which it must be kept, as the law in force when it was made had it; None with
    ``for_ever`` is for ever. ``thrown_away`` is the day it was deleted.
    """

    id: Key = key()
    digest: str = Field(index=True)
    name: str
    classes: list[str] = plain()
    about: str = Field(index=True)
    made: date
    keep_until: date | None = None
    for_ever: bool = False
    clauses: list[str] = plain()
    thrown_away: date | None = None


class Inspector(Row, table=True):
    """Somebody who inspects; ``tied_to`` are agencies with which there is a conflict of interest."""

    id: Key = key()
    name: str = Field(unique=True)
    tied_to: list[int] = plain(default_factory=list)


class Draw(Row, table=True):
    """A draw by lot: the seed that was published, what was in the urn and what came out."""

    id: Key = key()
    on: date
    seed: str
    agencies: list[int] = plain()
    inspectors: list[dict[str, Any]] = plain()
    drawn: list[dict[str, Any]] = plain()


class Finding(Row, table=True):
    """What an inspection found, and by when it must be put right."""

    id: Key = key()
    agency_id: int = to("agency")
    draw_id: int | None = to("draw", default=None)
    text: str
    on: date
    due: date
    mended: date | None = None


settle(METADATA)
