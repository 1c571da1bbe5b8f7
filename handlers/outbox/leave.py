"""Whoever is back hears what moved on meanwhile: once, in a message of their own."""

from __future__ import annotations

from handlers.cards.leave import back_mark, draw_back
from handlers.outbox.once import tell_once
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.slack.gateway import Slack
from storage.database import Database
from storage.leave_views import leave_view


class LeaveOver:
    """Posts it to one person."""

    def __init__(self, db: Database, slack: Slack) -> None:
        self._db, self._slack = db, slack

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has."""
        view = await self._db.read(leave_view, wish.subject)
        if view is None or not view.moved:
            return Done()
        person, mark = view.leave.person, back_mark(view.leave.id)
        return await tell_once(self._slack, wish, person, draw_back(view), mark=mark)
