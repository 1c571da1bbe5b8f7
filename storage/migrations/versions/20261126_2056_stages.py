"""Stages inside `automated`: what was drawn, attempts to earn less checking, and every change."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.stage_guards import STAGES
from storage.tables.types import Instant, RowId

revision = "20261126_2056"
down_revision = "20261126_2052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns, tables and guards. What people looked at before was all of it; the rest nobody had drawn."""
    op.add_column("workflows", sa.Column("stage", sa.Text(), nullable=True))
    op.add_column("workflows", sa.Column("stage_at", Instant(), nullable=True))
    op.add_column("workflows", sa.Column("trial_id", RowId, nullable=True))
    op.add_column("permits", sa.Column("numbers", sa.Text(), nullable=True))
    op.add_column("outputs", sa.Column("pi", sa.Float(), nullable=True))
    op.add_column("outputs", sa.Column("sampled", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("outputs", sa.Column("stage", sa.Text(), nullable=True))
    op.add_column("outputs", sa.Column("trial_id", RowId, nullable=True))
    op.execute("UPDATE workflows SET stage = 'sampling' WHERE lane = 'automated'")
    op.execute(
        "UPDATE outputs SET pi = 1, sampled = true WHERE needed > 0"
        " OR EXISTS (SELECT 1 FROM reviews WHERE output_id = outputs.id AND kind = 'audit')"
    )
    _make_tables()
    for statement in STAGES.making(op.get_context().dialect.name):
        op.execute(statement)


def _make_tables() -> None:
    op.create_table(
        "trials",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("model_version", sa.Text(), nullable=False),
        sa.Column("prompt_version", sa.Text(), nullable=False),
        sa.Column("policy_id", RowId, nullable=False),
        sa.Column("began_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=True),
        sa.Column("counted", sa.Integer(), server_default="0", nullable=False),
        sa.Column("errors", sa.Integer(), server_default="0", nullable=False),
        sa.Column("late", sa.Integer(), server_default="0", nullable=False),
        sa.Column("drift", sa.Integer(), server_default="0", nullable=False),
        sa.Column("clean", sa.Integer(), server_default="0", nullable=False),
        sa.Column("counted_at", Instant(), nullable=True),
        sa.Column("counted_id", sa.Text(), nullable=True),
        sa.Column("ask_after", Instant(), nullable=True),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_why IS NULL)", name=op.f("ck_trials_ended")),
        sa.CheckConstraint(
            "ended_why IN ('maker','policy','critical','drift','stopped')", name=op.f("ck_trials_ended_why")
        ),
        sa.CheckConstraint("late <= errors AND errors <= counted", name=op.f("ck_trials_counted")),
        sa.ForeignKeyConstraint(["workflow"], ["workflows.slug"], name="fk_trials_workflow"),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name="fk_trials_policy_id"),
        sa.PrimaryKeyConstraint("id", name="pk_trials"),
    )
    op.create_index(
        "uq_trials_open",
        "trials",
        ["workflow", "model", "model_version", "prompt_version", "policy_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "transitions",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("lane_before", sa.Text(), nullable=False),
        sa.Column("stage_before", sa.Text(), nullable=True),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("output_id", sa.Text(), nullable=True),
        sa.Column("trial_id", RowId, nullable=True),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_transitions"),
    )
    op.create_index("ix_transitions_workflow", "transitions", ["workflow", "id"], unique=False)


def downgrade() -> None:
    """Take it away: what changed stays in evidence. Where everything is checked just now, it stays so."""
    for statement in STAGES.undoing(op.get_context().dialect.name):
        op.execute(statement)
    op.execute("UPDATE workflows SET lane = 'reviewed' WHERE stage = 'screening'")
    op.drop_table("transitions")
    op.drop_table("trials")
    for table, columns in (
        ("outputs", ("trial_id", "stage", "sampled", "pi")),
        ("permits", ("numbers",)),
        ("workflows", ("trial_id", "stage_at", "stage")),
    ):
        for column in columns:
            op.drop_column(table, column)
