"""What becomes an exception, by when it did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_0541"
down_revision = "20261127_0540"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the indexes."""
    op.create_index("ix_escalation_steps_taken_at", "escalation_steps", ["taken_at"], unique=False)
    reopened = sa.text("action = 'output.reopened'")
    op.create_index(
        "ix_evidence_reopened",
        "evidence",
        ["at"],
        unique=False,
        sqlite_where=reopened,
        postgresql_where=reopened,
    )
    confirmed = sa.text("state = 'confirmed'")
    op.create_index(
        "ix_reports_confirmed",
        "reports",
        ["judged_at"],
        unique=False,
        sqlite_where=confirmed,
        postgresql_where=confirmed,
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_reports_confirmed", table_name="reports")
    op.drop_index("ix_evidence_reopened", table_name="evidence")
    op.drop_index("ix_escalation_steps_taken_at", table_name="escalation_steps")
