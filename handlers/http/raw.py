"""The requests that come by the thousand: straight from the server to their handler, without a framework."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from handlers.faults import place_of
from handlers.http.answers import Answer, Problem, send_answer
from storage.transaction import Overloaded, Unavailable

log = logging.getLogger(__name__)

Headers = Mapping[bytes, bytes]
RawHandler = Callable[[Scope, Receive, Send], Awaitable[Answer | None]]

# How much more is read of a body that is too large: who is cut off while sending never sees the answer.
_DRAIN_BYTES = 16 * 1_048_576
_DRAIN_S = 5.0
_CLOSE = {"Connection": "close"}
# A client that says nothing for so long is not coming back, and holds a connection.
SILENCE_S = 30.0
# Sent twice, two readers might each take another one. What is said of it: the status of a wrong one.
_ONCE = {b"authorization": 401, b"idempotency-key": 400, b"content-type": 415, b"content-encoding": 415}


class ClientGone(Exception):
    """The client hung up; nobody is there to be answered."""


class RawEndpoint:
    """An ASGI application around one handler: every outcome becomes an answer, none a traceback."""

    def __init__(self, handler: RawHandler) -> None:
        self._handler = handler

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self.serve(scope, receive, send)

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> int:
        """Answer one request and return the status; 0 if the client has gone."""
        try:
            answer = await self._handler(scope, receive, send)
        except ClientGone:
            return 0
        except asyncio.CancelledError:
            # Only the server's end does this, to a request that does not come to its own.
            answer = _ENDING.answer
        except Exception as error:  # noqa: BLE001 - the last place where a bug can still become an answer
            answer = answer_to(error)
        if answer is None:
            return 200
        await send_answer(send, answer)
        return answer.status


def answer_to(error: Exception) -> Answer:
    """Return what the client is told of an exception; a bug is logged, and told as one."""
    if isinstance(error, Problem):
        return error.answer
    if isinstance(error, Unavailable):
        return busy(error).answer
    log.error("a request failed: %s", place_of(error))
    return Problem(500, "internal_error", "Something is broken here. It was logged; please try again.").answer


_ENDING = Problem(
    503,
    "ending",
    "The bot is about to stop. Send the request again in a moment.",
    headers={"Retry-After": "3"} | _CLOSE,
)


def busy(error: Unavailable) -> Problem:
    """Return the honest 503: nothing is known to be saved, and asking again with the same key is safe."""
    if isinstance(error, Overloaded):
        told = "Too much is waiting to be written. Try again in a second."
        return Problem(503, "overloaded", told, headers={"Retry-After": "1"})
    told = "The database does not answer. Try again in a few seconds, with the same Idempotency-Key."
    return Problem(503, "unavailable", told, headers={"Retry-After": "3"})


def headers_of(scope: Scope) -> Headers:
    """Return the request's headers. Raises Problem where one that counts is there twice."""
    sent = scope["headers"]
    headers = dict(sent)
    if len(headers) < len(sent):
        _refuse_repeated([name for name, _ in sent])
    return headers


def _refuse_repeated(names: Sequence[bytes]) -> None:
    for name, status in _ONCE.items():
        if names.count(name) > 1:
            title = name.decode().title()
            raise Problem(status, "duplicate_header", f"{title} is there twice. Send it once.", field=title)


def expect(headers: Headers, *media_types: bytes) -> None:
    """Raise Problem (415) unless the body is of one of these media types, and not compressed."""
    kind = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
    if kind not in media_types:
        told = f"Send the body with Content-Type: {media_types[0].decode()}."
        raise Problem(415, "unsupported_media_type", told, field="Content-Type")
    if headers.get(b"content-encoding", b"identity").lower() != b"identity":
        told = "Send the body as it is, without Content-Encoding."
        raise Problem(415, "unsupported_encoding", told, field="Content-Encoding")


def too_large(limit: int) -> Problem:
    """Return the problem of a body over the limit (bytes); the connection is closed, so nobody reads the rest."""
    told = f"The body may have at most {limit // 1024:,} KB."
    return Problem(413, "too_large", told, headers=_CLOSE)


async def read_body(headers: Headers, receive: Receive, limit: int) -> bytes:
    """Return the whole body. Raises Problem (413 beyond `limit` bytes, 408 if it stops), ClientGone."""
    await refuse_declared(headers, receive, limit)
    message = await next_piece(receive)
    body: bytes = message.get("body", b"")
    if message["type"] == "http.request" and not message.get("more_body") and len(body) <= limit:
        return body
    parts, size = [body], len(body)
    while True:
        if message["type"] == "http.disconnect":
            raise ClientGone
        if size > limit:
            await drain(receive)
            raise too_large(limit)
        if not message.get("more_body"):
            return b"".join(parts)
        message = await next_piece(receive)
        parts.append(message.get("body", b""))
        size += len(parts[-1])


async def refuse_declared(headers: Headers, receive: Receive, limit: int) -> None:
    """Raise Problem (413) if the body says itself that it has more than `limit` bytes."""
    if int(headers.get(b"content-length", b"0")) > limit:
        await drain(receive)
        raise too_large(limit)


async def next_piece(receive: Receive) -> Message:
    """Return what comes next of a body. Raises Problem (408) if nothing comes."""
    coming = receive().__await__()
    try:
        blocked_by = next(coming)
    except (
        StopIteration
    ) as come:  # with the request's head, as most are: a timer would cost more than reading it
        message: Message = come.value
        return message
    try:
        async with asyncio.timeout(SILENCE_S):
            return await _Begun(blocked_by, coming)
    except TimeoutError:
        told = f"Nothing came for {SILENCE_S:.0f} seconds. Send the request again, as a whole."
        raise Problem(408, "too_slow", told, headers=_CLOSE) from None


class _Begun:
    """The rest of something awaited that has already run until it was blocked."""

    def __init__(self, blocked_by: Any, coming: Generator[Any, Any, Message]) -> None:
        self._blocked_by, self._coming = blocked_by, coming

    def __await__(self) -> Generator[Any, Any, Message]:
        try:
            yield self._blocked_by
            return (yield from self._coming)
        finally:
            self._coming.close()


async def drain(receive: Receive) -> None:
    """Read on and keep nothing, within bounds."""
    left = _DRAIN_BYTES
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_DRAIN_S):
            while left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                if message["type"] == "http.disconnect" or not message.get("more_body"):
                    return
