"""A reaction on a card is a mark of somebody; what it means is up to the workspace."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from handlers.cards.marks import canonical
from handlers.fresh import fresh_id
from handlers.slack.desk import Desk
from handlers.slack.directory import Identity
from handlers.slack.keeping import is_ours
from handlers.slack.presses import instant
from storage.cards import output_at
from storage.inbox import Stored
from storage.outputs import output as output_of
from usecases.record_mark import Meaning, RecordMark, record_mark

# A card may be in Slack some time before we have recorded that it is: a crash in between is made good by then.
CARD_UNKNOWN_FOR = timedelta(minutes=15)


class NotYet(Exception):
    """It cannot be judged now; it stays stored, and is tried again."""


async def judge_event(desk: Desk, stored: Stored) -> str | None:
    """Deal with a stored reaction. Return a word for what came of it where nothing was written, None where the
    event was finished with the write. Raises NotYet where it has to wait.
    """
    event: Mapping[str, Any] = stored.payload
    item = event.get("item") or {}
    name = canonical(str(event.get("reaction")))
    if name not in desk.meanings or item.get("type") != "message":
        return "no_meaning"
    us = desk.directory.known_identity
    if is_ours(event, us):
        return "own_mark"
    output_id = await desk.db.read(output_at, str(item["channel"]), str(item["ts"]))
    if output_id is None:
        return _no_card(desk, stored, us)
    return await _record(desk, stored, output_id, name, desk.meanings[name])


async def _record(desk: Desk, stored: Stored, output_id: str, name: str, meaning: Meaning) -> str | None:
    event: Mapping[str, Any] = stored.payload
    output = await desk.db.read(output_of, output_id)
    person = await desk.directory.person(
        str(event["user"]), workflow=output.workflow if output is not None else None
    )
    if person is None:
        raise NotYet("who it was could not be verified")
    now = desk.now()
    command = RecordMark(
        output_id=output_id,
        channel_id=str(event["item"]["channel"]),
        ts=str(event["item"]["ts"]),
        person=person,
        name=name,
        meaning=meaning,
        present=event["type"] == "reaction_added",
        event_ts=str(event["event_ts"]),
        acted_at=instant(str(event["event_ts"])) or stored.received_at,
        vote_id=fresh_id("vote", now),
        now=now,
        inbox_id=stored.id,
    )
    await desk.decide(record_mark, command)
    return None


def _no_card(desk: Desk, stored: Stored, us: Identity | None) -> str:
    """Return that the message is no card; one of our own may be a card that is not recorded yet."""
    author = stored.payload.get("item_user")
    maybe_ours = us is None or author in (None, us.user_id)
    if maybe_ours and desk.now() - stored.received_at < CARD_UNKNOWN_FOR:
        raise NotYet("the card may not be recorded yet")
    return "no_card"
