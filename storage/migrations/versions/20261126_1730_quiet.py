"""Who wants fewer direct messages for now."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.types import Instant

revision = "20261126_1730"
down_revision = "20261126_1720"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "quiets",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("until_at", Instant(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_quiets"),
    )


def downgrade() -> None:
    """Drop it: everybody is told everything again."""
    op.drop_table("quiets")
