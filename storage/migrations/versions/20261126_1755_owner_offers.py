"""Who was asked to answer for a workflow that has no owner, and what they said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.types import Instant

revision = "20261126_1755"
down_revision = "20261126_1750"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "owner_offers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("named_by", sa.Text(), nullable=False),
        sa.Column("named_at", Instant(), nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("filed_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "state IN ('open','accepted','declined','withdrawn')", name=op.f("ck_owner_offers_state")
        ),
        sa.CheckConstraint("(state = 'open') = (answered_at IS NULL)", name=op.f("ck_owner_offers_answered")),
        sa.ForeignKeyConstraint(["workflow"], ["workflows.slug"], name="fk_owner_offers_workflow"),
        sa.PrimaryKeyConstraint("id", name="pk_owner_offers"),
    )
    op.create_index(
        "uq_owner_offers_open",
        "owner_offers",
        ["workflow"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )


def downgrade() -> None:
    """Drop it: what was said stays in evidence."""
    op.drop_table("owner_offers")
