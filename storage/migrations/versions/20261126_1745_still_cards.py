"""When something was last seen to happen to a card: the longer it is still, the more rarely it is looked at."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.types import Instant

revision = "20261126_1745"
down_revision = "20261126_1740"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it; unknown, it counts from when the card was posted."""
    op.add_column("cards", sa.Column("active_at", Instant(), nullable=True))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("cards", "active_at")
