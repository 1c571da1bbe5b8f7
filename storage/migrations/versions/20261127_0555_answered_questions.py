"""Questions about use by what was answered: each new feedback asks for that."""

from __future__ import annotations

from alembic import op

revision = "20261127_0555"
down_revision = "20261127_0541"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_use_questions_feedback_id", "use_questions", ["feedback_id"], unique=False)


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_use_questions_feedback_id", table_name="use_questions")
