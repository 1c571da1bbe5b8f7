"""What was said, shown, signed or let out is never changed behind it."""

from __future__ import annotations

from alembic import op

from storage.migrations.later_guards import LATER

revision = "20261126_0800"
down_revision = "20261126_0700"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the triggers."""
    for statement in LATER.making(op.get_context().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Take them away."""
    for statement in LATER.undoing(op.get_context().dialect.name):
        op.execute(statement)
