"""What was said of registrations is kept once for all that it was said of; the days of each stay with it."""

import hashlib
import json
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

from bajigong.register.columns import Day, Json

revision = "0003"
down_revision = "0002"

_DAYS = ("since", "until", "eligible_from")
_PAGE = 1000


def upgrade() -> None:
    """Make the table, and put there what stands with each registration."""
    op.create_table(
        "reasons",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("said", Json(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reasons")),
        sqlite_strict=True,
    )
    for day in _DAYS:
        op.add_column("registration", sa.Column(day, Day()))
    rows = sa.table("registration", sa.column("id"), sa.column("said"), *(sa.column(day, Day()) for day in _DAYS))
    kept = sa.table("reasons", sa.column("id"), sa.column("said", Json()))
    connection, there, last = op.get_bind(), set[str](), 0
    page = sa.select(rows.c.id, rows.c.said).order_by(rows.c.id).limit(_PAGE)
    while some := connection.execute(page.where(rows.c.id > last)).all():
        for number, text in some:
            days, said = _parted(json.loads(text))
            name = hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
            if name not in there:
                connection.execute(kept.insert().values(id=name, said=said))
                there.add(name)
            connection.execute(rows.update().where(rows.c.id == number).values(said=name, **days))
            last = number


def _parted(said: dict[str, Any]) -> tuple[dict[str, date | None], dict[str, Any]]:
    """Part the days of what was said from its reasons; the verdict has a column of its own."""
    days = {day: date.fromisoformat(said[day]) if said[day] else None for day in _DAYS}
    return days, {key: value for key, value in said.items() if key not in (*_DAYS, "verdict")}
