"""Whether Slack lets us post in a channel, as the last message to it showed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import update

from storage.tables import channels
from storage.transaction import Tx


@dataclass(frozen=True)
class NotePosting:
    """A message was taken there, or refused since only some people may post."""

    channel_id: str
    may_post: bool


def note_posting(tx: Tx, command: NotePosting) -> bool:
    """Note it in this transaction, of a channel that we know; return whether it is news."""
    news = update(channels).where(
        channels.c.channel_id == command.channel_id, channels.c.may_post.is_not(command.may_post)
    )
    return tx.conn.execute(news.values(may_post=command.may_post)).rowcount > 0
