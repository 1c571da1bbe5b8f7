"""files.*: upload in three steps, as files_upload_v2 does it."""

from __future__ import annotations

from sandbox import posting
from sandbox.errors import ApiError
from sandbox.json_types import Json
from sandbox.web_api.call import Call
from sandbox.web_api.chat import postable, thread_of
from sandbox.workspace import BOT_USER
from sandbox.world import StoredFile, World

ALT_TEXT_LIMIT = 1_000
FILES_AT_ONCE = 10


async def get_upload_url(call: Call) -> Json:
    """files.getUploadURLExternal"""
    name, length = call.needed("filename"), call.number("length", 0, 1 << 30)
    alt_text = call.text("alt_txt")
    if len(alt_text) > ALT_TEXT_LIMIT or "/" in name:
        raise ApiError("invalid_arguments")
    stored = StoredFile(call.world.new_id("F"), name, length, alt_text=alt_text)
    call.world.files[stored.id] = stored
    return {"upload_url": f"{call.world.url}/upload/{stored.id}", "file_id": stored.id}


async def complete_upload(call: Call) -> Json:
    """files.completeUploadExternal: shares the files in a channel, if one is named; all of them, or none."""
    given = call.listed("files")
    if not given or len(given) > FILES_AT_ONCE:
        raise ApiError("invalid_arguments")
    ready = [_ready(call.world, one) for one in given]
    if not call.text("channel_id"):
        return {"files": [_completed(call.world, *one) for one in ready]}
    channel = postable(Call(call.world, call.method, call.arguments | {"channel": call.text("channel_id")}))
    thread_ts = thread_of(call, channel)
    shapes = [_completed(call.world, *one) for one in ready]
    message = posting.by_bot(call.world, channel, call.text("initial_comment"), None, thread_ts)
    message.files = shapes
    posting.post(call.world, channel, message)
    return {"files": shapes}


def receive(stored: StoredFile, content: bytes) -> str | None:
    """Take what was sent to an upload's address; return why not, None where it was taken."""
    if stored.complete:
        return "the upload is complete"
    if len(content) != stored.length:
        return f"{len(content)} bytes, not the {stored.length} that were announced"
    stored.content = content
    return None


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


def _ready(world: World, given: object) -> tuple[StoredFile, str]:
    """The file and its title. ApiError `file_not_found`, also for one that was shared before; `file_update_failed`
    where its content never came.
    """
    stored = world.files.get(str(given.get("id"))) if isinstance(given, dict) else None
    if stored is None or not isinstance(given, dict) or stored.complete:
        raise ApiError("file_not_found")
    if len(stored.content) != stored.length:
        raise ApiError("file_update_failed")
    return stored, str(given.get("title") or stored.name)


def _completed(world: World, stored: StoredFile, title: str) -> Json:
    stored.title, stored.complete = title, True
    return file_json(world, stored)
