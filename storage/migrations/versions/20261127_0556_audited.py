"""What went out at once and is to be looked at is found by when it was handed in; what people see first is not kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_0556"
down_revision = "20261127_0555"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Put the narrower index in the place of the wider."""
    op.drop_index("ix_outputs_sampled", table_name="outputs")
    _index("ix_outputs_audited", "sampled AND needed = 0")


def downgrade() -> None:
    """Put back the wider one."""
    op.drop_index("ix_outputs_audited", table_name="outputs")
    _index("ix_outputs_sampled", "sampled")


def _index(name: str, which: str) -> None:
    op.create_index(
        name,
        "outputs",
        ["workflow", "submitted_at"],
        unique=False,
        sqlite_where=sa.text(which),
        postgresql_where=sa.text(which),
    )
