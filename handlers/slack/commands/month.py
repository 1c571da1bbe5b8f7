"""`/answerable month NAME`: what was overturned so far this month, to whoever decides there or answers for it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from domain.eligibility import unfit
from domain.months import Month
from handlers.cards.message import Message
from handlers.cards.month import draw_month, month_name
from handlers.cards.pages import draw_lines
from handlers.cards.phrase import say
from handlers.slack.commands.workflow import which_workflow
from handlers.slack.desk import Desk
from storage.months import team_month
from storage.people import listed_on
from storage.workflows import workflow
from usecases.pause_workflow import may_resume


async def tell_month(desk: Desk, person: str, rest: str) -> Message:
    """Return it as the channel will read it, of this workflow alone; nothing is sent to anybody."""
    found = await desk.db.read(workflow, rest.lower())
    if found is None:
        return await which_workflow(desk, "month", rest)
    known = await desk.directory.person(person, workflow=found.slug)
    fit = known is not None and unfit(known, now=desk.now()) is None
    listed = await desk.db.read(listed_on, found.slug)
    if known is None or not fit or not (may_resume(found, person) or listed.includes(known)):
        return draw_lines([say("month.not_yours", slug=found.slug)])
    month = Month.of(desk.now().astimezone(ZoneInfo(found.policy.working_hours.timezone)).date())
    told = await desk.db.read(team_month, found.channel_id, month, {found.slug})
    if told.is_empty:
        return draw_lines([say("month.nothing", slug=found.slug, month=month_name(told))])
    return draw_month("so-far", told)
