"""Whoever would answer for a proposed workflow is asked, and who proposed it gets it to keep; undecided when an
answer was wanted, its owner is reminded and who proposed it hears whom to talk to: once each.
"""

from __future__ import annotations

from domain.clock import Clock
from handlers.cards.proposal import draw_proposal, draw_undecided, proposal_mark, undecided_mark
from handlers.outbox.once import tell_once
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.slack.gateway import Slack
from storage.database import Database
from storage.leave import away
from storage.proposals import proposed
from storage.unowned import is_gone


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


class TellUndecided:
    """Reminds the owner there is now, or tells who proposed it. It decides nothing."""

    def __init__(self, db: Database, slack: Slack, clock: Clock) -> None:
        self._db, self._slack, self._clock = db, slack, clock

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has, or somebody has decided by now."""
        found = await self._db.read(proposed, wish.subject)
        if found is None or found.workflow.status != "proposed":
            return Done()
        owner = found.workflow.owner
        person = owner if wish.payload["to"] == "owner" else found.proposed_by
        if person == owner and wish.payload["to"] != "owner":
            return Done()  # who proposed it answers for it by now, and is reminded
        gone = await self._db.read(away, [owner], self._clock.now())
        has_left = await self._db.read(is_gone, owner)
        message = draw_undecided(found, person, away_until=gone.get(owner), has_left=has_left)
        return await tell_once(self._slack, wish, person, message, mark=undecided_mark(wish.subject))
