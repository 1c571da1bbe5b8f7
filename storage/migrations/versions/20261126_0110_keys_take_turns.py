"""What one API key has waiting is found without reading what others have."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126_0110"
down_revision = "20261126_0100"
branch_labels = None
depends_on = None

WAITING = sa.text("state = 'in_review'")


def upgrade() -> None:
    """Add the index."""
    op.create_index(
        "ix_outputs_waiting",
        "outputs",
        ["api_key_id", "due_at"],
        unique=False,
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_outputs_waiting", "outputs")
