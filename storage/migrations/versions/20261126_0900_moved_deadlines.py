"""An index for reviews whose deadline a question has moved."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126_0900"
down_revision = "20261126_0800"
branch_labels = None
depends_on = None

_MOVED = "due_at IS NOT NULL AND closed_at IS NULL"


def upgrade() -> None:
    """Make the index."""
    op.create_index(
        "ix_reviews_moved",
        "reviews",
        ["output_id"],
        unique=False,
        sqlite_where=sa.text(_MOVED),
        postgresql_where=sa.text(_MOVED),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_reviews_moved", "reviews")
