"""The window in which somebody says from when until when they are away."""

from __future__ import annotations

from domain.leave import absence
from handlers.cards.elements import section
from handlers.cards.leave import FROM, UNTIL, day_in
from handlers.cards.message import Json
from handlers.cards.modals import modal
from handlers.cards.phrase import Sentence, say
from handlers.slack.desk import Desk
from handlers.slack.leaving import leave_now, member
from handlers.slack.presses import Submission
from handlers.slack.submissions.answers import at_block, instead


async def away(desk: Desk, given: Submission) -> Json:
    """Keep that the person is away; what cannot be is said at the day."""
    who = await member(desk, given.person)
    if isinstance(who, Sentence):
        return at_block(UNTIL, who)
    first, back = day_in(given.values, FROM), day_in(given.values, UNTIL)
    if back is None:
        return at_block(UNTIL, say("away.no_such_day"))
    said = await leave_now(desk, who, absence(first, back, now=desk.now(), zone=who.zone))
    if isinstance(said, Sentence):
        return at_block(UNTIL, said)
    return instead(modal("notice", "modal.away", [section(one.plain()) for one in said]))
