"""Who wants no weekly message of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.types import Instant

revision = "20261127_0520"
down_revision = "20261127_0515"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "mutes",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("muted_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_mutes")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("mutes")
