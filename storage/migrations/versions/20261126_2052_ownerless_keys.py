"""API keys whose owner has left."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.types import Instant

revision = "20261126_2052"
down_revision = "20261126_2051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "ownerless_keys",
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("since_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["api_keys.id"], name="fk_ownerless_keys_key_id"),
        sa.PrimaryKeyConstraint("key_id", name="pk_ownerless_keys"),
    )


def downgrade() -> None:
    """Drop it: what was noted stays in evidence."""
    op.drop_table("ownerless_keys")
