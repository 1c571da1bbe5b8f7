"""Who was told of what is not put right in time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.escalation_guards import PUT_RIGHT_STEPS
from storage.tables.types import Instant

revision = "20261126_1620"
down_revision = "20261126_1400"
branch_labels = None
depends_on = None

_ROLES = "role IN ('assignee','owner','deputy','leaders')"
_TASK = "put_rights.output_id"


def upgrade() -> None:
    """Make the tables, and the triggers that keep what was done."""
    op.create_table(
        "put_right_escalations",
        sa.Column("output_id", sa.Text(), nullable=False),
        sa.Column("next_step", sa.Integer(), nullable=False),
        sa.Column("next_at", Instant(), nullable=True),
        sa.Column("held_until", Instant(), nullable=True),
        sa.Column("held_by", sa.Text(), nullable=True),
        sa.Column("held_why", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(held_until IS NULL) = (held_by IS NULL)", name=op.f("ck_put_right_escalations_held")
        ),
        sa.ForeignKeyConstraint(["output_id"], [_TASK], name="fk_put_right_escalations_output_id"),
        sa.PrimaryKeyConstraint("output_id", name="pk_put_right_escalations"),
    )
    op.create_index(
        "ix_put_right_escalations_next_at",
        "put_right_escalations",
        ["next_at"],
        unique=False,
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_table(
        "put_right_steps",
        sa.Column("output_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("taken_at", Instant(), nullable=False),
        sa.CheckConstraint(_ROLES, name=op.f("ck_put_right_steps_role")),
        sa.ForeignKeyConstraint(["output_id"], [_TASK], name="fk_put_right_steps_output_id"),
        sa.PrimaryKeyConstraint("output_id", "step", name="pk_put_right_steps"),
    )
    op.create_table(
        "late_put_rights",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("output_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("from_at", Instant(), nullable=False),
        sa.Column("told_at", Instant(), nullable=True),
        sa.CheckConstraint(_ROLES, name=op.f("ck_late_put_rights_role")),
        sa.ForeignKeyConstraint(["output_id"], [_TASK], name="fk_late_put_rights_output_id"),
        sa.PrimaryKeyConstraint("person", "output_id", name="pk_late_put_rights"),
    )
    op.create_index("ix_late_put_rights_output_id", "late_put_rights", ["output_id"], unique=False)
    for statement in PUT_RIGHT_STEPS.making(op.get_context().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Take all of it away: the messages themselves stay in Slack, the record in evidence."""
    for statement in PUT_RIGHT_STEPS.undoing(op.get_context().dialect.name):
        op.execute(statement)
    for table in ("late_put_rights", "put_right_steps", "put_right_escalations"):
        op.drop_table(table)
