"""Everything the sandbox knows while it runs, and how to find things in it."""

from __future__ import annotations

import copy
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from sandbox.channels import Channel
from sandbox.clock import SandboxClock
from sandbox.delivery import Delivery
from sandbox.errors import ApiError
from sandbox.faults import Faults
from sandbox.installed_app import InstalledApp
from sandbox.json_types import Json
from sandbox.live import Live
from sandbox.messages import Message
from sandbox.people import Group, Person
from sandbox.rate_limits import RateLimits
from sandbox.timing import Timing
from sandbox.triggers import Triggers
from sandbox.views import Views
from sandbox.workspace import BOT_TOKEN, BOT_USER, Workspace

CALLS_KEPT = 50_000


@dataclass
class StoredFile:
    """An uploaded file; it is shared (seen) only once the upload was completed."""

    id: str
    name: str
    length: int
    content: bytes = b""
    title: str = ""
    alt_text: str = ""
    complete: bool = False


@dataclass
class World:
    """The workspace as it is now."""

    workspace: Workspace
    clock: SandboxClock
    live: Live
    delivery: Delivery
    limits: RateLimits
    timing: Timing
    url: str = ""
    app: InstalledApp = field(default_factory=InstalledApp)
    people: dict[str, Person] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    messages: dict[str, dict[str, Message]] = field(default_factory=dict)  # by channel and ts, replies too
    threads: dict[tuple[str, str], list[Message]] = field(
        default_factory=dict
    )  # replies by channel and parent's ts
    private: list[Message] = field(default_factory=list)  # ephemeral ones, in the order they came
    views: Views = field(default_factory=Views)
    triggers: Triggers = field(default_factory=Triggers)
    faults: Faults = field(default_factory=Faults)
    files: dict[str, StoredFile] = field(default_factory=dict)
    calls: deque[Json] = field(default_factory=lambda: deque(maxlen=CALLS_KEPT))
    panel: list[Json] = field(default_factory=list)
    reactors_shown: int | None = None  # how many names reactions.get gives at most, though asked for all
    reactors_in_history: int | None = None  # how many names history gives at most
    bot_token: str = BOT_TOKEN
    dead_tokens: dict[str, str] = field(default_factory=dict)  # with what Slack says to them
    read_up_to: dict[tuple[str, str], str] = field(default_factory=dict)
    message_state: dict[tuple[str, str, str], dict[str, Json]] = field(default_factory=dict)
    next_week: Callable[[], Awaitable[None]] | None = None  # lets its people live it, and the clock with them
    week_passes: bool = False
    _last_us: int = 0
    _ids: int = 0

    def __post_init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Back to the workspace as it was at the start; open connections stay."""
        fresh = copy.deepcopy(self.workspace)
        self.app = fresh.app
        self.people = {person.id: person for person in fresh.people}
        self.channels = {channel.id: channel for channel in fresh.channels}
        self.groups = {group.id: group for group in fresh.groups}
        self.messages = {channel: {} for channel in self.channels}
        self.threads, self.private = {}, []
        self.views, self.triggers, self.faults = Views(), Triggers(self.timing.trigger_s), Faults()
        self.files, self.panel, self.read_up_to, self.message_state = {}, [], {}, {}
        self.reactors_shown = self.reactors_in_history = None
        self.bot_token, self.dead_tokens = BOT_TOKEN, {}
        self.calls.clear()
        self.limits.reset()
        self.delivery.faults = self.faults

    async def move_clock(self, seconds: float) -> None:
        """Moves the clock on, for whoever follows it and for every page; ValueError if it would go back."""
        await self.clock.advance(seconds)
        self.live.publish({"type": "clock", "now": self.clock.now()})

    @property
    def bot(self) -> Person:
        return self.people[BOT_USER]

    def new_id(self, prefix: str) -> str:
        """A fresh id of Slack's look."""
        self._ids += 1
        return f"{prefix}{self._ids:010}"

    def next_ts(self) -> str:
        """The clock as a message or event time, later than any given out before."""
        self._last_us = max(self._last_us + 1, int(self.clock.now() * 1e6))
        return f"{self._last_us // 1_000_000}.{self._last_us % 1_000_000:06}"

    def channel(self, channel_id: str) -> Channel:
        """ApiError `channel_not_found` if there is none of that id, or it is private and the bot is not in it."""
        channel = self.channels.get(channel_id)
        if channel is None or not channel.visible_to(BOT_USER):
            raise ApiError("channel_not_found")
        return channel

    def message(self, channel: Channel, ts: str) -> Message:
        """A message that everybody in the channel sees; ApiError `message_not_found`."""
        message = self.messages[channel.id].get(ts)
        if message is None or message.ephemeral_to is not None:
            raise ApiError("message_not_found")
        return message

    def keep(self, message: Message) -> None:
        """Adds a message to its channel, and to its thread or to the private lines."""
        self.messages[message.channel][message.ts] = message
        if message.ephemeral_to is not None:
            self.private.append(message)
        elif message.is_reply:
            self.threads.setdefault((message.channel, str(message.thread_ts)), []).append(message)

    def forget(self, message: Message) -> None:
        """Takes a message away."""
        del self.messages[message.channel][message.ts]
        if message.ephemeral_to is not None:
            self.private.remove(message)
        elif message.is_reply:
            self.threads[message.channel, str(message.thread_ts)].remove(message)

    def top_level(self, channel_id: str) -> list[Message]:
        """The channel's messages outside threads, oldest first; ephemeral ones are not among them."""
        found = self.messages[channel_id].values()
        return [m for m in found if m.ephemeral_to is None and (not m.is_reply or m.broadcast)]

    def replies(self, message: Message) -> list[Message]:
        """The thread under this message, oldest first, without ephemeral ones."""
        return self.threads.get((message.channel, message.ts), [])

    def settled(self, message: Message) -> bool:
        """Whether history already shows it (see Timing.history_lag_s)."""
        return time.monotonic() - message.posted_at_s >= self.timing.history_lag_s

    def direct_message(self, user_id: str) -> Channel:
        """The bot's direct messages with this person; opened now if there were none."""
        for channel in self.channels.values():
            if channel.im_of == user_id:
                return channel
        channel = Channel(self.new_id("D"), "", is_private=True, members={user_id, BOT_USER}, im_of=user_id)
        self.channels[channel.id] = channel
        self.messages[channel.id] = {}
        self.live.publish({"type": "channel", "channel": channel.id}, to=channel.members)
        return channel

    def audience(self, channel: Channel) -> set[str] | None:
        """Whose pages show it; None means everybody's."""
        return set(channel.members) if channel.is_private or channel.is_im else None
