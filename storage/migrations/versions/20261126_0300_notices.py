"""Messages about one output, other than its card, that are kept up to date."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.types import Instant

revision = "20261126_0300"
down_revision = "20261126_0200"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "notices",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("output_id", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("channel_id", sa.Text(), nullable=True),
        sa.Column("ts", sa.Text(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("wanted_at", Instant(), nullable=False),
        sa.CheckConstraint("(channel_id IS NULL) = (ts IS NULL)", name=op.f("ck_notices_posted")),
        sa.ForeignKeyConstraint(["output_id"], ["outputs.id"], name="fk_notices_output_id"),
        sa.PrimaryKeyConstraint("subject", name="pk_notices"),
    )
    op.create_index("ix_notices_output_id", "notices", ["output_id"], unique=False)
    op.create_index("ix_notices_message", "notices", ["channel_id", "ts"], unique=True)


def downgrade() -> None:
    """Drop it: the messages themselves stay in Slack."""
    op.drop_table("notices")
