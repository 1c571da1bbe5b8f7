"""`/answerable quiet`: fewer direct messages for the rest of the day, or until a time; `quiet off` ends it.

`quiet questions off`: never to be asked what one thinks, or whether one used something; `questions on` takes it back.
"""

from __future__ import annotations

from datetime import datetime

from domain.quiet import read_quiet
from handlers.cards.message import Message
from handlers.cards.pages import draw_lines
from handlers.cards.phrase import Moment, Sentence, say
from handlers.slack.desk import Desk
from handlers.slack.leaving import member
from usecases.be_quiet import BeQuiet, EndQuiet, be_quiet, end_quiet
from usecases.leave_alone import LeaveAlone, leave_alone

_OFF = frozenset({"off", "end", "stop", "no"})


async def quiet(desk: Desk, person: str, rest: str) -> Message:
    """Keep that the person wants fewer messages, or wants them again; return what came of it."""
    who = await member(desk, person, otherwise="quiet.not_a_member")
    if isinstance(who, Sentence):
        return draw_lines([who])
    now = desk.now()
    if rest.lower().startswith("questions"):
        wanted = rest.lower().split()[1:] == ["on"]
        await desk.decide(leave_alone, LeaveAlone(person, not wanted, now))
        return draw_lines([say("quiet.questions_on" if wanted else "quiet.questions_off")])
    if rest.lower() in _OFF:
        ended = await desk.decide(end_quiet, EndQuiet(person, False, now))
        return draw_lines([say("quiet.off" if ended else "quiet.not")])
    until = read_quiet(rest, now=now, zone=who.zone)
    if not isinstance(until, datetime):
        return draw_lines([say(f"quiet.{until}"), say("quiet.how")])
    kept = await desk.decide(be_quiet, BeQuiet(person, until, who.zone, now))
    until_at = Moment(kept.until_at, kept.zone, day=True)
    return draw_lines(
        [say("quiet.set", until=until_at), say("quiet.kept"), say("quiet.how"), say("quiet.questions")]
    )
