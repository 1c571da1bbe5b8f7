"""*Ask both*, in the leaders' weekly summary."""

from __future__ import annotations

from functools import partial

from domain.eligibility import unfit
from domain.needs import CleanedElsewhere
from domain.refusals import Refused
from domain.weeks import Week
from handlers.cards.modals import notice
from handlers.cards.phrase import Sentence, say
from handlers.cards.safe_text import clipped
from handlers.slack.desk import Desk
from handlers.slack.figures import asked_in, readable_by
from handlers.slack.presses import Press
from handlers.slack.replies import Reply, Told, refused, shown
from storage.weekly import weekly_summary
from usecases.ask_both import AskBoth, BothHear
from usecases.ask_both import ask_both as ask

_NAME_ROOM = 80


async def ask_both(desk: Desk, press: Press) -> Reply:
    """Ask those who answer for the workflow and those who clean up after it, for whoever leads; once a week's."""
    period, _, slug = press.value.partition(":")
    person = await desk.directory.person(press.person)
    may = await readable_by(desk, press.person, channel_id=asked_in(press))
    if person is None:
        return refused(Refused.of("unknown_person"), None)
    if may.of is not None or unfit(person, now=desk.now()) is not None:
        return Told("figures.not_yours")
    week = Week.named(period)
    summary = await desk.db.read(partial(weekly_summary, of=[slug]), week, desk.timezone)
    about = next((one.about for one in summary.needs if isinstance(one.about, CleanedElsewhere)), None)
    if about is None or about.team is None or about.minutes is None:
        return Told("ask_both.over")
    command = AskBoth(slug, week, person, about.team, about.minutes, summary.ends_at, desk.now())
    hear = await desk.decide(ask, command)
    if hear is None:
        return Told("ask_both.already")
    return shown(press, notice("modal.ask_both", _done(hear, clipped(about.team.capitalize(), _NAME_ROOM))))


def _done(hear: BothHear, team: str) -> Sentence:
    if hear.owner is None:
        return say("ask_both.team_only" if hear.team_reads else "ask_both.nobody", team=team)
    owner = clipped(hear.owner, _NAME_ROOM)
    return say("ask_both.done" if hear.team_reads else "ask_both.owner_only", owner=owner, team=team)
