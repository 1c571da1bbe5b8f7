"""The AI system is told by a signed webhook (Standard Webhooks): at least once, recognisable as the same."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import secrets
import ssl
from collections.abc import Callable, Mapping
from datetime import UTC
from urllib.parse import urlsplit

import httpcore
import msgspec
from standardwebhooks import Webhook

from domain.api_keys import webhook_secret
from domain.clock import Clock
from domain.counting import counted
from domain.web_addresses import problem_with_callback
from handlers.outbox.dialling import GuardedDialling, NotAllowed
from handlers.outbox.outcomes import Dead, Done, NotYet, Outcome, Retry, Wish
from handlers.outbox.receivers import Receivers
from storage.crash_points import crash_point

TIMEOUT_S = 15.0
RESPONSE_BYTES = 65_536
_READING_S = 2.0
# Nearly three days, then somebody has to look.
BACKOFF_S = (5, 30, 120, 600, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400, 86_400)
_JITTER = 0.1
_LONGEST_S = 86_400.0
_GONE = 410

_encode = msgspec.json.Encoder().encode


class SendWebhook:
    """Sends the body of a wish to its address, signed with the secret of the key it came through.

    Body and `webhook-id` are the same at every attempt, so that a receiver can tell what it has seen. A 2xx
    counts, a redirect does not; 410 ends it. `chance` gives numbers in 0..1 for the jitter.
    """

    def __init__(
        self,
        secret: str,
        *,
        allow_local_callbacks: bool = False,
        tls: ssl.SSLContext | None = None,
        real: Clock | None = None,
        chance: Callable[[], float] | None = None,
    ) -> None:
        self._secret = secret
        self._local = allow_local_callbacks
        self._real = real or Clock()
        self._chance = chance or secrets.SystemRandom().random
        self._receivers = Receivers()
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls or ssl.create_default_context(),
            max_connections=64,
            max_keepalive_connections=16,
            keepalive_expiry=20.0,
            retries=0,
            network_backend=GuardedDialling(allow_local=allow_local_callbacks),
        )

    async def stop(self) -> None:
        """Close the connections."""
        await self._pool.aclose()

    async def __call__(self, wish: Wish) -> Outcome:
        """Send it and say what came of it."""
        url, body = str(wish.payload["url"]), _encode(wish.payload["body"])
        if wrong := problem_with_callback(url, allow_local=self._local):
            return Dead(f"the address {wrong}")
        host = urlsplit(url).netloc
        if (wait_s := self._receivers.wait_s(host)) > 0:
            return NotYet(wait_s * (1 + self._chance()), "its receiver is busy, or has just been silent")
        crash_point("webhook.before_send")
        try:
            with self._receivers.calling(host):
                async with asyncio.timeout(TIMEOUT_S):
                    status, wait_s = await self._post(url, self._headers(wish, body), body)
        except NotAllowed as error:
            return Dead(str(error))
        except (TimeoutError, httpcore.TimeoutException):
            self._receivers.fell_silent(host)
            return self._again(wish, f"no answer within {TIMEOUT_S:.0f} s")
        except (
            httpcore.NetworkError,
            httpcore.ProtocolError,
            httpcore.UnsupportedProtocol,
            ssl.SSLError,
        ) as error:
            return self._again(wish, f"{type(error).__name__}: {error}"[:200])
        crash_point("webhook.after_answer")
        if 200 <= status < 300:
            return Done()
        if status == _GONE:
            return Dead("the receiver says 410 Gone")
        return self._again(wish, f"the receiver answers {status}", at_least_s=wait_s)

    def _headers(self, wish: Wish, body: bytes) -> list[tuple[str, str]]:
        message_id, now = _message_id(wish), self._real.now().astimezone(UTC)
        signing = Webhook(webhook_secret(self._secret, str(wish.payload["key_id"])))
        return [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
            ("User-Agent", "Answerable"),
            ("webhook-id", message_id),
            ("webhook-timestamp", str(int(now.timestamp()))),
            ("webhook-signature", signing.sign(message_id, now, body.decode())),
        ]

    async def _post(self, url: str, headers: list[tuple[str, str]], body: bytes) -> tuple[int, float]:
        """Return the status, and how many seconds the receiver asks to be left alone."""
        host = httpcore.URL(url)
        sent = [("Host", _authority(host)), *headers]
        async with self._pool.stream("POST", host, headers=sent, content=body) as response:
            wait_s = _retry_after(response.headers)
            # Read to its end, a short answer leaves the connection free for the next one.
            with contextlib.suppress(httpcore.NetworkError, httpcore.ProtocolError, TimeoutError):
                async with asyncio.timeout(_READING_S):
                    await _read_some(response)
            return response.status, wait_s

    def _again(self, wish: Wish, why: str, *, at_least_s: float = 0.0) -> Retry | Dead:
        if wish.attempts >= len(BACKOFF_S):
            return Dead(f"given up after {counted(wish.attempts + 1, 'attempt')}: {why}")
        jitter = 1 + _JITTER * (2 * self._chance() - 1)
        return Retry(max(BACKOFF_S[wish.attempts] * jitter, at_least_s), why)


def _message_id(wish: Wish) -> str:
    """Return what names this message for ever: what it is about and its place in the sequence there.

    Not the row's number: SQLite gives those of deleted rows to new ones.
    """
    body = wish.payload["body"]
    sequence = body.get("sequence") if isinstance(body, Mapping) else None
    named = f"{wish.payload['key_id']}|{wish.subject}|{sequence}"
    return f"msg_{hashlib.sha256(named.encode()).hexdigest()[:32]}"


def _authority(url: httpcore.URL) -> str:
    host = url.host.decode("ascii")
    host = f"[{host}]" if ":" in host else host
    return host if url.port is None else f"{host}:{url.port}"


def _retry_after(headers: list[tuple[bytes, bytes]]) -> float:
    """Return the seconds in a Retry-After header, 0 where there are none (a date is not heeded)."""
    found = next((value for name, value in headers if name.lower() == b"retry-after"), b"")
    return min(float(found), _LONGEST_S) if found.isdigit() else 0.0


async def _read_some(response: httpcore.Response) -> None:
    size = 0
    async for piece in response.aiter_stream():
        size += len(piece)
        if size > RESPONSE_BYTES:
            return
