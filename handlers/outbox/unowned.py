"""The deputy and the leaders hear that a workflow has no owner any more: once each."""

from __future__ import annotations

from domain.clock import Clock
from handlers.cards.unowned import draw_unowned, unowned_mark
from handlers.outbox.once import tell_once
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.outbox.passing_on import PassingOn
from handlers.slack.gateway import Slack
from storage.database import Database
from storage.unowned import unowned_view


class TellUnowned:
    """Posts it to one person, or to the leaders' channel."""

    def __init__(self, db: Database, slack: Slack, clock: Clock) -> None:
        self._db, self._slack = db, slack
        self._passing_on = PassingOn(db, slack, clock)

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has, or somebody owns it by now."""
        view = await self._db.read(unowned_view, wish.subject)
        if view is None:
            return Done()
        person = wish.payload.get("person")
        to_deputy = person is not None and person == view.workflow.deputy
        message, mark = draw_unowned(view, to_deputy=to_deputy), unowned_mark(view)
        if person is not None:
            return await tell_once(self._slack, wish, str(person), message, mark=mark)
        channel_id = str(wish.payload["channel_id"])
        return await self._passing_on.post(wish, channel_id, message, mark=mark, to="leaders")
