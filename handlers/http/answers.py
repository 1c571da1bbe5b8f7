"""What an endpoint says: an answer, or a problem; and how both are sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
from starlette.responses import JSONResponse, Response
from starlette.types import Send

from handlers.http import shapes

JSON = b"application/json"
NDJSON = b"application/x-ndjson"

_encode = msgspec.json.Encoder().encode


class Answer(NamedTuple):
    """A complete response."""

    status: int
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()
    media_type: bytes = JSON


class Problem(Exception):
    """Why a request cannot be done, in one sentence that says what to do. `field` is where, as in a[0].b."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        field: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body = shapes.ErrorBody(code, message, field)
        self.headers = dict(headers or {})

    @property
    def answer(self) -> Answer:
        """Return it as the client sees it."""
        headers = tuple((name.lower().encode(), value.encode()) for name, value in self.headers.items())
        return Answer(self.status, _encode(shapes.Error(self.body)), headers)


def json_answer(status: int, shape: msgspec.Struct, *headers: tuple[bytes, bytes]) -> Answer:
    """Return a shape as a response."""
    return Answer(status, _encode(shape), headers)


def encode(shape: msgspec.Struct) -> bytes:
    """Return a shape as JSON."""
    return _encode(shape)


async def send_answer(send: Send, answer: Answer) -> None:
    """Send a complete response, straight to the server."""
    headers = [
        (b"content-type", answer.media_type),
        (b"content-length", b"%d" % len(answer.body)),
        *answer.headers,
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})


def as_response(answer: Answer) -> Response:
    """Return the answer as FastAPI's handlers give it."""
    headers = {name.decode(): value.decode() for name, value in answer.headers}
    return Response(answer.body, answer.status, headers, media_type=answer.media_type.decode())


class JsonResponse(JSONResponse):
    """An ordinary endpoint's response: a shape, encoded."""

    def render(self, content: Any) -> bytes:
        """Return the shape as JSON."""
        return _encode(content)
