"""Indexes for one person's queue: what waits by deadline, what is theirs, what they did today."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126_0500"
down_revision = "20261126_0300"
branch_labels = None
depends_on = None

_OPEN = "state IN ('in_review','approved')"
_HELD = "assignee IS NOT NULL AND closed_at IS NULL"


def upgrade() -> None:
    """Make the index of what is open one that orders it wholly; add those of assignees and of voters."""
    op.drop_index("ix_outputs_open", "outputs")
    _make_partial_index("ix_outputs_open", "outputs", ["state", "due_at", "id"], _OPEN)
    _make_partial_index("ix_reviews_assignee", "reviews", ["assignee"], _HELD)
    op.create_index("ix_votes_person", "votes", ["person", "recorded_at"], unique=False)


def downgrade() -> None:
    """Leave the indexes as they were."""
    op.drop_index("ix_votes_person", "votes")
    op.drop_index("ix_reviews_assignee", "reviews")
    op.drop_index("ix_outputs_open", "outputs")
    _make_partial_index("ix_outputs_open", "outputs", ["state", "due_at"], _OPEN)


def _make_partial_index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(
        name,
        table,
        columns,
        unique=False,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )
