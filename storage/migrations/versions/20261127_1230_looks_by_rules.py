"""A look at what has gone out keeps the rules of its output, and looks of a week are read from an index alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.types import RowId

revision = "20261127_1230"
down_revision = "20261127_1110"
branch_labels = None
depends_on = None

FILLED = """
UPDATE audit_votes
SET policy_id = (SELECT outputs.policy_id FROM outputs WHERE outputs.id = audit_votes.output_id)
"""


def upgrade() -> None:
    """Add the column, filled from the outputs, and make the indexes anew."""
    op.add_column("audit_votes", sa.Column("policy_id", RowId, nullable=True))
    op.execute(FILLED)
    _by_time("recorded_at", "policy_id", "person")


def downgrade() -> None:
    """Drop the column; looks are found by time alone again."""
    _by_time("recorded_at")
    op.drop_column("audit_votes", "policy_id")


def _by_time(*columns: str) -> None:
    for table in ("votes", "audit_votes"):
        op.drop_index(f"ix_{table}_recorded_at", table_name=table)
        op.create_index(f"ix_{table}_recorded_at", table, columns, unique=False)
