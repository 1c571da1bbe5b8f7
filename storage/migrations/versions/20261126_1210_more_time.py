"""Who asked for more time for what was late, and why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.escalation_guards import MORE_TIME
from storage.tables.types import Instant

revision = "20261126_1210"
down_revision = "20261126_1200"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, and the triggers that keep what was asked for."""
    op.create_table(
        "more_time",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until_at", Instant(), nullable=False),
        sa.Column("given_at", Instant(), nullable=False),
        sa.CheckConstraint("given_at < until_at", name=op.f("ck_more_time_forwards")),
        sa.ForeignKeyConstraint(["workflow"], ["workflows.slug"], name="fk_more_time_workflow"),
        sa.PrimaryKeyConstraint("source", name="pk_more_time"),
    )
    op.create_index("ix_more_time_workflow", "more_time", ["workflow", "until_at"], unique=False)
    for statement in MORE_TIME.making(op.get_context().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Take it away: that more time was given stays in evidence."""
    for statement in MORE_TIME.undoing(op.get_context().dialect.name):
        op.execute(statement)
    op.drop_table("more_time")
