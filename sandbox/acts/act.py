"""One act of one person: who, where, and the answer the script gets."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from sandbox.channels import Channel
from sandbox.delivery import Answer, Receipt
from sandbox.errors import ActError
from sandbox.json_types import Json
from sandbox.messages import Message
from sandbox.people import Person
from sandbox.world import World


@dataclass
class Outcome:
    """How it went. `ack_ms` is None where the app did not (or need not) acknowledge; `errors` are those shown in
    the modal, by block id."""

    ok: bool = True
    ack_ms: float | None = None
    error: str | None = None
    errors: Json | None = None
    facts: Json = field(default_factory=dict)


@dataclass(frozen=True)
class Act:
    """What an act's function gets."""

    world: World
    person: Person
    given: Json

    def text(self, name: str, default: str = "") -> str:
        value = self.given.get(name)
        return default if value is None else str(value)

    def channel(self) -> Channel:
        """The channel given by id, `#name`, or the bot's name (direct messages); ActError `channel_not_found`."""
        channel = find_channel(self.world, self.text("channel"), self.person)
        if channel is None or not channel.visible_to(self.person.id):
            raise ActError("channel_not_found")
        return channel

    def own_channel(self) -> Channel:
        """The same, if this person is a member and it is not archived; ActError `not_in_channel`, `is_archived`."""
        channel = self.channel()
        if self.person.id not in channel.members:
            raise ActError("not_in_channel")
        if channel.is_archived:
            raise ActError("is_archived")
        return channel

    def message(self, channel: Channel) -> Message:
        """The message given by `ts`, if this person can see it; ActError `message_not_found`."""
        message = self.world.messages[channel.id].get(self.text("ts"))
        if message is None or message.ephemeral_to not in (None, self.person.id):
            raise ActError("message_not_found")
        return message


def find_person(world: World, name: str) -> Person | None:
    """Somebody by id, handle, real or first name, or e-mail."""
    wanted = name.strip().lstrip("@").lower()
    for person in world.people.values():
        names = (person.id, person.name, person.real_name, person.real_name.split(" ")[0], person.email or "")
        if wanted and wanted in (n.lower() for n in names):
            return person
    return None


def find_channel(world: World, name: str, person: Person | None) -> Channel | None:
    """A channel by id or name; the bot's name or id, or `@bot`, mean this person's direct messages with it."""
    if name in world.channels:
        return world.channels[name]
    if person is not None and name.lstrip("@").lower() in (world.bot.name, world.bot.id.lower(), "im", "dm"):
        return world.direct_message(person.id)
    return next((c for c in world.channels.values() if c.name and c.name == name.lstrip("#")), None)


async def acknowledged(receipt: Receipt | None, world: World) -> Outcome:
    """Waits for the first attempt at an event. What a person did stands whether or not the app heard of it."""
    if receipt is None or not world.delivery.transport.ready():
        return Outcome()
    answer = await asyncio.shield(receipt.first)
    return Outcome(ack_ms=answer.ms)


def outcome(answer: Answer) -> Outcome:
    """An interaction that was not acknowledged in time failed, as the person sees."""
    return Outcome(ok=answer.error is None, ack_ms=answer.ms, error=answer.error)
