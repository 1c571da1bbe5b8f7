"""An index for what people have let out lately: marks on its cards are still looked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126_0910"
down_revision = "20261126_0900"
branch_labels = None
depends_on = None

_BY_PEOPLE = "needed > 0"


def upgrade() -> None:
    """Make the index."""
    op.create_index(
        "ix_releases_by_people",
        "releases",
        ["released_at"],
        unique=False,
        sqlite_where=sa.text(_BY_PEOPLE),
        postgresql_where=sa.text(_BY_PEOPLE),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_releases_by_people", "releases")
