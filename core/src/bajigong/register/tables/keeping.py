"""Tables of what is kept (档案) and of supervision (监管)."""

from datetime import date
from typing import Any

from sqlmodel import Field

from bajigong.register.tables.base import Key, Row, key, plain, to


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
