"""Who is asking: API keys, remembered for at most a second, so that a revoked one is out within that."""

from __future__ import annotations

import asyncio

from starlette.requests import Request

from domain.api_keys import ApiKey, Scope, id_in_key, opens
from handlers.http.answers import Problem
from handlers.http.limits import Turnstile
from handlers.http.raw import headers_of
from storage.api_keys import api_key
from storage.database import Database

FRESH_S = 1.0
_REMEMBERED = 1_000
_CHALLENGE = {"WWW-Authenticate": "Bearer"}


class Keyring:
    """Looks keys up, and lets each through as often as it may. Those who ask at the same moment share one look."""

    def __init__(self, db: Database, turnstile: Turnstile) -> None:
        self._db = db
        self.turnstile = turnstile
        # By the header as sent: when the look began (the loop's time), and what it found.
        self._looks: dict[bytes, tuple[float, asyncio.Task[ApiKey | None]]] = {}

    async def holder(self, authorization: bytes | None, scope: Scope) -> ApiKey:
        """Return the key behind an Authorization header.

        Raises Problem: 401 for none that works, 403 for one without the scope, 429 for one that asks too fast.
        """
        found = await self._look(authorization or b"")
        if found is None:
            told = "This API key does not work. Use a valid one."
            raise Problem(401, "unauthorized", told, headers=_CHALLENGE)
        if scope not in found.scopes:
            told = f"This API key has no scope `{scope}`. Ask its owner for one that has."
            raise Problem(403, "key_scope", told)
        self.turnstile.admit(found)
        return found

    async def reader(self, request: Request) -> ApiKey:
        """Return the key that an ordinary request reads with. Raises as `holder`."""
        return await self.holder(headers_of(request.scope).get(b"authorization"), "read")

    async def submitter(self, request: Request) -> ApiKey:
        """Return the key that an ordinary request changes something with. Raises as `holder`."""
        return await self.holder(headers_of(request.scope).get(b"authorization"), "submit")

    async def _look(self, authorization: bytes) -> ApiKey | None:
        now = asyncio.get_running_loop().time()
        began, look = self._looks.get(authorization, (0.0, None))
        if look is None or now - began > FRESH_S:
            key = _bearer(authorization)
            look = asyncio.create_task(self._find(key))
            self._remember(authorization, now, look)
        return look.result() if look.done() else await asyncio.shield(look)

    async def _find(self, key: str) -> ApiKey | None:
        """Return the stored key that this one opens, or None."""
        key_id = id_in_key(key)
        stored = None if key_id is None else await self._db.read(api_key, key_id)
        return stored if stored is not None and opens(stored, key) else None

    def _remember(self, authorization: bytes, now: float, look: asyncio.Task[ApiKey | None]) -> None:
        if len(self._looks) >= _REMEMBERED:
            self._looks.clear()
        self._looks[authorization] = (now, look)
        look.add_done_callback(lambda done: self._forget_failure(authorization, done))

    def _forget_failure(self, authorization: bytes, look: asyncio.Task[ApiKey | None]) -> None:
        """Look again next time where there is no such key, or the database was away."""
        failed = look.cancelled() or look.exception() is not None or look.result() is None
        if failed and self._looks.get(authorization, (0.0, None))[1] is look:
            del self._looks[authorization]


def _bearer(authorization: bytes) -> str:
    """Return the key in the header. Raises Problem (401) where there is none."""
    kind, _, key = authorization.decode("latin-1").partition(" ")
    if kind.lower() != "bearer" or not key.strip():
        told = "Send your API key in a header: Authorization: Bearer ans_…"
        raise Problem(401, "unauthorized", told, headers=_CHALLENGE)
    return key.strip()
