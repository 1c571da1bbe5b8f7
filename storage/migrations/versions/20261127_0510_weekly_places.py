"""Where the week's summary stands, and since when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.types import Instant

revision = "20261127_0510"
down_revision = "20261127_0450"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; of what was sent before, neither is known."""
    op.add_column("digests", sa.Column("channel_id", sa.Text(), nullable=True))
    op.add_column("digests", sa.Column("sent_at", Instant(), nullable=True))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("digests", "sent_at")
    op.drop_column("digests", "channel_id")
