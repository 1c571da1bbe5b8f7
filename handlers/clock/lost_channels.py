"""Channels that are gone: told by an event, by the first refusal, or found by asking Slack every ten minutes.

That only some people may post there any more, a refusal alone tells; and a message that is taken, that it is over.
"""

from __future__ import annotations

import logging

from handlers.clock.reach import Reach
from handlers.slack.asking import Unreachable
from handlers.slack.desk import Desk
from storage.lost_channels import channels_to_look_at, channels_to_note
from storage.moved_channels import channel_now
from usecases.note_channel import NoteChannel, note_channel
from usecases.note_posting import NotePosting, note_posting

# Slack allows fifty such questions a minute.
AT_ONCE = 10

log = logging.getLogger(__name__)


async def note_lost_channels(reach: Reach) -> None:
    """Look at the channels whose turn it is, and note every one that is gone, or back."""
    if reach.leaders_channel is not None:  # Slack may have given it another id since the start
        reach.leaders_channel = await reach.db.read(channel_now, reach.leaders_channel)
    if reach.desk is not None:
        await _look(reach, reach.desk)
    for channel_id in await reach.db.read(channels_to_note, reach.leaders_channel):
        command = NoteChannel(channel_id, reach.leaders_channel, reach.clock.now())
        noted = await reach.db.write(note_channel, command)
        if noted is not None:
            log.warning("the channel %s is %s", channel_id, noted)


async def _look(reach: Reach, desk: Desk) -> None:
    for channel_id, may_post in sorted(desk.slack.may_post().items()):
        await reach.db.write(note_posting, NotePosting(channel_id, may_post))
    doubted = desk.slack.closed_channels()
    due = await reach.db.read(channels_to_look_at, reach.leaders_channel, doubted, reach.clock.now(), AT_ONCE)
    for channel_id in due:
        try:
            await desk.directory.channel(channel_id)
        except Unreachable as away:
            log.info("channels are not looked at: %s", away)
            return
