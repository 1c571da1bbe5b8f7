"""Watching, for AI that runs already: a signature with an end. What goes out meanwhile is all looked at afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.lanes import Lane, Status

WATCHED_FOR = timedelta(days=14)
# So long before the end whoever answers for it is told that it comes.
ENDS_SOON = timedelta(days=2)


def status_at(status: Status, watched_until: datetime | None, now: datetime) -> Status:
    """Return the status that holds at `now`: watching is over at its end, whether or not anybody has noted that."""
    if status == "watching" and (watched_until is None or watched_until <= now):
        return "paused"
    return status


def can_be_watched(allowed: Lane, in_force: Lane) -> bool:
    """Say whether what is in these lanes may be watched: nothing that a person always decides."""
    return "always_human" not in (allowed, in_force)
