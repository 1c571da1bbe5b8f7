"""A message for a channel, and for those who answer instead where the channel is gone."""

from __future__ import annotations

from domain.clock import Clock
from handlers.cards.lost_channel import draw_instead
from handlers.cards.message import Message
from handlers.cards.phrase import Sentence
from handlers.outbox.once import post_once
from handlers.outbox.outcomes import Done, NotYet, Outcome, Wish
from handlers.slack.failures import MUCH_LATER_S, is_closed_to_us
from handlers.slack.gateway import Slack
from storage.database import Database
from storage.lost_channels import is_lost, name_of_channel
from usecases.pass_on import PassOn, To, pass_on

GONE = "its channel is gone"


class PassingOn:
    """Posts once in a channel, or lets everybody who is to hear it instead have a wish of their own."""

    def __init__(self, db: Database, slack: Slack, clock: Clock) -> None:
        self._db, self._slack, self._clock = db, slack, clock

    async def post(
        self, wish: Wish, channel_id: str, message: Message, *, mark: str, to: To, about: str = ""
    ) -> Outcome:
        """Post it, unless an earlier attempt has. `to` and `about` say who hears it where that cannot be."""
        if wish.attempted_at is None and await self._db.read(is_lost, channel_id):
            return await self.instead(wish, NotYet(MUCH_LATER_S, GONE), channel_id, to=to, about=about)
        outcome = await post_once(self._slack, wish, channel_id, message, mark=mark)
        if isinstance(outcome, Done) or not is_closed_to_us(outcome):
            return outcome
        return await self.instead(wish, outcome, channel_id, to=to, about=about)

    async def instead(self, wish: Wish, failure: Outcome, channel_id: str, *, to: To, about: str) -> Outcome:
        """Pass it on; where nobody is there to hear it, return the failure: it waits for the channel."""
        payload = {**wish.payload, "instead_of": channel_id}
        command = PassOn(wish.kind, wish.subject, to, about, payload, self._clock.now())
        return Done() if await self._db.write(pass_on, command) else failure


async def instead_line(db: Database, wish: Wish) -> Sentence | None:
    """Return why a message comes to this person, None where it was for them from the beginning."""
    channel_id = wish.payload.get("instead_of")
    if channel_id is None:
        return None
    return draw_instead(await db.read(name_of_channel, str(channel_id)))
