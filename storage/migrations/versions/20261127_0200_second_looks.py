"""Blind second looks: what was drawn, what the second person said, what came of it where two disagree."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.second_look_guards import SECOND_LOOKS
from storage.tables.types import Instant

revision = "20261127_0200"
down_revision = "20261127_0140"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "second_looks",
        sa.Column("output_id", sa.Text(), nullable=False),
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("pi", sa.Float(), nullable=False),
        sa.Column("drawn_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.CheckConstraint("pi > 0 AND pi <= 1", name=op.f("ck_second_looks_pi")),
        sa.ForeignKeyConstraint(["output_id"], ["outputs.id"], name="fk_second_looks_output_id"),
        sa.ForeignKeyConstraint(["workflow"], ["workflows.slug"], name="fk_second_looks_workflow"),
        sa.PrimaryKeyConstraint("output_id", name="pk_second_looks"),
    )
    op.create_index(
        "ix_second_looks_open",
        "second_looks",
        ["workflow", "output_id"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "second_verdicts",
        sa.Column("output_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("first", sa.Text(), nullable=False),
        sa.Column("first_vote", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("given_at", Instant(), nullable=False),
        sa.Column("settle_by", Instant(), nullable=True),
        sa.CheckConstraint("verdict IN ('approve','reject')", name=op.f("ck_second_verdicts_verdict")),
        sa.CheckConstraint("first IN ('approve','fix','reject')", name=op.f("ck_second_verdicts_first")),
        sa.CheckConstraint(
            "(settle_by IS NOT NULL) = ((first = 'approve') <> (verdict = 'approve'))",
            name=op.f("ck_second_verdicts_disagreement"),
        ),
        sa.ForeignKeyConstraint(
            ["output_id"], ["second_looks.output_id"], name="fk_second_verdicts_output_id"
        ),
        sa.ForeignKeyConstraint(
            ["output_id", "sha256"],
            ["contents.output_id", "contents.sha256"],
            name="fk_second_verdicts_output_id_sha256",
        ),
        sa.PrimaryKeyConstraint("output_id", name="pk_second_verdicts"),
        sa.UniqueConstraint("source", name="uq_second_verdicts_source"),
    )
    op.create_index(
        "ix_second_verdicts_disagreeing",
        "second_verdicts",
        ["output_id"],
        unique=False,
        sqlite_where=sa.text("settle_by IS NOT NULL"),
        postgresql_where=sa.text("settle_by IS NOT NULL"),
    )
    op.create_table(
        "second_settlements",
        sa.Column("output_id", sa.Text(), nullable=False),
        sa.Column("was_wrong", sa.Boolean(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("settled_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["output_id"], ["second_verdicts.output_id"], name="fk_second_settlements_output_id"
        ),
        sa.PrimaryKeyConstraint("output_id", name="pk_second_settlements"),
    )
    op.create_table(
        "talkers",
        sa.Column("output_id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["output_id"], ["second_looks.output_id"], name="fk_talkers_output_id"),
        sa.PrimaryKeyConstraint("output_id", "person", name="pk_talkers"),
    )
    for statement in SECOND_LOOKS.making(op.get_context().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Drop them: that they were given, and how, stays in evidence."""
    for statement in SECOND_LOOKS.undoing(op.get_context().dialect.name):
        op.execute(statement)
    for table in ("talkers", "second_settlements", "second_verdicts", "second_looks"):
        op.drop_table(table)
