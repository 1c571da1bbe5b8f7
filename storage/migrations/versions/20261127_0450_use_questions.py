"""Which outputs' use is asked about, of whom, and whether they have said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.types import Instant

revision = "20261127_0450"
down_revision = "20261127_0220"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "use_questions",
        sa.Column("output_id", sa.Text(), nullable=False),
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("drawn_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=True),
        sa.Column("feedback_id", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting','asked','answered','passed')", name=op.f("ck_use_questions_state")
        ),
        sa.CheckConstraint(
            "(state IN ('asked','answered')) = (day IS NOT NULL)", name=op.f("ck_use_questions_asked")
        ),
        sa.CheckConstraint(
            "(state = 'answered') = (feedback_id IS NOT NULL)", name=op.f("ck_use_questions_answered")
        ),
        sa.ForeignKeyConstraint(["output_id"], ["outputs.id"], name="fk_use_questions_output_id"),
        sa.ForeignKeyConstraint(["workflow"], ["workflows.slug"], name="fk_use_questions_workflow"),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name="fk_use_questions_feedback_id"),
        sa.PrimaryKeyConstraint("output_id", name="pk_use_questions"),
    )
    op.create_index("ix_use_questions_drawn", "use_questions", ["workflow", "drawn_at"], unique=False)
    op.create_index("ix_use_questions_day", "use_questions", ["person", "day"], unique=False)
    op.create_index(
        "ix_use_questions_waiting",
        "use_questions",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("use_questions")
