"""Being away, in App Home; and what somebody who is back takes back."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from domain.refusals import Refused
from handlers.cards.leave import draw_away, here_though_away, taken_back_line
from handlers.cards.modals import Carried
from handlers.cards.phrase import Sentence, say
from handlers.fresh import fresh_id
from handlers.slack.desk import Desk
from handlers.slack.leaving import back_now, leave_of, member
from handlers.slack.presses import Press
from handlers.slack.replies import Answered, Opened, Reply, Told, refused
from storage.leave_views import leave_view
from usecases.take_review_back import TakeReviewBack, take_review_back


async def away(desk: Desk, press: Press) -> Reply:
    """Open the window to choose from when until when one is away."""
    who = await member(desk, press.person)
    if isinstance(who, Sentence):
        return Told(who.key)
    now = desk.now()
    today = now.astimezone(ZoneInfo(who.zone)).date()
    carried = Carried("", "", fresh_id("view", now))
    return Opened(draw_away(await leave_of(desk, press.person), carried, today=today))


async def away_back(desk: Desk, press: Press) -> Reply:
    """Keep that the person is back; App Home shows it."""
    who = await member(desk, press.person)
    if isinstance(who, Sentence):
        return Told(who.key)
    said = await back_now(desk, who)
    return Told(said.key) if said.key == "away.not" else None


async def here(desk: Desk, press: Press) -> Reply:
    """Take Friday's question away: the person is here, and nothing changes; who has said otherwise reads that."""
    leave = await leave_of(desk, press.person)
    return Answered("none", say("friday.here") if leave is None else here_though_away(leave))


async def take_back(desk: Desk, press: Press) -> Reply:
    """Give the person again what moved on while they were away, waits still, and nobody has taken."""
    person = await desk.directory.person(press.person)
    view = await desk.db.read(leave_view, press.value)
    if person is None or view is None or view.leave.person != press.person:
        return refused(Refused.of("unknown_person" if person is None else "not_found"), None)
    count = 0
    for one in view.to_take_back:
        known = await desk.directory.person(press.person, workflow=one.workflow) or person
        command = TakeReviewBack(one.output_id, view.leave.id, known, desk.now())
        count += await desk.decide(take_review_back, command)
    return Answered(view.leave.id, taken_back_line(count))
