"""A person's looks at what has gone out are found by the person: for their own count, and for sharing out."""

from __future__ import annotations

from alembic import op

revision = "20261126_2025"
down_revision = "20261126_2020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    op.create_index("ix_audit_votes_person", "audit_votes", ["person", "recorded_at"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_audit_votes_person", table_name="audit_votes")
