"""Approvals sooner than one reads are kept as such; what came with a confidence is found without reading the rest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_0532"
down_revision = "20261127_0531"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and the index."""
    op.add_column("review_times", sa.Column("fast", sa.Boolean(), nullable=True))
    op.create_index(
        "ix_outputs_stated",
        "outputs",
        ["workflow", "submitted_at"],
        unique=False,
        sqlite_where=sa.text("confidence IS NOT NULL"),
        postgresql_where=sa.text("confidence IS NOT NULL"),
    )


def downgrade() -> None:
    """Drop both."""
    op.drop_index("ix_outputs_stated", table_name="outputs")
    op.drop_column("review_times", "fast")
