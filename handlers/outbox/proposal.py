"""Whoever would answer for a proposed workflow is asked, and who proposed it gets it to keep: once each."""

from __future__ import annotations

from handlers.cards.proposal import draw_proposal, proposal_mark
from handlers.outbox.once import tell_once
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.slack.gateway import Slack
from storage.database import Database
from storage.proposals import proposed


class TellProposal:
    """Posts it to one person."""

    def __init__(self, db: Database, slack: Slack) -> None:
        self._db, self._slack = db, slack

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has."""
        found = await self._db.read(proposed, wish.subject)
        if found is None:
            return Done()
        person = str(wish.payload["person"])
        message = draw_proposal(found, person)
        return await tell_once(self._slack, wish, person, message, mark=proposal_mark(wish.subject))
