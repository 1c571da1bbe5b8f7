"""A message that is posted once and never changes."""

from __future__ import annotations

import logging

from handlers.cards.message import Message
from handlers.outbox.notices import NOBODY_THERE
from handlers.outbox.outcomes import Dead, Done, Outcome, Wish
from handlers.outbox.review_card import since_ts
from handlers.slack.gateway import Posted, Slack

log = logging.getLogger(__name__)


async def post_once(slack: Slack, wish: Wish, channel_id: str, message: Message, *, mark: str) -> Outcome:
    """Post it, unless an earlier attempt has: then it is found by `mark`, with which the ids of its blocks begin."""
    if wish.attempted_at is not None:
        found = await slack.own_messages(channel_id, mark, since_ts=since_ts(wish.attempted_at))
        if not isinstance(found, list):
            return found
        if found:
            return Done()
    sent = await slack.post(channel_id, message)
    return Done() if isinstance(sent, Posted) else sent


async def tell_once(slack: Slack, wish: Wish, person: str, message: Message, *, mark: str) -> Outcome:
    """As `post_once`, to one person. Where nobody is there to be told, it is done."""
    channel = await direct_to(slack, wish, person)
    return await post_once(slack, wish, channel, message, mark=mark) if isinstance(channel, str) else channel


async def direct_to(slack: Slack, wish: Wish, person: str) -> str | Outcome:
    """Return the channel of direct messages with this person, or what becomes of the wish: done where nobody is there
    to be told.
    """
    channel = await slack.direct(person)
    if isinstance(channel, Dead) and channel.why in NOBODY_THERE:
        log.info("a message about %s reaches nobody: %s", wish.kind, channel.why)
        return Done()
    return channel
