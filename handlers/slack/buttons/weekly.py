"""The buttons of somebody's own weekly summary, and of what App Home says of it."""

from __future__ import annotations

from functools import partial

from handlers.cards.late_now import draw_late_now
from handlers.slack.desk import Desk
from handlers.slack.presses import Press
from handlers.slack.replies import Opened, Reply, Told
from storage.answering import answering
from storage.late_now import late_now as late_in
from usecases.mute_weekly import MuteWeekly, mute_weekly
from usecases.rehearse_digest import RehearseDigest, rehearse_digest

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


async def mute(desk: Desk, press: Press) -> Reply:
    """Send no more of them to whoever presses."""
    await desk.decide(mute_weekly, MuteWeekly(press.person, True, desk.now()))
    return None if press.at_home else Told("weekly.muted")


async def want(desk: Desk, press: Press) -> Reply:
    """Send them again to whoever presses; App Home shows it."""
    await desk.decide(mute_weekly, MuteWeekly(press.person, False, desk.now()))
    return None


async def send_test(desk: Desk, press: Press) -> Reply:
    """Send whoever presses theirs as it would come now."""
    sent = await desk.decide(rehearse_digest, RehearseDigest(press.person, desk.now()))
    return Told("weekly.test_sent", title="modal.sent") if sent else Told("figures.not_yours")
