"""What is done with and need not be kept."""

from __future__ import annotations

from datetime import timedelta

from handlers.clock.reach import Reach
from usecases.forget_events import AT_ONCE, ForgetEvents, forget_events

# Slack repeats an event for minutes; a month leaves time to look into what happened.
EVENTS_KEPT = timedelta(days=30)


async def keep_house(reach: Reach) -> None:
    """Delete stored events that were dealt with a month ago, in small pieces."""
    before = reach.clock.now() - EVENTS_KEPT
    while await reach.db.write(forget_events, ForgetEvents(before)) == AT_ONCE:
        pass
