"""Which output somebody means: by its id, by a link, or by a message they stand on."""

from __future__ import annotations

from sqlalchemy import Connection

from domain.pointers import AtMessage, pointed_at
from handlers.slack.desk import Desk
from storage.aftermath import output_of_notice
from storage.cards import output_at, past_card_at
from storage.moved_channels import channel_now
from storage.outputs import output as output_of


async def output_named(desk: Desk, text: str) -> str | None:
    """Return the id of the output that the text points at, None if there is none such."""
    found = pointed_at(text)
    if isinstance(found, AtMessage):
        return await output_behind(desk, found)
    known = None if found is None else await desk.db.read(output_of, found)
    return found if known is not None and known.kind == "real" else None


async def output_behind(desk: Desk, message: AtMessage) -> str | None:
    """Return the id of the output that a message is about: its card, one of ours, or one in their threads."""
    return await desk.db.read(_behind, message)


def _behind(conn: Connection, message: AtMessage) -> str | None:
    # A link may be older than the id that its channel has now.
    channel_id = channel_now(conn, message.channel_id)
    stamps = (ts for ts in (message.ts, message.thread_ts) if ts is not None)
    return next((found for ts in stamps if (found := _about(conn, channel_id, ts))), None)


def _about(conn: Connection, channel_id: str, ts: str) -> str | None:
    past = past_card_at(conn, channel_id, ts)
    if past is not None:
        return past.output_id
    return output_at(conn, channel_id, ts) or output_of_notice(conn, channel_id, ts)
