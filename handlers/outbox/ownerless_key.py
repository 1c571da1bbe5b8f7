"""Who answers for a workflow hears that the owner of one of its API keys has left: once."""

from __future__ import annotations

from handlers.cards.ownerless_key import draw_ownerless_key, ownerless_key_mark
from handlers.outbox.once import tell_once
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.slack.gateway import Slack
from storage.database import Database
from storage.ownerless_keys import ownerless_key


class TellOwnerlessKey:
    """Posts it to one person. The wish's subject is the key."""

    def __init__(self, db: Database, slack: Slack) -> None:
        self._db, self._slack = db, slack

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has, or it is over by now."""
        found = await self._db.read(ownerless_key, wish.subject)
        if found is None:
            return Done()
        person, mark = str(wish.payload["person"]), ownerless_key_mark(found)
        return await tell_once(self._slack, wish, person, draw_ownerless_key(found), mark=mark)
