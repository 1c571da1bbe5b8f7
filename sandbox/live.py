"""Tells open pages what changes, person by person."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection

from sandbox.json_types import Json


class Live:
    """A broadcast of small JSON events. Nobody is waited for: a page that stopped reading is dropped."""

    def __init__(self, backlog: int = 1000) -> None:
        self._backlog = backlog
        self._pages: list[tuple[str, asyncio.Queue[Json | None]]] = []

    def publish(self, event: Json, to: Collection[str] | None = None) -> None:
        """Sends the event to every page of the persons in `to`, or of everybody."""
        for page in list(self._pages):
            user_id, queue = page
            if to is not None and user_id not in to:
                continue
            if queue.full():
                self._pages.remove(page)
                queue.get_nowait()
                queue.put_nowait(None)
                continue
            queue.put_nowait(event)

    def subscribe(self, user_id: str) -> AsyncIterator[Json]:
        """What this person's page should hear from this call on, also while nobody reads the iterator yet.

        It ends when the sandbox stops or the page falls behind.
        """
        page: tuple[str, asyncio.Queue[Json | None]] = (user_id, asyncio.Queue(self._backlog))
        self._pages.append(page)
        return self._heard(page)

    async def _heard(self, page: tuple[str, asyncio.Queue[Json | None]]) -> AsyncIterator[Json]:
        try:
            while (event := await page[1].get()) is not None:
                yield event
        finally:
            if page in self._pages:
                self._pages.remove(page)

    def close(self) -> None:
        """Ends every subscription."""
        for _, queue in self._pages:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(None)
