"""The limit: a bare ASGI application that reads the body and answers 201, on the same server."""

from __future__ import annotations

import sys
from typing import Any

import uvicorn

ANSWER = b'{"ok": true}'


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Read the whole body; answer."""
    if scope["type"] != "http":
        return
    more = True
    while more:
        message = await receive()
        more = message.get("more_body", False)
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(ANSWER)).encode())]
    await send({"type": "http.response.start", "status": 201, "headers": headers})
    await send({"type": "http.response.body", "body": ANSWER})


if __name__ == "__main__":
    uvicorn.run(
        app, port=int(sys.argv[1]), loop="uvloop", http="httptools", access_log=False, log_level="warning",
        lifespan="off",
    )  # fmt: skip
