"""Which messages to somebody wait, since they want fewer just now, and nothing about them is urgent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from storage.quiet import quiet_until
from storage.stage_views import stage_view
from storage.stops import stop_of
from storage.workflows import Workflow, workflow

# What a wish that waits for somebody's peace says of itself: it is known by that when the peace is over.
IN_PEACE = "its reader wants fewer messages"

# What the policy of its workflow can make urgent, by what its subject is.
ABOUT_WORKFLOW = frozenset({"proposal", "unowned", "unstaffed", "training_ends"})
ABOUT_STOP = frozenset({"stopped", "still_stopped"})
ABOUT_STAGE = "stage"
CAN_WAIT = (
    ABOUT_WORKFLOW
    | ABOUT_STOP
    | {ABOUT_STAGE, "ownerless_key", "lost_channel", "month", "stand_in", "use", "pulse", "digest"}
)


def peace_until(conn: Connection, kind: str, subject: str, person: str, now: datetime) -> datetime | None:
    """Return until when the message of this kind is to wait for this person; None where it is not to."""
    if kind not in CAN_WAIT:
        return None
    until = quiet_until(conn, [person], now).get(person)
    if until is None:
        return None
    about = _about(conn, kind, subject)
    return None if about is not None and about.policy.urgent else until


def _about(conn: Connection, kind: str, subject: str) -> Workflow | None:
    if kind in ABOUT_STOP:
        stop = stop_of(conn, int(subject))
        return None if stop is None else stop.workflow
    if kind == ABOUT_STAGE:
        view = stage_view(conn, int(subject))
        return None if view is None else view.workflow
    return workflow(conn, subject) if kind in ABOUT_WORKFLOW else None
