"""How much was looked at a second time in a week is found by time."""

from __future__ import annotations

from alembic import op

revision = "20261127_0210"
down_revision = "20261127_0201"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what finds it."""
    op.create_index("ix_second_verdicts_given_at", "second_verdicts", ["given_at"], unique=False)


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_second_verdicts_given_at", table_name="second_verdicts")
