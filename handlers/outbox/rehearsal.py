"""The reminder that somebody has asked for to see how it looks: to them alone, once."""

from __future__ import annotations

from collections.abc import Callable

from domain.clock import Clock
from handlers.cards.rehearsal import draw_rehearsal, rehearsal_mark
from handlers.outbox.once import tell_once
from handlers.outbox.outcomes import Outcome, Wish
from handlers.slack.gateway import Slack
from storage.database import Database
from storage.late import late_list
from storage.rehearsal import own_workflow


class Rehearse:
    """Posts it; nobody's message of what is late is touched."""

    def __init__(self, db: Database, slack: Slack, clock: Clock, leaders: Callable[[], str | None]) -> None:
        self._db, self._slack, self._clock, self._leaders = db, slack, clock, leaders

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has."""
        late = await self._db.read(late_list, wish.subject, self._clock.now(), self._leaders())
        example = await self._db.read(own_workflow, wish.subject, late.now) if late.is_empty else None
        message = draw_rehearsal(late, example, wish.id)
        return await tell_once(self._slack, wish, wish.subject, message, mark=rehearsal_mark(wish.id))
