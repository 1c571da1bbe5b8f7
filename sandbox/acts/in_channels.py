"""React, say, edit, delete, join, leave."""

from __future__ import annotations

from sandbox import membership, posting, reacting
from sandbox.acts.act import Act, Outcome, acknowledged
from sandbox.errors import ActError


async def react(act: Act) -> Outcome:
    """`channel`, `ts`, `name`: adds an emoji."""
    channel = act.own_channel()
    message = act.message(channel)
    if message.ephemeral_to is not None:
        raise ActError("not_reactable")
    receipt = reacting.add(act.world, channel, message, act.person.id, act.text("name"))
    return await acknowledged(receipt, act.world)


async def unreact(act: Act) -> Outcome:
    """`channel`, `ts`, `name`: takes an emoji back."""
    channel = act.own_channel()
    receipt = reacting.remove(act.world, channel, act.message(channel), act.person.id, act.text("name"))
    return await acknowledged(receipt, act.world)


async def say(act: Act) -> Outcome:
    """`channel`, `text`, `thread_ts`: writes a message; the answer has its `ts`."""
    channel = act.own_channel()
    text = act.text("text")
    if not text:
        raise ActError("no_text")
    thread_ts = act.text("thread_ts") or None
    parent = act.world.messages[channel.id].get(thread_ts or "")
    if thread_ts is not None and parent is None:
        raise ActError("thread_not_found")
    if parent is not None and parent.is_reply:
        thread_ts = parent.thread_ts
    message = posting.by_person(act.world, channel, act.person, text, thread_ts)
    done = await acknowledged(posting.post(act.world, channel, message), act.world)
    done.facts = {"ts": message.ts, "channel": channel.id}
    return done


async def edit(act: Act) -> Outcome:
    """`channel`, `ts`, `text`: changes an own message."""
    channel = act.own_channel()
    message = act.message(channel)
    if message.user != act.person.id:
        raise ActError("cant_update_message")
    again = posting.by_person(act.world, channel, act.person, act.text("text"), message.thread_ts)
    posting.change(act.world, channel, message, by=act.person.id, text=again.text, blocks=again.blocks)
    return Outcome()


async def delete(act: Act) -> Outcome:
    """`channel`, `ts`: deletes an own message, or dismisses a private line."""
    channel = act.channel()
    message = act.message(channel)
    if act.person.id not in (message.user, message.ephemeral_to):
        raise ActError("cant_delete_message")
    posting.delete(act.world, channel, message)
    return Outcome()


async def join(act: Act) -> Outcome:
    """`channel`: a public one, by a full member."""
    channel = act.channel()
    if act.person.id in channel.members:
        return Outcome()
    if channel.is_private or act.person.kind in ("guest", "external"):
        raise ActError("restricted_action")
    return await acknowledged(membership.join(act.world, channel, act.person.id), act.world)


async def leave(act: Act) -> Outcome:
    """`channel`"""
    return await acknowledged(membership.leave(act.world, act.own_channel(), act.person.id), act.world)
