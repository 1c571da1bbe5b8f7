"""`/answerable away until DATE`: from now on what one has moves on; `away back` when one is there again."""

from __future__ import annotations

from domain.leave import read_absence
from handlers.cards.leave import is_away_line
from handlers.cards.message import Message
from handlers.cards.pages import draw_lines
from handlers.cards.phrase import Sentence, say
from handlers.slack.desk import Desk
from handlers.slack.leaving import back_now, leave_now, leave_of, member


async def away(desk: Desk, person: str, rest: str) -> Message:
    """Keep that the person is away, or back; asked without more, say whether they are."""
    who = await member(desk, person)
    if isinstance(who, Sentence):
        return draw_lines([who])
    words = " ".join(rest.lower().split())
    if not words:
        return draw_lines([is_away_line(await leave_of(desk, person), desk.now()), say("away.how")])
    if words == "back":
        return draw_lines([await back_now(desk, who)])
    said = await leave_now(desk, who, read_absence(words, now=desk.now(), zone=who.zone))
    return draw_lines([said, say("away.how")] if isinstance(said, Sentence) else said)
