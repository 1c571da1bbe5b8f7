"""`/answerable digest`: the last whole week's summary, for whoever asks alone."""

from __future__ import annotations

from functools import partial
from zoneinfo import ZoneInfo

from domain.weeks import latest_due
from handlers.cards.digest import draw_weekly
from handlers.cards.message import Message
from handlers.cards.pages import draw_lines
from handlers.cards.phrase import say
from handlers.slack.desk import Desk
from handlers.slack.figures import readable_by
from storage.weekly import weekly_summary


async def tell_digest(desk: Desk, person: str, rest: str) -> Message:
    """Return it, of the workflows that are this person's to read."""
    may = await readable_by(desk, person)
    if may.nothing:
        return draw_lines([say("figures.not_yours")])
    week = latest_due(desk.now(), ZoneInfo(desk.timezone))
    return draw_weekly(await desk.db.read(partial(weekly_summary, of=may.of), week, desk.timezone))
