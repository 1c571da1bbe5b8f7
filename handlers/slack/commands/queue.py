"""`/answerable queue`: what waits for whoever asks, one after the other."""

from __future__ import annotations

from handlers.slack.desk import Desk
from handlers.slack.queueing import first_step
from handlers.slack.replies import Opened


async def review_now(desk: Desk, person: str, rest: str) -> Opened:
    """Return the person's queue, to be opened."""
    return await first_step(desk, person)
