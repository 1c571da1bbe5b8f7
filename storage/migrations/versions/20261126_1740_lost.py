"""Channels that are gone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.types import Instant

revision = "20261126_1740"
down_revision = "20261126_1730"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "lost_channels",
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("since_at", Instant(), nullable=False),
        sa.CheckConstraint("why IN ('archived','closed')", name="why"),
        sa.PrimaryKeyConstraint("channel_id", name="pk_lost_channels"),
    )


def downgrade() -> None:
    """Drop it: what was noted stays in evidence."""
    op.drop_table("lost_channels")
