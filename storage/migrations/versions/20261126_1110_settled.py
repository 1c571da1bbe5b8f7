"""An index for what people have decided, by when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126_1110"
down_revision = "20261126_1100"
branch_labels = None
depends_on = None

_BY_PEOPLE = "settled_at IS NOT NULL AND needed > 0"


def upgrade() -> None:
    """Make the index."""
    op.create_index(
        "ix_outputs_settled",
        "outputs",
        ["workflow", "settled_at"],
        unique=False,
        sqlite_where=sa.text(_BY_PEOPLE),
        postgresql_where=sa.text(_BY_PEOPLE),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_outputs_settled", "outputs")
