"""What people write in the thread of a card: kept until it is dealt with, and only there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.slack.desk import Desk
from handlers.slack.heard import plain_words
from handlers.slack.presses import instant
from handlers.slack.reactions import NotYet
from storage.inbox import Stored
from storage.outputs import output as output_of
from storage.questions import listens_to
from usecases.finish_event import FinishEvent, finish_event
from usecases.hear_words import HearWords, hear_words


async def is_wanted(desk: Desk, event: Mapping[str, Any]) -> bool:
    """Say whether words can mean something in this thread; what cannot is not even stored. Raises Unavailable."""
    channel, thread_ts = str(event["channel"]), str(event["thread_ts"])
    said_at = instant(str(event["ts"])) or desk.now()
    return await desk.db.read(listens_to, channel, thread_ts, said_at) is not None


async def hear(desk: Desk, stored: Stored) -> str | None:
    """Take the words for what they are; None, since the event is finished with that, without the words.

    Raises NotYet where who wrote them cannot be verified now, Unavailable.
    """
    event: Mapping[str, Any] = stored.payload
    channel, thread_ts, ts = (str(event[name]) for name in ("channel", "thread_ts", "ts"))
    said_at = instant(ts) or stored.received_at
    left = {name: value for name, value in event.items() if name != "text"}
    output_id = await desk.db.read(listens_to, channel, thread_ts, said_at)
    output = None if output_id is None else await desk.db.read(output_of, output_id)
    if output is None:
        command = FinishEvent(stored.id, "nothing", desk.now(), left=left)
        await desk.db.write(finish_event, command)
        return None
    person = await desk.directory.person(str(event["user"]), workflow=output.workflow)
    if person is None:
        raise NotYet("who it was could not be verified")
    words = HearWords(
        output_id=output.id,
        channel_id=channel,
        thread_ts=thread_ts,
        ts=ts,
        person=person,
        text=await plain_words(desk, str(event["text"])),
        said_at=said_at,
        now=desk.now(),
        inbox_id=stored.id,
        left=left,
    )
    await desk.decide(hear_words, words)
    return None
