"""Who is away, and from whom to whom reviews have gone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.types import Instant, RowId

revision = "20261126_1000"
down_revision = "20261126_0910"
branch_labels = None
depends_on = None

_STANDING, _ON_LEAVE = "ended_at IS NULL", "leave_id IS NOT NULL"


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "leaves",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("from_at", Instant(), nullable=False),
        sa.Column("until_at", Instant(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("set_at", Instant(), nullable=False),
        sa.Column("moved_at", Instant(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.CheckConstraint("from_at < until_at", name=op.f("ck_leaves_forwards")),
        sa.PrimaryKeyConstraint("id", name="pk_leaves"),
    )
    op.create_index(
        "uq_leaves_standing",
        "leaves",
        ["person"],
        unique=True,
        sqlite_where=sa.text(_STANDING),
        postgresql_where=sa.text(_STANDING),
    )
    op.create_table(
        "review_moves",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("output_id", sa.Text(), nullable=False),
        sa.Column("was", sa.Text(), nullable=True),
        sa.Column("becomes", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("moved_by", sa.Text(), nullable=True),
        sa.Column("moved_at", Instant(), nullable=False),
        sa.Column("leave_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["output_id"], ["outputs.id"], name="fk_review_moves_output_id"),
        sa.ForeignKeyConstraint(["leave_id"], ["leaves.id"], name="fk_review_moves_leave_id"),
        sa.PrimaryKeyConstraint("id", name="pk_review_moves"),
    )
    op.create_index("ix_review_moves_output_id", "review_moves", ["output_id"], unique=False)
    op.create_index("ix_review_moves_becomes", "review_moves", ["becomes", "moved_at"], unique=False)
    op.create_index(
        "ix_review_moves_leave_id",
        "review_moves",
        ["leave_id"],
        unique=False,
        sqlite_where=sa.text(_ON_LEAVE),
        postgresql_where=sa.text(_ON_LEAVE),
    )


def downgrade() -> None:
    """Drop both."""
    op.drop_table("review_moves")
    op.drop_table("leaves")
