"""Slack's signed HTTP requests: `POST /slack/events`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request
from starlette.responses import JSONResponse, Response


def slack_events(bolt: AsyncApp, signing_secret: str) -> Callable[[Request], Awaitable[Response]]:
    """Return the endpoint. What is not signed by Slack is answered 401 before anything reads it.

    Bolt checks the signature too, but decodes the body first, and fails on a stamp that is no number, as it does
    on JSON that is no object.
    """
    handler = AsyncSlackRequestHandler(bolt)
    verifier = SignatureVerifier(signing_secret)

    async def endpoint(request: Request) -> Response:
        if not _is_signed(verifier, await request.body(), request):
            return JSONResponse({"error": "invalid request"}, status_code=401)
        if _is_json(request) and not (await request.body()).lstrip().startswith(b"{"):
            return JSONResponse({"error": "invalid request"}, status_code=400)
        return await handler.handle(request)

    return endpoint


def _is_json(request: Request) -> bool:
    return request.headers.get("content-type", "").startswith("application/json")


def _is_signed(verifier: SignatureVerifier, body: bytes, request: Request) -> bool:
    stamp = request.headers.get("x-slack-request-timestamp", "")
    signature = request.headers.get("x-slack-signature", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12 and signature.isascii()):
        return False
    try:
        return bool(verifier.is_valid(body, stamp, signature))
    except UnicodeDecodeError:  # the body is no text at all
        return False
