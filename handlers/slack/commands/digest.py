"""`/answerable digest`: the last whole week's summary, for whoever asks; `test`, `off` and `on` are about their own."""

from __future__ import annotations

from functools import partial
from zoneinfo import ZoneInfo

from domain.weeks import latest_due
from handlers.cards.digest import draw_weekly
from handlers.cards.message import Message
from handlers.cards.pages import draw_lines
from handlers.cards.phrase import Sentence, say
from handlers.slack.desk import Desk
from handlers.slack.figures import readable_by
from handlers.slack.leaving import member
from storage.weekly import weekly_summary
from storage.weekly_readers import own_weeklies
from usecases.mute_weekly import MuteWeekly, mute_weekly
from usecases.rehearse_digest import RehearseDigest, rehearse_digest


async def tell_digest(desk: Desk, person: str, rest: str) -> Message:
    """Return it, of the workflows that are this person's to read; or do what was asked about their own message."""
    words = rest.lower()
    if words in ("on", "off", "test"):
        return draw_lines([await _about_own(desk, person, words)])
    if words:
        return draw_lines([say("weekly.how")])
    may = await readable_by(desk, person)
    if may.nothing:
        return draw_lines([say("figures.not_yours")])
    week = latest_due(desk.now(), ZoneInfo(desk.timezone))
    return draw_weekly(await desk.db.read(partial(weekly_summary, of=may.of), week, desk.timezone))


async def _about_own(desk: Desk, person: str, words: str) -> Sentence:
    who, now = await member(desk, person, otherwise="figures.not_yours"), desk.now()
    if isinstance(who, Sentence):
        return who
    if not await desk.db.read(own_weeklies, person, now):
        return say("figures.not_yours")
    if words == "test":
        await desk.decide(rehearse_digest, RehearseDigest(person, now))
        return say("weekly.test_sent")
    changed = await desk.decide(mute_weekly, MuteWeekly(person, words == "off", now))
    if words == "off":
        return say("weekly.muted")
    return say("weekly.wanted" if changed else "weekly.wanted_before")
