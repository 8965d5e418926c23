"""The tables of a register, in one place to a subject."""

from bajigong.register.columns import settle
from bajigong.register.tables.agencies import Agency, Filing, FilingState, Role, Sanction, Staff, Visit, Waiver
from bajigong.register.tables.base import METADATA, Row, as_plain
from bajigong.register.tables.certificates import Certificate, CertificateState, Serial, Stock
from bajigong.register.tables.keeping import Draw, Finding, Inspector, Paper
from bajigong.register.tables.record import Entry, Head, Outgoing, Reader, Stamp
from bajigong.register.tables.sessions import (
    Objection,
    Person,
    Reasons,
    Registration,
    Room,
    Score,
    Seat,
    Session,
    Standing,
    State,
)

settle(METADATA)

__all__ = [
    "METADATA",
    "Agency",
    "Certificate",
    "CertificateState",
    "Draw",
    "Entry",
    "Filing",
    "FilingState",
    "Finding",
    "Head",
    "Inspector",
    "Objection",
    "Outgoing",
    "Paper",
    "Person",
    "Reader",
    "Reasons",
    "Registration",
    "Role",
    "Room",
    "Row",
    "Sanction",
    "Score",
    "Seat",
    "Serial",
    "Session",
    "Staff",
    "Stamp",
    "Standing",
    "State",
    "Stock",
    "Visit",
    "Waiver",
    "as_plain",
]
