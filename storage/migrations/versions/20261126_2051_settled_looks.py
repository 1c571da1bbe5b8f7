"""What somebody said of what has gone out stands with its reason, once it counts."""

from __future__ import annotations

from alembic import op

from storage.migrations.watching_guards import SETTLED_LOOKS

revision = "20261126_2051"
down_revision = "20261126_2035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the trigger."""
    for statement in SETTLED_LOOKS.making(op.get_context().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Drop it."""
    for statement in SETTLED_LOOKS.undoing(op.get_context().dialect.name):
        op.execute(statement)
