"""Every four weeks some of those who work with what comes out are asked what they think of it, and reminded once."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from domain.pulse import ASKED_WITHIN, Round, chosen, pulse_key, reminded_at
from handlers.clock.reach import Reach
from storage.disturbing import may_be_asked
from storage.pulse import Ask, askable_users, asks_due, has_asks_of_before, rounds_to_begin
from usecases.ask_pulse import AskPulse, ask_pulse
from usecases.begin_pulse import BeginPulse, ForgetAsks, begin_pulse, forget_asks


async def take_the_pulse(reach: Reach) -> None:
    """Begin what rounds are due, and ask whom it is time to ask. Without a secret to draw by nobody is asked."""
    now, zone = reach.clock.now(), ZoneInfo(reach.timezone)
    round_ = Round.at(now, zone)
    secret = reach.draws
    if secret is not None and now < round_.begins_at(zone) + ASKED_WITHIN:
        for slug in await reach.db.read(rounds_to_begin, round_, now):
            users = await reach.db.read(askable_users, slug)
            people = tuple(chosen(users, pulse_key(secret, slug, round_)))
            await reach.db.write(begin_pulse, BeginPulse(slug, round_, people, now))
    for one, day in await reach.db.read(_to_ask, round_, now):
        hours = one.hours
        command = AskPulse(one.workflow, round_, one.person, one.state, day, reminded_at(now, hours), now)
        await reach.db.write(ask_pulse, command)
    if await reach.db.read(has_asks_of_before, round_):
        await reach.db.write(forget_asks, ForgetAsks(round_))


def _to_ask(conn: Connection, round_: Round, now: datetime) -> list[tuple[Ask, str]]:
    """Return whom to ask now, each with their day: about one workflow, though they work with several."""
    due: dict[str, Ask] = {}
    for one in asks_due(conn, round_, now):
        due.setdefault(one.person, one)
    days = may_be_asked(conn, {person: one.hours for person, one in due.items()}, now)
    return [(one, days[person]) for person, one in due.items() if person in days]
