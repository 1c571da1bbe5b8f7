"""Somebody is asked to answer for a workflow, and whoever asked hears what they said: once each."""

from __future__ import annotations

from handlers.cards.ownership import draw_answered, draw_offer, ownership_mark
from handlers.outbox.once import tell_once
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.slack.gateway import Slack
from storage.database import Database
from storage.owner_offers import offer_view


class OfferOwnership:
    """Posts the question to whoever was named."""

    def __init__(self, db: Database, slack: Slack) -> None:
        self._db, self._slack = db, slack

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has, or nobody waits for the answer any more."""
        view = await self._db.read(offer_view, wish.subject)
        if view is None or view.offer.state != "open":
            return Done()
        mark = ownership_mark("offer", view.offer.id)
        return await tell_once(self._slack, wish, view.offer.person, draw_offer(view), mark=mark)


class TellOfferAnswered:
    """Posts the answer to whoever named them."""

    def __init__(self, db: Database, slack: Slack) -> None:
        self._db, self._slack = db, slack

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has."""
        view = await self._db.read(offer_view, wish.subject)
        if view is None:
            return Done()
        mark = ownership_mark("answered", view.offer.id)
        return await tell_once(self._slack, wish, view.offer.named_by, draw_answered(view), mark=mark)
