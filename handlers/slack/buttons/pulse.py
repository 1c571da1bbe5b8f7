"""*Answer* and *Don't ask me again*, below the pulse."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from domain.pulse import Round
from handlers.cards.home_aftermath import NO_OUTPUT
from handlers.cards.modals import Carried
from handlers.cards.phrase import say
from handlers.cards.pulse import Pulse, draw_pulse_window
from handlers.fresh import fresh_id
from handlers.slack.desk import Desk
from handlers.slack.presses import Press
from handlers.slack.replies import Answered, Opened, Reply, Told
from storage.pulse import state_of
from usecases.leave_alone import LeaveAlone, leave_alone


async def answer_pulse(desk: Desk, press: Press) -> Reply:
    """Open the window, for who is asked and has not answered."""
    pulse = Pulse.unpacked(press.value)
    state = await desk.db.read(state_of, pulse.slug, pulse.round, press.person)
    if state is None or not is_on(desk, pulse):
        return Told("pulse.over")
    if state == "answered":
        return Told("pulse.answered")
    carried = Carried(
        NO_OUTPUT,
        "",
        fresh_id("view", desk.now()),
        workflow=pulse.packed(),
        answer_at=press.replace_at,
    )
    return Opened(draw_pulse_window(pulse, carried))


async def ask_never(desk: Desk, press: Press) -> Reply:
    """Ask this person nothing any more; the message says how to take that back."""
    await desk.decide(leave_alone, LeaveAlone(press.person, True, desk.now()))
    return Answered(NO_OUTPUT, say("pulse.never"))


def is_on(desk: Desk, pulse: Pulse) -> bool:
    """Say whether its round is not over."""
    return pulse.round == Round.at(desk.now(), ZoneInfo(desk.timezone))
