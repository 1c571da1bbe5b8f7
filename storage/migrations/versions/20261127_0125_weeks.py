"""A week is summed up from its own rows."""

from __future__ import annotations

from alembic import op

revision = "20261127_0125"
down_revision = "20261126_2125"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_votes_recorded_at", "votes", "recorded_at"),
    ("ix_audit_votes_recorded_at", "audit_votes", "recorded_at"),
    ("ix_questions_asked_at", "questions", "asked_at"),
    ("ix_feedback_given_at", "feedback", "given_at"),
)


def upgrade() -> None:
    """Add what finds them by time."""
    for name, table, column in INDEXES:
        op.create_index(name, table, [column], unique=False)


def downgrade() -> None:
    """Drop it."""
    for name, table, _ in reversed(INDEXES):
        op.drop_index(name, table_name=table)
