"""Slash commands and shortcuts."""

from __future__ import annotations

from sandbox import interactions, posting
from sandbox.acts.act import Act, Outcome, outcome
from sandbox.block_kit.validate import checked_blocks
from sandbox.channels import Channel
from sandbox.errors import ActError
from sandbox.json_types import Json


async def command(act: Act) -> Outcome:
    """`command` (the app's first if left out), `text`, `channel` (the person's first, if left out)."""
    commands = act.world.app.commands
    name = act.text("command") or (commands[0].name if commands else "")
    name = name if name.startswith("/") else f"/{name}"
    if act.given.get("thread_ts"):
        raise ActError("not_supported_in_threads")
    if act.world.app.command(name) is None:
        raise ActError("no_such_command")
    channel = act.own_channel() if act.text("channel") else _first_channel(act)
    payload = interactions.command(act.world, act.person, channel, name, act.text("text"))
    answer = await act.world.delivery.command(payload)
    if answer.payload:
        _show(act, channel, answer.payload)
    return outcome(answer)


async def shortcut(act: Act) -> Outcome:
    """`callback_id` (or its name): from the lightning bolt, or with `channel` and `ts` from a message."""
    callback_id = act.text("callback_id") or act.text("name")
    on_message = bool(act.text("ts"))
    found = act.world.app.shortcut(callback_id, "message" if on_message else "global")
    if found is None:
        raise ActError("no_such_shortcut")
    if on_message:
        channel = act.channel()
        message = act.message(channel)
        payload = interactions.message_shortcut(act.world, act.person, channel, message, found.callback_id)
    else:
        payload = interactions.global_shortcut(act.world, act.person, found.callback_id)
    return outcome(await act.world.delivery.interact(payload))


def _first_channel(act: Act) -> Channel:
    mine = (
        c
        for c in act.world.channels.values()
        if act.person.id in c.members and not c.is_archived and not c.is_im
    )
    return next(mine, None) or act.world.direct_message(act.person.id)


def _show(act: Act, channel: Channel, payload: Json) -> None:
    blocks = checked_blocks(payload.get("blocks"))
    text = str(payload.get("text") or "")
    if not text and not blocks:
        return
    message = posting.by_bot(act.world, channel, text, blocks, None)
    if payload.get("response_type", "ephemeral") != "in_channel":
        message.ephemeral_to = act.person.id
    posting.post(act.world, channel, message)
