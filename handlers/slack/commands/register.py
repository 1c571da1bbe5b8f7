"""`/answerable workflows`: where AI works here, who answers for it, and what was stopped or refused."""

from __future__ import annotations

from handlers.cards.message import Message
from handlers.cards.pages import LINES_AT_MOST, draw_lines
from handlers.cards.phrase import say
from handlers.cards.standing import register_lines
from handlers.slack.desk import Desk
from storage.register import register


async def tell_register(desk: Desk, person: str, rest: str) -> Message:
    """Return the register, as far as one message holds it."""
    found = await desk.db.read(register, person)
    if not found.standings:
        return draw_lines([say("home.no_workflow"), say("command.help.propose")])
    return draw_lines(register_lines(found.standings, found.names, at_most=LINES_AT_MOST - 2))
