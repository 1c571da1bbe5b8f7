"""`POST /slack/events`: handed to Bolt, which checks the signature; a body that Slack never sends is cut off."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from handlers.http.answers import send_answer
from handlers.http.raw import ClientGone, answer_to, read_body

EVENT_BYTES = 1_048_576


class SlackEvents:
    """Reads the body within bounds before anybody trusts it, and gives the request to Bolt."""

    def __init__(self, bolt: Callable[[Request], Awaitable[Response]]) -> None:
        self._bolt = bolt

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as Bolt does."""
        try:
            body = await read_body(dict(scope["headers"]), receive, EVENT_BYTES)
            response = await self._bolt(Request(scope, _once(body, receive)))
        except ClientGone:
            return
        except Exception as error:  # noqa: BLE001 - Slack repeats what was not answered with 200
            await send_answer(send, answer_to(error))
            return
        await response(scope, receive, send)


def _once(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives the body that was read, and then what the client does next."""
    unread: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return unread.pop() if unread else await receive()

    return again
