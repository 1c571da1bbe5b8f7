"""A picture in a thread: uploaded in three steps, and seen only with the last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp

from handlers.outbox.outcomes import Retry
from handlers.slack.failures import SOON_S, Failure
from handlers.slack.gateway import Posted, Slack
from storage.crash_points import crash_point

_TIMEOUT = aiohttp.ClientTimeout(total=20)
_PAGE = 200


@dataclass(frozen=True)
class Upload:
    """A file to be shared: its name, what stands above it, what it says in words, and what is in it."""

    name: str
    title: str
    alt: str
    content: bytes


async def files_below(slack: Slack, posted: Posted) -> set[str] | Failure:
    """Return the names of the files in the thread of a message, whoever shared them."""
    answer = await slack.call("conversations.replies", channel=posted.channel_id, ts=posted.ts, limit=_PAGE)
    if not isinstance(answer, Mapping):
        return answer
    return {
        str(file.get("name")) for message in answer["messages"] for file in message.get("files") or [] if file
    }


async def share_below(slack: Slack, posted: Posted, upload: Upload) -> Failure | None:
    """Share the file in the thread of a message; of what failed before the last step nothing is seen."""
    told = await slack.call(
        "files.getUploadURLExternal",
        filename=upload.name,
        length=len(upload.content),
        alt_txt=upload.alt,
    )
    if not isinstance(told, Mapping):
        return told
    if (failure := await _sent(str(told["upload_url"]), upload.content)) is not None:
        return failure
    crash_point("pictures.after_upload")
    shared = await slack.call(
        "files.completeUploadExternal",
        files=[{"id": str(told["file_id"]), "title": upload.title}],
        channel_id=posted.channel_id,
        thread_ts=posted.ts,
    )
    return None if isinstance(shared, Mapping) else shared


async def _sent(address: str, content: bytes) -> Failure | None:
    try:
        async with (
            aiohttp.ClientSession(timeout=_TIMEOUT) as session,
            session.post(address, data=content, allow_redirects=False) as answer,
        ):
            return None if answer.status == 200 else Retry(SOON_S, f"upload: http_{answer.status}")
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        return Retry(SOON_S, f"upload: {type(error).__name__}")
