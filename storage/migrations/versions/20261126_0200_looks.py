"""When the reactions on a card were last looked at in Slack."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.types import Instant

revision = "20261126_0200"
down_revision = "20261126_0110"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column: cards that are there already were never looked at."""
    op.add_column("cards", sa.Column("looked_at", Instant(), nullable=True))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("cards", "looked_at")
