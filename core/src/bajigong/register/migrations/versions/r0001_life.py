"""The life of an assessment, from filing to certificate, and its record."""

import sqlalchemy as sa
from alembic import op

from bajigong.register.columns import Day, Exact, Flag, Json, Moment, guard

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables; the record and the stamp are guarded against change."""
    op.create_table(
        "agency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("facts", Json(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("name", name=op.f("uq_agency_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "entry",
        sa.Column("seq", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_entry")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_entry_about"), "entry", ["about"], unique=False)
    op.create_index(op.f("ix_entry_act"), "entry", ["act"], unique=False)
    op.create_table(
        "head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_head")),
        sqlite_strict=True,
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("birth_date", Day()),
        sa.Column("id_hash", sa.Text()),
        sa.Column("sealed", sa.LargeBinary()),
        sa.Column("sealed_by", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("id_hash", name=op.f("uq_person_id_hash")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_person_sealed_by"), "person", ["sealed_by"], unique=False)
    op.create_table(
        "serial",
        sa.Column("filing", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("filing", "year", "grade", name=op.f("pk_serial")),
        sqlite_strict=True,
    )
    op.create_table(
        "stamp",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("made", Moment(), nullable=False),
        sa.Column("public", Json(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stamp")),
        sqlite_strict=True,
    )
    op.create_table(
        "waiver",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("on", Day(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiver")),
        sqlite_strict=True,
    )
    op.create_table(
        "filing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("track", sa.Text(), nullable=False),
        sa.Column("number", sa.Text()),
        sa.Column("occupations", Json(), nullable=False),
        sa.Column("grades", Json(), nullable=False),
        sa.Column("regions", Json(), nullable=False),
        sa.Column("people", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("since", Day()),
        sa.Column("until", Day()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("statement", Json(), nullable=False),
        sa.Column("bundle", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('applied', 'accepted', 'filed', 'suspended', 'ended')", name=op.f("ck_filing_state_known")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_filing_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing")),
        sa.UniqueConstraint("number", name=op.f("uq_filing_number")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_filing_agency_id"), "filing", ["agency_id"], unique=False)
    op.create_table(
        "sanction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("clauses", Json(), nullable=False),
        sa.Column("since", Day(), nullable=False),
        sa.Column("until", Day()),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_sanction_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sanction")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_sanction_agency_id"), "sanction", ["agency_id"], unique=False)
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("card", sa.Text()),
        sa.Column("card_from", Day()),
        sa.Column("card_until", Day()),
        sa.CheckConstraint(
            "role IN ('assessor', 'senior_assessor', 'supervisor', 'invigilator')", name=op.f("ck_staff_role_known")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_staff_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_staff_agency_id"), "staff", ["agency_id"], unique=False)
    op.create_table(
        "session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("filing_id", sa.Integer(), nullable=False),
        sa.Column("occupations", Json(), nullable=False),
        sa.Column("grades", Json(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("on", Day(), nullable=False),
        sa.Column("publicity_days", sa.Integer(), nullable=False),
        sa.Column("double_entry", Flag(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("publicity_from", Day()),
        sa.CheckConstraint(
            "state IN ('planned', 'published', 'registering', 'ready', 'assessed', 'judged', 'publicized', 'certified',"
            " 'cancelled')",
            name=op.f("ck_session_state_known"),
        ),
        sa.ForeignKeyConstraint(["filing_id"], ["filing.id"], name=op.f("fk_session_filing_id_filing")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_session_filing_id"), "session", ["filing_id"], unique=False)
    op.create_table(
        "stock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("filing_id", sa.Integer(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("on", Day(), nullable=False),
        sa.ForeignKeyConstraint(["filing_id"], ["filing.id"], name=op.f("fk_stock_filing_id_filing")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_stock_filing_id"), "stock", ["filing_id"], unique=False)
    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("filing_id", sa.Integer(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("on", Day(), nullable=False),
        sa.ForeignKeyConstraint(["filing_id"], ["filing.id"], name=op.f("fk_visit_filing_id_filing")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_visit_filing_id"), "visit", ["filing_id"], unique=False)
    op.create_table(
        "room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("invigilators", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_room_session_id_session")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_room_session_id"), "room", ["session_id"], unique=False)
    op.create_table(
        "seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("tied_to", Json(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_seat_session_id_session")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_seat_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.UniqueConstraint("session_id", "staff_id", name=op.f("uq_seat_session_id_staff_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_seat_session_id"), "seat", ["session_id"], unique=False)
    op.create_index(op.f("ix_seat_staff_id"), "seat", ["staff_id"], unique=False)
    op.create_table(
        "registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("occupation", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("application", Json(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("said", Json(), nullable=False),
        sa.Column("missing", Json(), nullable=False),
        sa.Column("bundle", sa.Text(), nullable=False),
        sa.Column("method", sa.Text()),
        sa.Column("ticket", sa.Text()),
        sa.Column("room_id", sa.Integer()),
        sa.Column("outcome", sa.Text()),
        sa.CheckConstraint(
            "standing IN ('admitted', 'waiting', 'refused', 'withdrawn')", name=op.f("ck_registration_standing_known")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_registration_person_id_person")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_registration_room_id_room")),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_registration_session_id_session")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint(
            "session_id",
            "person_id",
            "occupation",
            "grade",
            name=op.f("uq_registration_session_id_person_id_occupation_grade"),
        ),
        sa.UniqueConstraint("ticket", name=op.f("uq_registration_ticket")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_registration_person_id"), "registration", ["person_id"], unique=False)
    op.create_index(op.f("ix_registration_room_id"), "registration", ["room_id"], unique=False)
    op.create_index(op.f("ix_registration_session_id"), "registration", ["session_id"], unique=False)
    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("occupation", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("issued", Day(), nullable=False),
        sa.Column("parts", Json(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revoked", Day()),
        sa.Column("reason", sa.Text()),
        sa.Column("clause", sa.Text()),
        sa.Column("status_index", sa.Integer(), nullable=False),
        sa.Column("bundle", sa.Text(), nullable=False),
        sa.Column("printed", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('valid', 'revoked')", name=op.f("ck_certificate_state_known")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_certificate_registration_id_registration")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("number", name=op.f("uq_certificate_number")),
        sa.UniqueConstraint("status_index", name=op.f("uq_certificate_status_index")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_certificate_registration_id"), "certificate", ["registration_id"], unique=True)
    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("on", Day(), nullable=False),
        sa.Column("settled_on", Day()),
        sa.Column("upheld", Flag()),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_objection_registration_id_registration")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_objection_registration_id"), "objection", ["registration_id"], unique=False)
    op.create_table(
        "score",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("value", Exact()),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_score_registration_id_registration")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_score_registration_id"), "score", ["registration_id"], unique=False)
    for table in ("entry", "stamp"):
        guard(op.get_bind(), table)
