"""What got out wrong in a period, and in the four weeks before it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection

from domain.signals.change import WrongOnesChanged
from domain.signals.wrong_ones_out import change_of
from domain.statistics.changing import Change, clear_changes
from storage.signals.scope import Scope
from storage.signals.wrong_ones_out import wrong_out
from storage.volumes import volumes_between
from storage.workflows import all_workflows

# What a period is compared with: one week alone goes up and down by chance.
BASELINE = timedelta(days=28)


def read(conn: Connection, scope: Scope) -> WrongOnesChanged:
    """Return both, and whether they differ by more than chance among all workflows of the period."""
    slug, of = scope.live.slug, {scope.live.slug: scope.live}
    now = wrong_out(conn, of, scope.begins_at, scope.ends_at)[slug]
    before = wrong_out(conn, of, scope.begins_at - BASELINE, scope.begins_at)[slug]
    found = {slug: change_of(now, before)}
    clear = clear_among_all(conn, found, scope.begins_at, scope.ends_at)
    return WrongOnesChanged(now, before, scope.live.policy.working_hours.timezone, clear[slug])


def clear_among_all(
    conn: Connection, found: Mapping[str, Change | None], begins_at: datetime, ends_at: datetime
) -> dict[str, bool]:
    """Say of each of these workflows whether its change in the period may be called one, side by side with those of
    all others: the answer is the same on whatever surface and to whomever it is told.

    The others are asked only where it hangs on them: what is none by itself is none among many.
    """
    if not any(clear_changes([one])[0] for one in found.values()):
        return dict.fromkeys(found, False)
    rest = {live.slug: live for live in all_workflows(conn) if live.slug not in found}
    came = volumes_between(conn, rest, begins_at, ends_at)
    others = {slug: live for slug, live in rest.items() if slug in came}
    now = wrong_out(conn, others, begins_at, ends_at) if others else {}
    before = wrong_out(conn, others, begins_at - BASELINE, begins_at) if others else {}
    beside = [change_of(now[slug], before[slug]) for slug in others]
    clear = clear_changes([*found.values(), *beside])
    return dict(zip(found, clear, strict=False))
