"""Who asked those who answer for a workflow and those who clean up after it, about which week."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.types import Instant

revision = "20261127_0540"
down_revision = "20261127_0532"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "both_asked",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("asked_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["workflow"], ["workflows.slug"], name=op.f("fk_both_asked_workflow")),
        sa.PrimaryKeyConstraint("period", "workflow", name=op.f("pk_both_asked")),
    )
    op.create_index("ix_both_asked_asked_at", "both_asked", ["asked_at"], unique=False)


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_both_asked_asked_at", table_name="both_asked")
    op.drop_table("both_asked")
