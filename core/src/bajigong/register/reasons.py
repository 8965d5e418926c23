"""The reasons of verdicts (判定理由): many applications come to the same ones; each text is kept once, by its hash."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import insert
from sqlmodel import Session as Database
from sqlmodel import col, select

from bajigong.register.columns import Ready
from bajigong.register.tables import Reasons, Registration

#: The days of a verdict, which differ where its reasons do not.
DAYS: Final = ("since", "until", "eligible_from")
_ENCODE: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
#: So many are asked for at a time.
_SOME: Final = 500


def hash_of(said: Any) -> str:
    """Return the SHA-256 by which reasons are kept: of their JSON, keys in order."""
    text = said.spaced if isinstance(said, Ready) else _ENCODE(said)
    return hashlib.sha256(text.encode()).hexdigest()


def keep(database: Database, those: Iterable[tuple[str, Any]]) -> None:
    """Keep reasons by their hashes, as far as they are not there yet."""
    wanted = dict(those)
    names = list(wanted)
    for start in range(0, len(names), _SOME):
        some = names[start : start + _SOME]
        there = set(database.exec(select(Reasons.id).where(col(Reasons.id).in_(some))).all())
        fresh = [{"id": name, "said": wanted[name]} for name in some if name not in there]
        if fresh:
            database.execute(insert(Reasons), fresh)


def said_of(database: Database, row: Registration) -> dict[str, Any]:
    """Return all that was said of a registration: the verdict, its days and its reasons."""
    days = {name: getattr(row, name) for name in DAYS}
    return {
        "verdict": row.verdict,
        **{name: day.isoformat() if day else None for name, day in days.items()},
        **database.get_one(Reasons, row.said).said,
    }
