"""`/response/…`: what the app posts to the response_url of an interaction or command."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from sandbox import posting
from sandbox.block_kit.validate import checked_blocks
from sandbox.errors import ApiError
from sandbox.json_types import Json
from sandbox.messages import Message
from sandbox.triggers import ResponseUrl
from sandbox.web_api.dispatch import drop, read_arguments
from sandbox.workspace import BOT_USER
from sandbox.world import World


async def response_url(request: Request) -> Response:
    """Posts, replaces or deletes, publicly or for the one person. Works in channels the bot is not in."""
    world: World = request.app.state.world
    try:
        body = await read_arguments(request)
    except ApiError as refusal:
        return JSONResponse({"ok": False, "error": refusal.code}, 400)
    fault = world.faults.take("response_url", body)
    if fault is not None and fault.fault.startswith("drop"):
        return drop(request)
    if fault is not None and fault.fault == "500":
        return PlainTextResponse("server_error", 500)
    answer: Json = {"ok": True}
    status = 200
    try:
        answer_url(world, world.triggers.use_url(request.path_params["name"]), body)
    except ApiError as refusal:
        answer, status = {"ok": False, "error": refusal.code}, refusal.status
    world.calls.append(
        {"method": "response_url", "at": world.clock.now(), "args": body, "status": status}
        | {"ok": answer["ok"], "error": answer.get("error")}
    )
    return PlainTextResponse("ok") if answer["ok"] else JSONResponse(answer, status)


def answer_url(world: World, url: ResponseUrl, body: Json) -> None:
    """Does what one answer says. ApiError `no_text`, `invalid_blocks`, …"""
    channel = world.channels[url.channel]
    shown = world.messages[channel.id].get(url.message_ts or "")
    if body.get("delete_original") and shown is not None:
        posting.delete(world, channel, shown)
        return
    blocks = checked_blocks(body.get("blocks"))
    text = str(body.get("text") or "")
    if not text and not blocks:
        raise ApiError("no_text")
    if body.get("replace_original") and shown is not None:
        posting.change(world, channel, shown, by=BOT_USER, text=text, blocks=blocks)
        return
    message = _new(world, url, body, text, blocks)
    posting.post(world, channel, message)


def _new(world: World, url: ResponseUrl, body: Json, text: str, blocks: list[Json] | None) -> Message:
    thread_ts = body.get("thread_ts") or url.thread_ts
    message = posting.by_bot(world, world.channels[url.channel], text, blocks, thread_ts)
    if body.get("response_type", "ephemeral") != "in_channel":
        message.ephemeral_to = url.user_id
    return message
