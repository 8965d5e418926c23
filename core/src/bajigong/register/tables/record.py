"""Tables of the register itself: whose it is, and the record of all that was done."""

from datetime import datetime

from sqlmodel import Field

from bajigong.register.tables.base import Key, Row, key, plain


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
