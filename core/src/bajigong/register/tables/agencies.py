"""Tables of agencies (评价机构), their people, their filings (备案) and what stands against them."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlmodel import Field

from bajigong.register.tables.base import Key, Row, key, plain, to


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
