"""A sign of life to somebody outside, given only while all is well: whoever hears none raises the alarm for us."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Callable

import httpcore

EVERY_S = 60.0
TIMEOUT_S = 10.0

log = logging.getLogger(__name__)


class Heartbeat:
    """Asks the address once a minute while `is_well` says so; what it answers matters only to the log.

    The address is the operator's own and often a secret: it is dialled as it is, and never logged.
    """

    def __init__(self, url: str, is_well: Callable[[], Awaitable[bool]], *, every_s: float = EVERY_S) -> None:
        self._url, self._is_well, self._every_s = url, is_well, every_s
        self._heard = True
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=ssl.create_default_context(), keepalive_expiry=5.0
        )

    async def run(self) -> None:
        """Go on until cancelled. The first sign comes after a minute: a process that keeps dying gives none."""
        async with self._pool:
            while True:
                await asyncio.sleep(self._every_s)
                if await self._is_well():
                    self._note(await self._beat())

    async def _beat(self) -> str | None:
        """Return why nobody has heard it, None if somebody has."""
        try:
            async with asyncio.timeout(TIMEOUT_S):
                answer = await self._pool.request("GET", self._url, headers={"User-Agent": "Answerable"})
        except (TimeoutError, httpcore.TimeoutException):
            return f"no answer within {TIMEOUT_S:.0f} s"
        except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError) as error:
            return type(error).__name__
        return None if answer.status < 400 else f"it answers {answer.status}"

    def _note(self, problem: str | None) -> None:
        if problem is not None and self._heard:
            log.warning("nobody hears the heartbeat: %s", problem)
        elif problem is None and not self._heard:
            log.info("the heartbeat is heard again")
        self._heard = problem is None
