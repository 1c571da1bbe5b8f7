"""Whoever signs for less checking signs for a share that reckons with what reviewers miss: it is kept beside it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_0515"
down_revision = "20261127_0510"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What is signed already reckoned with none missed."""
    op.add_column("workflows", sa.Column("sensitivity", sa.Float(), server_default="1", nullable=False))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("workflows", "sensitivity")
