"""How much of a text a fix changes is kept with it, and what went out corrected is found without what did not."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_1745"
down_revision = "20261127_1230"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, empty: of the fixes so far it was not measured. Add the index."""
    op.add_column("contents", sa.Column("changed", sa.Float(), nullable=True))
    corrected = sa.text("released_sha256 <> content_sha256")
    op.create_index(
        "ix_outputs_corrected",
        "outputs",
        ["workflow", "submitted_at"],
        unique=False,
        sqlite_where=corrected,
        postgresql_where=corrected,
    )


def downgrade() -> None:
    """Drop both."""
    op.drop_index("ix_outputs_corrected", table_name="outputs")
    op.drop_column("contents", "changed")
