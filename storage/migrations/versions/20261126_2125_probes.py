"""Probes, and what each person said of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.types import Instant

revision = "20261126_2125"
down_revision = "20261126_2121"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "probes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("input", sa.Text(), nullable=True),
        sa.Column("from_output", sa.Text(), nullable=True),
        sa.Column("wrong", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("commitment", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("retired_at", Instant(), nullable=True),
        sa.CheckConstraint("content <> '' AND wrong <> ''", name=op.f("ck_probes_said")),
        sa.ForeignKeyConstraint(["workflow"], ["workflows.slug"], name="fk_probes_workflow"),
        sa.ForeignKeyConstraint(["from_output"], ["outputs.id"], name="fk_probes_from_output"),
        sa.PrimaryKeyConstraint("id", name="pk_probes"),
    )
    op.create_index("ix_probes_workflow", "probes", ["workflow", "retired_at"], unique=False)
    op.create_table(
        "probe_answers",
        sa.Column("probe_id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('approve','reject','fix','ask')", name=op.f("ck_probe_answers_verdict")
        ),
        sa.ForeignKeyConstraint(["probe_id"], ["probes.id"], name="fk_probe_answers_probe_id"),
        sa.ForeignKeyConstraint(["before"], ["outputs.id"], name="fk_probe_answers_before"),
        sa.PrimaryKeyConstraint("probe_id", "person", name="pk_probe_answers"),
        sa.UniqueConstraint("person", "before", name="uq_probe_answers_person_before"),
    )


def downgrade() -> None:
    """Drop them: that they were judged stays in evidence."""
    op.drop_table("probe_answers")
    op.drop_table("probes")
