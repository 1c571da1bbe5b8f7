"""Workflows whose owner has left the company."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.types import Instant

revision = "20261126_1400"
down_revision = "20261126_1210"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "unowned",
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("since_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["workflow"], ["workflows.slug"], name="fk_unowned_workflow"),
        sa.PrimaryKeyConstraint("workflow", name="pk_unowned"),
    )


def downgrade() -> None:
    """Drop it: what was noted stays in evidence."""
    op.drop_table("unowned")
