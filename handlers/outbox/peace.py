"""Whoever wants fewer messages hears what is not urgent once that is over."""

from __future__ import annotations

from collections.abc import Mapping

from domain.clock import Clock
from handlers.outbox.outcomes import Effect, Outcome, PutOff, Wish
from storage.database import Database
from storage.peace import CAN_WAIT, IN_PEACE, peace_until


class InPeace:
    """Lets an effect wait while its person wants fewer messages; nothing of it is tried before."""

    def __init__(self, db: Database, clock: Clock, effect: Effect) -> None:
        self._db, self._clock, self._effect = db, clock, effect

    async def __call__(self, wish: Wish) -> Outcome:
        """Do it, or say when to come again. What may have gone out already does not wait."""
        person, now = wish.payload.get("person"), self._clock.now()
        if person is None or wish.attempted_at is not None:
            return await self._effect(wish)
        until = await self._db.read(peace_until, wish.kind, wish.subject, str(person), now)
        if until is None:
            return await self._effect(wish)
        return PutOff((until - now).total_seconds(), IN_PEACE)


def in_peace(effects: Mapping[str, Effect], db: Database, clock: Clock) -> dict[str, Effect]:
    """Return these effects, of which those that can wait do."""
    return {
        kind: InPeace(db, clock, effect) if kind in CAN_WAIT else effect for kind, effect in effects.items()
    }
