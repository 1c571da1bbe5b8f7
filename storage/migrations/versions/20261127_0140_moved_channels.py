"""Channels that Slack has given another id."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.types import Instant

revision = "20261127_0140"
down_revision = "20261127_0125"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "moved_channels",
        sa.Column("old_id", sa.Text(), nullable=False),
        sa.Column("new_id", sa.Text(), nullable=False),
        sa.Column("moved_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("old_id", name="pk_moved_channels"),
    )
    op.create_index("ix_moved_channels_new_id", "moved_channels", ["new_id"], unique=False)


def downgrade() -> None:
    """Drop it: what led to the old ids leads to the new ones by now."""
    op.drop_table("moved_channels")
