"""The pulse goes to one person, or a reminder of it: each once."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from domain.clock import Clock
from domain.pulse import Round
from handlers.cards.pulse import Pulse, draw_pulse, pulse_mark
from handlers.outbox.once import tell_once
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.slack.gateway import Slack
from storage.database import Database
from storage.pulse import state_of


class TakePulse:
    """Posts it, unless they have answered, do not want it, or the round is over. Weeks are those of `timezone`."""

    def __init__(self, db: Database, slack: Slack, clock: Clock, timezone: str) -> None:
        self._db, self._slack, self._clock, self._timezone = db, slack, clock, timezone

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has."""
        person, slug, name, state = wish.subject.split(":")
        round_ = Round.named(name)
        known = await self._db.read(state_of, slug, round_, person)
        if known in (None, "answered") or round_ != Round.at(self._clock.now(), ZoneInfo(self._timezone)):
            return Done()
        message = draw_pulse(Pulse(slug, round_), again=state == "reminded")
        mark = pulse_mark(Pulse(slug, round_), again=state == "reminded")
        return await tell_once(self._slack, wish, person, message, mark=mark)
