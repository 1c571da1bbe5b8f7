"""What nobody has just acted on lets others on its route go first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126_1640"
down_revision = "20261126_1620"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it; what waits already yields to nothing."""
    op.add_column(
        "outbox", sa.Column("yields", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    _index("route", "yields", "id")


def downgrade() -> None:
    """Take it away."""
    _index("route", "id")
    op.drop_column("outbox", "yields")


def _index(*columns: str) -> None:
    op.drop_index("ix_outbox_route", "outbox")
    op.create_index(
        "ix_outbox_route",
        "outbox",
        list(columns),
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
