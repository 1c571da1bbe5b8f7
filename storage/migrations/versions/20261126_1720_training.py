"""Who is trained to decide where, and those who are joining."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.types import Instant, RowId

revision = "20261126_1720"
down_revision = "20261126_1705"
branch_labels = None
depends_on = None

_OPEN = "finished_at IS NULL"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "trainings",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("until_at", Instant(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint("how IN ('shadowed','signed','on_roster')", name=op.f("ck_trainings_how")),
        sa.CheckConstraint("until_at > made_at", name=op.f("ck_trainings_forwards")),
        sa.CheckConstraint(
            "how <> 'signed' OR (made_by IS NOT NULL AND reason IS NOT NULL)",
            name=op.f("ck_trainings_signed"),
        ),
        sa.ForeignKeyConstraint(["workflow"], ["workflows.slug"], name="fk_trainings_workflow"),
        sa.PrimaryKeyConstraint("id", name="pk_trainings"),
    )
    op.create_index("ix_trainings_person", "trainings", ["workflow", "person", "until_at"], unique=False)
    op.create_table(
        "joinings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("examples", sa.JSON(), nullable=False),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["workflow"], ["workflows.slug"], name="fk_joinings_workflow"),
        sa.PrimaryKeyConstraint("id", name="pk_joinings"),
    )
    op.create_index(
        "uq_joinings_open",
        "joinings",
        ["workflow", "person"],
        unique=True,
        sqlite_where=sa.text(_OPEN),
        postgresql_where=sa.text(_OPEN),
    )
    op.create_table(
        "shadows",
        sa.Column("joining_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("output_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided", sa.Text(), nullable=False),
        sa.CheckConstraint("place >= 1", name=op.f("ck_shadows_place")),
        sa.CheckConstraint(
            "verdict = 'approve' OR (verdict = 'reject' AND reason IS NOT NULL)",
            name=op.f("ck_shadows_verdict"),
        ),
        sa.CheckConstraint("decided = 'approve' OR decided = 'reject'", name=op.f("ck_shadows_decided")),
        sa.ForeignKeyConstraint(["joining_id"], ["joinings.id"], name="fk_shadows_joining_id"),
        sa.ForeignKeyConstraint(
            ["output_id", "sha256"],
            ["contents.output_id", "contents.sha256"],
            name="fk_shadows_output_id_sha256",
        ),
        sa.PrimaryKeyConstraint("joining_id", "place", name="pk_shadows"),
        sa.UniqueConstraint("joining_id", "output_id", name="uq_shadows_joining_id_output_id"),
    )
    op.create_table(
        "unstaffed",
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("since_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["workflow"], ["workflows.slug"], name="fk_unstaffed_workflow"),
        sa.PrimaryKeyConstraint("workflow", name="pk_unstaffed"),
    )


def downgrade() -> None:
    """Drop them: who was trained stays in evidence."""
    for table in ("unstaffed", "shadows", "joinings", "trainings"):
        op.drop_table(table)
