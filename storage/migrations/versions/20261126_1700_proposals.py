"""What people propose to use AI for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.proposal_guards import PROPOSALS
from storage.tables.types import Instant

revision = "20261126_1700"
down_revision = "20261126_1640"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, and the triggers that keep what was proposed."""
    op.create_table(
        "proposals",
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("gains", sa.Text(), nullable=False),
        sa.Column("carries", sa.Text(), nullable=False),
        sa.Column("stop_when", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("proposed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["workflow"], ["workflows.slug"], name="fk_proposals_workflow"),
        sa.PrimaryKeyConstraint("workflow", name="pk_proposals"),
        sa.UniqueConstraint("source", name="uq_proposals_source"),
    )
    for statement in PROPOSALS.making(op.get_context().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Take it away: that something was proposed stays in evidence."""
    for statement in PROPOSALS.undoing(op.get_context().dialect.name):
        op.execute(statement)
    op.drop_table("proposals")
