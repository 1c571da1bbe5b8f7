"""The buttons of somebody's own weekly summary."""

from __future__ import annotations

from functools import partial

from handlers.cards.late_now import draw_late_now
from handlers.slack.desk import Desk
from handlers.slack.presses import Press
from handlers.slack.replies import Opened, Reply, Told
from storage.answering import answering
from storage.late_now import late_now as late_in

# Each with a button, in a modal of at most a hundred blocks; more would not be read.
_SHOWN = 30


async def late_now(desk: Desk, press: Press) -> Reply:
    """Open what is late now in the workflows that whoever presses answers for."""
    now = desk.now()
    theirs = (await desk.db.read(answering, now)).get(press.person)
    if theirs is None:
        return Told("figures.not_yours")
    slugs = [live.slug for live in theirs]
    return Opened(draw_late_now(await desk.db.read(partial(late_in, at_most=_SHOWN), slugs, now)))
