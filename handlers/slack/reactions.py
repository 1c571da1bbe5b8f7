"""A reaction on a card is a mark of somebody; what it means is up to the workspace."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from handlers.cards.marks import canonical
from handlers.fresh import fresh_id
from handlers.slack.desk import Desk
from handlers.slack.directory import Identity
from handlers.slack.gateway import Posted
from handlers.slack.keeping import is_ours
from handlers.slack.presses import instant
from storage.cards import PastCard, output_at, past_card_at
from storage.crash_points import crash_point
from storage.inbox import Stored
from storage.outputs import output as output_of
from usecases.note_stray_mark import NoteStrayMark, note_stray_mark
from usecases.record_mark import Meaning, RecordMark, record_mark
from usecases.void_twin import VoidTwin, void_twin

# A card may be in Slack some time before we have recorded that it is: a crash in between is made good by then.
CARD_UNKNOWN_FOR = timedelta(minutes=15)
# By then a card would be recorded, if nothing had gone wrong: Slack is asked what the message shows.
ASKED_OF_SLACK = range(3, 8)


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
        return await _no_card(desk, stored, us)
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
    # Some servers give no stamp; marks then count in the order in which they came.
    event_ts = str(event.get("event_ts") or f"{stored.received_at.timestamp():.6f}")
    command = RecordMark(
        output_id=output_id,
        channel_id=str(event["item"]["channel"]),
        ts=str(event["item"]["ts"]),
        person=person,
        name=name,
        meaning=meaning,
        present=event["type"] == "reaction_added",
        event_ts=event_ts,
        acted_at=instant(event_ts) or stored.received_at,
        vote_id=fresh_id("vote", now),
        now=now,
        inbox_id=stored.id,
    )
    await desk.decide(record_mark, command)
    crash_point("decide.after_mark")
    return None


async def _no_card(desk: Desk, stored: Stored, us: Identity | None) -> str | None:
    """Deal with a mark on what is no card. One of our own messages may be a card that is not recorded yet, or
    one that is a card no longer.
    """
    item: Mapping[str, Any] = stored.payload["item"]  # type: ignore[assignment]  # it was looked at before
    posted = Posted(str(item["channel"]), str(item["ts"]))
    past = await desk.db.read(past_card_at, posted.channel_id, posted.ts)
    if past is None and stored.attempts in ASKED_OF_SLACK:
        past = await _twin(desk, posted)
    if past is not None:
        present = stored.payload["type"] == "reaction_added"
        mark = NoteStrayMark(past, str(stored.payload["user"]), present, stored.id, desk.now())
        await desk.db.write(note_stray_mark, mark)
        return None
    author = stored.payload.get("item_user")
    maybe_ours = us is None or author in (None, us.user_id)
    if maybe_ours and desk.now() - stored.received_at < CARD_UNKNOWN_FOR:
        raise NotYet("the card may not be recorded yet")
    return "no_card"


async def _twin(desk: Desk, posted: Posted) -> PastCard | None:
    """Return what the message is a second card of, None if it is none; it is void from now on."""
    ids = await desk.slack.block_ids(posted)
    if not isinstance(ids, tuple):
        return None
    shown = next(
        (parts[1] for each in ids if (parts := each.split(":"))[0] == "ans" and len(parts) > 1), None
    )
    if shown is None:
        return None
    await desk.db.write(void_twin, VoidTwin(shown, posted.channel_id, posted.ts, desk.now()))
    return await desk.db.read(past_card_at, posted.channel_id, posted.ts)
