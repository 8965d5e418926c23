"""What is kept, supervision, and the feeds that others follow."""

import sqlalchemy as sa
from alembic import op

from bajigong.register.columns import Day, Flag, Json

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "draw",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("on", Day(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("agencies", Json(), nullable=False),
        sa.Column("inspectors", Json(), nullable=False),
        sa.Column("drawn", Json(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw")),
        sqlite_strict=True,
    )
    op.create_table(
        "inspector",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tied_to", Json(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspector")),
        sa.UniqueConstraint("name", name=op.f("uq_inspector_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "outgoing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("event", Json(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_outgoing_feed"), "outgoing", ["feed"], unique=False)
    op.create_table(
        "paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("classes", Json(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("made", Day(), nullable=False),
        sa.Column("keep_until", Day()),
        sa.Column("for_ever", Flag(), nullable=False),
        sa.Column("clauses", Json(), nullable=False),
        sa.Column("thrown_away", Day()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_paper_about"), "paper", ["about"], unique=False)
    op.create_index(op.f("ix_paper_digest"), "paper", ["digest"], unique=False)
    op.create_table(
        "reader",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", "feed", name=op.f("pk_reader")),
        sqlite_strict=True,
    )
    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("draw_id", sa.Integer()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("on", Day(), nullable=False),
        sa.Column("due", Day(), nullable=False),
        sa.Column("mended", Day()),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_finding_agency_id_agency")),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_finding_draw_id_draw")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_finding_agency_id"), "finding", ["agency_id"], unique=False)
    op.create_index(op.f("ix_finding_draw_id"), "finding", ["draw_id"], unique=False)
