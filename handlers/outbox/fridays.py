"""Friday's question goes to one person: once."""

from __future__ import annotations

from handlers.cards.fridays import draw_friday, friday_mark
from handlers.outbox.once import tell_once
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.slack.gateway import Slack
from storage.database import Database
from storage.fridays import owner_view


class AskOnFriday:
    """Posts it, unless nothing of theirs runs any more."""

    def __init__(self, db: Database, slack: Slack) -> None:
        self._db, self._slack = db, slack

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has."""
        person = wish.subject.partition(":")[0]
        view = await self._db.read(owner_view, person)
        if view is None:
            return Done()
        message = draw_friday(view, wish.subject)
        return await tell_once(self._slack, wish, person, message, mark=friday_mark(wish.subject))
