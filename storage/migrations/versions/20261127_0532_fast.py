"""Approvals sooner than one reads are kept as such; how long looks took, and what came with a confidence, is read from
an index.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_0532"
down_revision = "20261127_0531"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and the indexes."""
    op.add_column("review_times", sa.Column("fast", sa.Boolean(), nullable=True))
    _times_by("workflow", "day", "seconds")
    op.create_index(
        "ix_outputs_stated",
        "outputs",
        ["workflow", "submitted_at"],
        unique=False,
        sqlite_where=sa.text("confidence IS NOT NULL"),
        postgresql_where=sa.text("confidence IS NOT NULL"),
    )


def downgrade() -> None:
    """Drop them; the times are found by day alone again."""
    op.drop_index("ix_outputs_stated", table_name="outputs")
    _times_by("workflow", "day")
    op.drop_column("review_times", "fast")


def _times_by(*columns: str) -> None:
    op.drop_index("ix_review_times_day", table_name="review_times")
    op.create_index("ix_review_times_day", "review_times", list(columns), unique=False)
