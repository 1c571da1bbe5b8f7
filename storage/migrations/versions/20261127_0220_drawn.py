"""Second looks by when they were drawn, and by who gave them: what is told of a workflow, and of one's own day."""

from __future__ import annotations

from alembic import op

revision = "20261127_0220"
down_revision = "20261127_0210"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the indexes."""
    op.create_index("ix_second_looks_drawn", "second_looks", ["workflow", "drawn_at"], unique=False)
    op.create_index("ix_second_verdicts_person", "second_verdicts", ["person", "given_at"], unique=False)


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_second_verdicts_person", table_name="second_verdicts")
    op.drop_index("ix_second_looks_drawn", table_name="second_looks")
