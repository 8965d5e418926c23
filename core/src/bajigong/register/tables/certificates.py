"""Tables of certificates (证书), their numbers and the blank stock."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlmodel import Field

from bajigong.register.tables.base import Key, Row, key, plain, to


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
