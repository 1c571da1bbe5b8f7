"""How long an output waited for its decision, by the wall and in working time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126_1705"
down_revision = "20261126_1700"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; what was closed before has neither."""
    op.add_column("reviews", sa.Column("wall_s", sa.Float(), nullable=True))
    op.add_column("reviews", sa.Column("working_s", sa.Float(), nullable=True))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("reviews", "working_s")
    op.drop_column("reviews", "wall_s")
