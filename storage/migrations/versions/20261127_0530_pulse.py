"""Who works with what a workflow brings out, and the pulse: who was asked, and apart from that what was answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.types import Instant

revision = "20261127_0530"
down_revision = "20261127_0520"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "workflow_users",
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('person','group')", name=op.f("ck_workflow_users_kind")),
        sa.ForeignKeyConstraint(["workflow"], ["workflows.slug"], name="fk_workflow_users_workflow"),
        sa.PrimaryKeyConstraint("workflow", "kind", "ref", name="pk_workflow_users"),
    )
    op.create_table(
        "pulse_rounds",
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("round", sa.Text(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Text(), server_default=sa.text("'[]'"), nullable=False),
        sa.ForeignKeyConstraint(["workflow"], ["workflows.slug"], name="fk_pulse_rounds_workflow"),
        sa.PrimaryKeyConstraint("workflow", "round", name="pk_pulse_rounds"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pulse_asks",
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("round", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "state IN ('chosen','asked','reminded','answered')", name=op.f("ck_pulse_asks_state")
        ),
        sa.ForeignKeyConstraint(
            ["workflow", "round"],
            ["pulse_rounds.workflow", "pulse_rounds.round"],
            name="fk_pulse_asks_workflow",
        ),
        sa.PrimaryKeyConstraint("workflow", "round", "person", name="pk_pulse_asks"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_pulse_asks_due", "pulse_asks", ["state", "due_at"], unique=False)
    op.create_table(
        "left_alone",
        sa.Column("person", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_left_alone"),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("left_alone", "pulse_asks", "pulse_rounds", "workflow_users"):
        op.drop_table(table)
