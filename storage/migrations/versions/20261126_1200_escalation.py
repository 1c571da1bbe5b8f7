"""Who was told of what nobody has decided, and what they were told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.escalation_guards import STEPS
from storage.tables.types import Instant

revision = "20261126_1200"
down_revision = "20261126_1110"
branch_labels = None
depends_on = None

_ROLES = "role IN ('assignee','owner','deputy','leaders')"


def upgrade() -> None:
    """Make the tables, and the triggers that keep what was done."""
    op.create_table(
        "escalations",
        sa.Column("output_id", sa.Text(), nullable=False),
        sa.Column("next_step", sa.Integer(), nullable=False),
        sa.Column("next_at", Instant(), nullable=True),
        sa.Column("held_until", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["output_id"], ["outputs.id"], name="fk_escalations_output_id"),
        sa.PrimaryKeyConstraint("output_id", name="pk_escalations"),
    )
    op.create_index(
        "ix_escalations_next_at",
        "escalations",
        ["next_at"],
        unique=False,
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_table(
        "escalation_steps",
        sa.Column("output_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("taken_at", Instant(), nullable=False),
        sa.CheckConstraint(_ROLES, name=op.f("ck_escalation_steps_role")),
        sa.ForeignKeyConstraint(["output_id"], ["outputs.id"], name="fk_escalation_steps_output_id"),
        sa.PrimaryKeyConstraint("output_id", "step", name="pk_escalation_steps"),
    )
    op.create_table(
        "late_items",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("output_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("from_at", Instant(), nullable=False),
        sa.Column("told_at", Instant(), nullable=True),
        sa.CheckConstraint(_ROLES, name=op.f("ck_late_items_role")),
        sa.ForeignKeyConstraint(["output_id"], ["outputs.id"], name="fk_late_items_output_id"),
        sa.PrimaryKeyConstraint("person", "output_id", name="pk_late_items"),
    )
    op.create_index("ix_late_items_output_id", "late_items", ["output_id"], unique=False)
    op.create_table(
        "summaries",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("ts", sa.Text(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("says_some", sa.Boolean(), nullable=False),
        sa.Column("posted_at", Instant(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_summaries"),
    )
    for statement in STEPS.making(op.get_context().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Take all of it away: the messages themselves stay in Slack, the record in evidence."""
    for statement in STEPS.undoing(op.get_context().dialect.name):
        op.execute(statement)
    for table in ("summaries", "late_items", "escalation_steps", "escalations"):
        op.drop_table(table)
