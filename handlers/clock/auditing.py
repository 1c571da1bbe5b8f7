"""Each minute: whether every step was taken in time. What is late is told, and so is that it no longer is."""

from __future__ import annotations

import logging

from handlers.clock.reach import Reach
from storage.alarms import open_alarm
from storage.overdue import counted_steps, overdue_steps
from usecases.note_lateness import NoteLateness, note_lateness

log = logging.getLogger(__name__)


async def audit_steps(reach: Reach) -> None:
    """Raise the alarm if steps are late at two looks in a row, clear it at the first at which none is.

    A process that slept, or has just begun, finds much late and catches up at once.
    """
    late, before = bool(await reach.db.read(overdue_steps, reach.clock.now())), reach.was_late
    reach.was_late = late
    raised = await reach.db.read(open_alarm) is not None
    if late == raised or (late and not before):
        return
    changed = await reach.db.write(note_lateness, NoteLateness(reach.leaders_channel, reach.clock.now()))
    if changed is not None and changed.cleared_at is None:
        told = ", ".join(counted_steps(step, count) for step, count in changed.steps.items())
        log.error("steps are late: %s, since %s", told, changed.since.isoformat(timespec="seconds"))
    elif changed is not None:
        log.info("every step is in time again")
