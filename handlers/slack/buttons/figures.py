"""*All figures* and *Details*, under the week's summary."""

from __future__ import annotations

from functools import partial

from domain.weeks import Week
from handlers.cards.figures import draw_figures
from handlers.slack.desk import Desk
from handlers.slack.figures import readable_by
from handlers.slack.presses import Press
from handlers.slack.replies import Opened, Reply, Told
from storage.weekly import weekly_summary


async def all_figures(desk: Desk, press: Press) -> Reply:
    """Open the week's figures of the workflows that are this person's to read."""
    channel_id = None if press.message is None else press.message[0]
    may = await readable_by(desk, press.person, channel_id=channel_id)
    try:
        week = Week.named(press.value)
    except ValueError:
        return Told("figures.gone")
    if may.nothing:
        return Told("figures.not_yours")
    return Opened(draw_figures(await desk.db.read(partial(weekly_summary, of=may.of), week, desk.timezone)))
