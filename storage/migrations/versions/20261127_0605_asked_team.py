"""Which team somebody asked about: what came of it is told of the same."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_0605"
down_revision = "20261127_0556"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep it from now on."""
    op.add_column("both_asked", sa.Column("team", sa.Text(), nullable=True))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("both_asked", "team")
