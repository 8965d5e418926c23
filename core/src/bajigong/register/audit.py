"""The record (审计): every act in order, each entry bound to the one before by SHA-256 over canonical JSON (RFC 8785).

The database refuses to change or delete an entry; whoever goes around it is found out by `verify`. What was cut off the
end shows only against a head that was published before.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import rfc8785
from attrs import frozen
from sqlmodel import Session as Database
from sqlmodel import col, select

from bajigong.policy.text import Text
from bajigong.register.errors import RegisterError
from bajigong.register.tables import Entry, Head

#: What stands before the first entry.
START: Final = hashlib.sha256(b"bajigong register").hexdigest()
#: So many entries are read at a time.
PAGE: Final = 500
#: Clocks of an office's machines differ by a little; one that was set back differs by more.
LEEWAY: Final = timedelta(minutes=2)

_BACK = Text(
    "系统时间{now}早于上一条记录的时间{last}，未作任何改动；请校正时钟",
    "the clock says {now}, before the last entry of the record, {last}; nothing was changed. Set the clock right",
)
_GONE = Text("第{seq}条：缺失", "entry {seq}: is not there")
_CHANGED = Text("第{seq}条：内容已被改动", "entry {seq}: was changed")
_MOVED = Text("第{seq}条：与前一条不衔接", "entry {seq}: does not follow the one before it")
_CUT = Text("末尾被截去：应有{n}条，现有{m}条", "entries were cut off the end: {n} expected, {m} there")
_OTHER = Text("第{seq}条：与公布的校验值不符", "entry {seq}: is not the one whose head was published")


def hold(database: Database) -> Head:
    """Take the head of the record for this transaction: acts follow one another."""
    return database.exec(select(Head).with_for_update()).one()


def canonical(value: Any) -> str:
    """Write a value as RFC 8785 has it. Without fractions and odd keys that is how Python writes it by itself."""
    return _ENCODE(value) if _is_simple(value) else rfc8785.dumps(value).decode()


_ENCODE: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
#: Integers that every reader of JSON takes alike.
_EXACT: Final = 1 << 53


def _is_simple(value: Any) -> bool:
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if kind is int:
        return bool(-_EXACT < value < _EXACT)
    if isinstance(value, dict):
        for key, one in value.items():  # noqa: SIM110  (every change of a row goes through here, and `all` is slower)
            if type(key) is not str or not key.isascii() or not _is_simple(one):
                return False
        return True
    return isinstance(value, list) and all(map(_is_simple, value))


_NO_CHANGES: Final = '"changes":[]'


def append(
    database: Database, head: Head, now: datetime, said: Mapping[str, Any], changes: Sequence[str] = ()
) -> Entry:
    """Add an entry. ``said`` has ``who``, ``act``, ``about``; ``changes`` are what changed, each as `canonical` text.

    Raises RegisterError where the clock was set back behind the last entry.
    """
    last = database.get(Entry, head.seq) if head.seq else None
    at = now.astimezone(UTC)
    if last and at < last.at:
        if last.at - at > LEEWAY:
            raise RegisterError(_BACK.fill(now=at.isoformat(), last=last.at.isoformat()))
        at = last.at
    seq = head.seq + 1
    # Within a text the mark would stand with its quotes escaped: the first one is where the changes go.
    whole = canonical({**said, "seq": seq, "at": _written(at), "before": head.hash, "changes": []})
    body = whole.replace(_NO_CHANGES, f'"changes":[{",".join(changes)}]', 1)
    digest = _digest(body)
    entry = Entry(seq=seq, at=at, who=said["who"], act=said["act"], about=said["about"], body=body, hash=digest)
    database.add(entry)
    head.seq, head.hash = seq, digest
    database.add(head)
    return entry


def verify(database: Database, published: Sequence[tuple[int, str]] = ()) -> Text | None:
    """Name the first entry that was changed, removed, moved or cut off; None where the record is whole.

    ``published`` are heads that were kept outside: the number of an entry and its hash.
    """
    before, expected, heads = START, 1, dict(published)
    if never := [seq for seq in heads if seq < 1]:
        return _OTHER.fill(seq=never[0])
    for entry in _entries(database):
        wrong = _wrong(entry, expected, before)
        if wrong is None and heads.get(entry.seq, entry.hash) != entry.hash:
            wrong = _OTHER.fill(seq=entry.seq)
        if wrong is not None:
            return wrong
        before, expected = entry.hash, expected + 1
    return _end(database, expected - 1, before, heads)


def _end(database: Database, count: int, last: str, heads: Mapping[int, str]) -> Text | None:
    head = database.get(Head, 1)
    most = max([head.seq if head else 0, *heads])
    if head is None or most > count:
        return _CUT.fill(n=most, m=count)
    return None if (head.seq, head.hash) == (count, last) else _MOVED.fill(seq=count)


def _wrong(entry: Entry, expected: int, before: str) -> Text | None:
    if entry.seq != expected:
        return _GONE.fill(seq=expected)
    if _digest(entry.body) != entry.hash:
        return _CHANGED.fill(seq=entry.seq)
    said = json.loads(entry.body)
    if said["before"] != before:
        return _MOVED.fill(seq=entry.seq)
    columns = {"seq": entry.seq, "at": _written(entry.at), "who": entry.who, "act": entry.act, "about": entry.about}
    return None if all(said[name] == value for name, value in columns.items()) else _CHANGED.fill(seq=entry.seq)


def _entries(database: Database) -> Iterator[Entry]:
    yield from _paged(database, select(Entry))


def _paged(database: Database, query: Any) -> Iterator[Entry]:
    """Give entries in order, a page at a time: the record may be long."""
    seen = -1
    while page := database.exec(query.where(col(Entry.seq) > seen).order_by(col(Entry.seq)).limit(PAGE)).all():
        yield from page
        seen = page[-1].seq
        database.expunge_all()


@frozen
class Proof:
    """That a head that was published is in the record: its entry, and the hashes that lead from it to the last one."""

    seq: int
    hash: str
    until: int
    head: str


def prove(database: Database, seq: int, published: str) -> Proof:
    """Show that a published head is in the record and leads to its end. Raises RegisterError where it does not."""
    wrong = verify(database, [(seq, published)])
    if wrong is not None:
        raise RegisterError(wrong)
    head = database.exec(select(Head)).one()
    return Proof(seq, published, head.seq, head.hash)


def show(database: Database, about: str | None = None, act: str | None = None) -> Iterator[dict[str, Any]]:
    """Give the entries about something, ``session:3`` or ``session``, oldest first."""
    query = select(Entry)
    if about is not None:
        query = query.where(col(Entry.body).contains(about) if ":" in about else col(Entry.about).startswith(about))
    if act is not None:
        query = query.where(Entry.act == act)
    for entry in _paged(database, query):
        said = json.loads(entry.body)
        if about is None or ":" not in about or _is_about(said, about):
            yield {**said, "hash": entry.hash}


def _is_about(said: Mapping[str, Any], about: str) -> bool:
    return said["about"] == about or any(change["row"] == about for change in said.get("changes", ()))


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
