"""When something here was late, and until when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.types import Instant, RowId

revision = "20261126_1100"
down_revision = "20261126_1000"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "alarms",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("raised_at", Instant(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=True),
        sa.Column("cleared_at", Instant(), nullable=True),
        sa.CheckConstraint("(open IS NULL) = (cleared_at IS NOT NULL)", name=op.f("ck_alarms_cleared")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarms")),
        sa.UniqueConstraint("open", name=op.f("uq_alarms_open")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("alarms")
