"""What stands behind the leading signals: of one workflow at a time, read when somebody asks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Connection

from domain.signals.signal import Read, Reading
from storage.organisation import team_sizes
from storage.signals import (
    agreement,
    change,
    cleanup,
    confidence,
    cost,
    exceptions,
    fast_approvals,
    load,
    overturned,
    pilot_and_scale,
    sampling,
    staffing,
    standing,
    threshold,
    trust,
    use,
    waiting,
)
from storage.signals.leading import leading
from storage.signals.scope import Scope
from storage.workflows import Workflow, all_workflows

# By the key of the signal, in the order of `domain.signals.BEHIND`.
READERS: Mapping[str, Callable[[Connection, Scope], Read]] = MappingProxyType({
    "standing": standing.read,
    "change": change.read,
    "pilot_and_scale": pilot_and_scale.read,
    "agreement": agreement.read,
    "overturned": overturned.read,
    "fast_approvals": fast_approvals.read,
    "sampling": sampling.read,
    "confidence": confidence.read,
    "threshold": threshold.read,
    "use": use.read,
    "trust": trust.read,
    "load": load.read,
    "waiting": waiting.read,
    "staffing": staffing.read,
    "cost": cost.read,
    "cleanup": cleanup.read,
    "exceptions": exceptions.read,
})  # fmt: skip


def behind(conn: Connection, scope: Scope) -> dict[str, Read]:
    """Return what is known of each, by its key."""
    return {key: read(conn, scope) for key, read in READERS.items()}


def readings(conn: Connection, live: Workflow, begins_at: datetime, ends_at: datetime) -> dict[str, Reading]:
    """Return every signal of the workflow as numbers, the leading ones first, by its key."""
    scope = Scope(live, begins_at, ends_at, team_sizes(conn, all_workflows(conn)))
    found = leading(conn, {live.slug: live}, begins_at, ends_at)[live.slug].readings
    return found | {key: one.reading for key, one in behind(conn, scope).items()}


def readings_of(
    conn: Connection, slugs: Collection[str], begins_at: datetime, ends_at: datetime, key: str
) -> dict[str, Reading]:
    """Return one of them as numbers, of each of these workflows by name."""
    known = all_workflows(conn)
    found = [live for live in known if live.slug in slugs]
    sizes = team_sizes(conn, known)
    scopes = {live.slug: Scope(live, begins_at, ends_at, sizes) for live in found}
    return {slug: READERS[key](conn, scope).reading for slug, scope in scopes.items()}
