"""Channels in which only some people may post."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.types import Instant

revision = "20261126_2020"
down_revision = "20261126_1755"
branch_labels = None
depends_on = None

_BEFORE = "why IN ('archived','closed')"
_NOW = "why IN ('archived','closed','restricted')"


def upgrade() -> None:
    """Add what is known of posting there, and the reason."""
    may_post: sa.Column[bool] = sa.Column("may_post", sa.Boolean(), server_default=sa.true(), nullable=False)
    op.add_column("channels", may_post)
    _reasons(_NOW)


def downgrade() -> None:
    """Forget it: such channels are not known to be gone."""
    op.execute("DELETE FROM lost_channels WHERE why = 'restricted'")
    _reasons(_BEFORE)
    op.drop_column("channels", "may_post")


def _reasons(allowed: str) -> None:
    """Make the table anew with what it holds: SQLite changes no constraint, and PostgreSQL is to have the same."""
    op.execute("CREATE TEMPORARY TABLE lost_before AS SELECT channel_id, why, since_at FROM lost_channels")
    op.drop_table("lost_channels")
    op.create_table(
        "lost_channels",
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("since_at", Instant(), nullable=False),
        sa.CheckConstraint(allowed, name="why"),
        sa.PrimaryKeyConstraint("channel_id", name="pk_lost_channels"),
    )
    op.execute("INSERT INTO lost_channels SELECT channel_id, why, since_at FROM lost_before")
    op.execute("DROP TABLE lost_before")
