"""The owner is asked whether less may be checked: once, with the numbers as they are just then."""

from __future__ import annotations

from domain.clock import Clock
from handlers.cards.relaxing import Proposed, draw_relax, relax_mark
from handlers.outbox.once import tell_once
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.outbox.stage import planned
from handlers.slack.gateway import Slack
from storage.database import Database
from storage.relaxing import checked
from storage.trials import trial


class AskRelax:
    """Asks one person by message."""

    def __init__(self, db: Database, slack: Slack, clock: Clock) -> None:
        self._db, self._slack, self._clock = db, slack, clock

    async def __call__(self, wish: Wish) -> Outcome:
        """Ask, unless an earlier attempt has, or there is nothing to decide any more."""
        now, person = self._clock.now(), str(wish.payload["person"])
        attempt = await self._db.read(trial, int(wish.subject))
        if attempt is None or attempt.ended_at is not None:
            return Done()
        found = await self._db.read(checked, attempt.workflow, now)
        if found is None or found.trial is None or found.seen is None or found.trial.id != attempt.id:
            return Done()
        live = found.workflow
        plan = await planned(live.policy, found.sensitivity)
        if live.lane != "reviewed" or live.status != "live" or live.owner != person or plan is None:
            return Done()
        asked = str(wish.payload["asked"])
        message = draw_relax(Proposed(found, found.seen, plan, now, found.sensitivity), asked)
        return await tell_once(self._slack, wish, person, message, mark=relax_mark(attempt, asked))
