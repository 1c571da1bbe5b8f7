"""What a message of what is late offers, and when it came to say so: what only the clock changes waits for minutes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.types import Instant

revision = "20261126_2035"
down_revision = "20261126_2025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns: of messages that are there already nobody knows either."""
    op.add_column("summaries", sa.Column("shown_at", Instant(), nullable=True))
    op.add_column("summaries", sa.Column("offers", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("summaries", "offers")
    op.drop_column("summaries", "shown_at")
