"""Signed HTTP: events, interactions and commands as Slack posts them to the app's request URL."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass
from urllib.parse import urlencode

import aiohttp

from sandbox.delivery import Answer, Attempt, Envelope
from sandbox.json_types import Json
from sandbox.timing import Timing

REASONS: tuple[tuple[type[Exception], str], ...] = (
    (TimeoutError, "http_timeout"),
    (aiohttp.TooManyRedirects, "too_many_redirects"),
    (aiohttp.ClientConnectorError, "connection_failed"),
    (aiohttp.ClientError, "http_error"),
)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's v0 signature of a raw body."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


@dataclass(eq=False)
class HttpEvents:
    """Posts to one URL. Before anything else the URL must answer the `url_verification` challenge."""

    url: str
    timing: Timing
    secret: str
    verified: bool = False
    _session: aiohttp.ClientSession | None = None

    def ready(self) -> bool:
        return True

    async def send(self, envelope: Envelope, attempt: Attempt) -> Answer:
        """One attempt; anything but a 2xx within the time for an ack has failed."""
        if not self.verified and not await self.verify():
            return Answer(None, error="dispatch_failed", reason="connection_failed")
        headers: dict[str, str] = {}
        if attempt.number:
            headers = {"X-Slack-Retry-Num": str(attempt.number), "X-Slack-Retry-Reason": attempt.reason or ""}
        body, kind = _body(envelope)
        return await self._post(body, kind, headers)

    async def verify(self) -> bool:
        """Whether the URL echoes a challenge."""
        challenge = secrets.token_hex(16)
        body = {"token": "sandbox", "challenge": challenge, "type": "url_verification"}
        answer = await self._post(json.dumps(body).encode(), "application/json", {})
        payload = answer.payload or {}
        self.verified = challenge in (payload.get("challenge"), payload.get("text"))
        return self.verified

    async def stop(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _post(self, body: bytes, kind: str, headers: dict[str, str]) -> Answer:
        timestamp = str(int(time.time()))
        signed = headers | {
            "Content-Type": kind,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self.secret, timestamp, body),
        }
        if self._session is None:
            self._session = aiohttp.ClientSession()
        started_s = time.monotonic()
        try:
            timeout = aiohttp.ClientTimeout(total=self.timing.ack_s)
            async with self._session.post(self.url, data=body, headers=signed, timeout=timeout) as response:
                text = await response.text()
                if not 200 <= response.status < 300:
                    final = response.headers.get("X-Slack-No-Retry") == "1"
                    return Answer(None, error="dispatch_failed", reason="http_error", final=final)
        except (TimeoutError, aiohttp.ClientError) as error:
            timed_out = isinstance(error, TimeoutError)
            reason = next(name for kind_of, name in REASONS if isinstance(error, kind_of))
            return Answer(None, error="operation_timeout" if timed_out else "dispatch_failed", reason=reason)
        return Answer(round((time.monotonic() - started_s) * 1000, 1), _answered(text))


def _body(envelope: Envelope) -> tuple[bytes, str]:
    form = "application/x-www-form-urlencoded"
    if envelope.kind == "events_api":
        return json.dumps(envelope.payload).encode(), "application/json"
    if envelope.kind == "interactive":
        return urlencode({"payload": json.dumps(envelope.payload)}).encode(), form
    return urlencode(envelope.payload).encode(), form


def _answered(text: str) -> Json | None:
    if not text.strip():
        return None
    try:
        payload = json.loads(text)
    except ValueError:
        return {"text": text}
    return payload if isinstance(payload, dict) else {"text": text}
