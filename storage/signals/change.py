"""What got out wrong in a period, and in the four weeks before it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from domain.signals.change import WrongOnesChanged
from storage.signals.scope import Scope
from storage.signals.wrong_ones_out import wrong_out

# What a period is compared with: one week alone goes up and down by chance.
BASELINE = timedelta(days=28)


def read(conn: Connection, scope: Scope) -> WrongOnesChanged:
    """Return both."""
    of = {scope.live.slug: scope.live}
    now = wrong_out(conn, of, scope.begins_at, scope.ends_at)
    before = wrong_out(conn, of, scope.begins_at - BASELINE, scope.begins_at)
    zone = scope.live.policy.working_hours.timezone
    return WrongOnesChanged(now[scope.live.slug], before[scope.live.slug], zone)
