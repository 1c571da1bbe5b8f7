"""files.*: upload in three steps, as files_upload_v2 does it."""

from __future__ import annotations

from sandbox import posting
from sandbox.errors import ApiError
from sandbox.json_types import Json
from sandbox.web_api.call import Call
from sandbox.web_api.chat import postable
from sandbox.workspace import BOT_USER
from sandbox.world import StoredFile, World


async def get_upload_url(call: Call) -> Json:
    """files.getUploadURLExternal"""
    name, length = call.needed("filename"), call.number("length", 0, 1 << 30)
    stored = StoredFile(call.world.new_id("F"), name, length, alt_text=call.text("alt_txt"))
    call.world.files[stored.id] = stored
    return {"upload_url": f"{call.world.url}/upload/{stored.id}", "file_id": stored.id}


async def complete_upload(call: Call) -> Json:
    """files.completeUploadExternal: shares the files in a channel, if one is named."""
    shared = [_completed(call.world, given) for given in call.listed("files")]
    if not shared:
        raise ApiError("invalid_arguments")
    shapes = [file_json(call.world, stored) for stored in shared]
    if call.text("channel_id"):
        channel = postable(
            Call(call.world, call.method, call.arguments | {"channel": call.text("channel_id")})
        )
        thread_ts = call.text("thread_ts") or None
        message = posting.by_bot(call.world, channel, call.text("initial_comment"), None, thread_ts)
        message.files = shapes
        posting.post(call.world, channel, message)
    return {"files": shapes}


async def info(call: Call) -> Json:
    """files.info"""
    stored = call.world.files.get(call.text("file"))
    if stored is None or not stored.complete:
        raise ApiError("file_not_found")
    return {"file": file_json(call.world, stored)}


def file_json(world: World, stored: StoredFile) -> Json:
    """The `file` object."""
    address = f"{world.url}/files/{stored.id}/{stored.name}"
    return {
        "id": stored.id,
        "name": stored.name,
        "title": stored.title or stored.name,
        "size": len(stored.content),
        "user": BOT_USER,
        "filetype": stored.name.rpartition(".")[2].lower(),
        "mimetype": media_type(stored.name),
        "alt_txt": stored.alt_text,
        "mode": "hosted",
        "is_external": False,
        "url_private": address,
        "url_private_download": address,
        "permalink": address,
    }


def media_type(name: str) -> str:
    """The media type by the file's ending."""
    kinds = {"png": "image/png", "jpg": "image/jpeg", "svg": "image/svg+xml", "json": "application/json"}
    ending = name.rpartition(".")[2].lower()
    return kinds.get(ending, "text/plain" if ending in ("txt", "csv", "md") else "application/octet-stream")


def _completed(world: World, given: object) -> StoredFile:
    stored = world.files.get(str(given.get("id"))) if isinstance(given, dict) else None
    if stored is None or not isinstance(given, dict):
        raise ApiError("file_not_found")
    if len(stored.content) != stored.length:
        raise ApiError("file_update_failed")
    stored.title, stored.complete = str(given.get("title") or stored.name), True
    return stored
