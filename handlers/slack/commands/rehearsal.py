"""`/answerable test-reminder`: a reminder as it would look, to whoever asks."""

from __future__ import annotations

from handlers.cards.message import Message
from handlers.cards.pages import draw_lines
from handlers.cards.phrase import Sentence, say
from handlers.slack.desk import Desk
from handlers.slack.leaving import member
from handlers.slack.presses import Press
from handlers.slack.replies import Reply, Told
from usecases.rehearse_reminder import RehearseReminder, rehearse_reminder


async def send_test_reminder(desk: Desk, person: str, rest: str) -> Message:
    """Wish for it, and say that it comes."""
    who = await member(desk, person, otherwise="rehearsal.not_a_member")
    if isinstance(who, Sentence):
        return draw_lines([who])
    await desk.decide(rehearse_reminder, RehearseReminder(person, desk.now()))
    return draw_lines([say("rehearsal.sent")])


async def press_test_reminder(desk: Desk, press: Press) -> Reply:
    """Say that nothing has changed."""
    return Told("rehearsal.pressed")
