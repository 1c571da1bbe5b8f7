"""Requests that wait for a decision: futures in a dict, woken by commits. A parked one asks nothing."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from storage.database import EVERYTHING, Database


class Full(Exception):
    """As many wait as may."""


class Waiters:
    """Those who wait, by output. Register first, then look once: no commit in between is missed.

    At most `most` wait, and one API key has at most a `share` (0 to 1) of these places.
    """

    def __init__(self, db: Database, *, most: int, share: float) -> None:
        self._waiting: dict[str, set[asyncio.Future[bool]]] = {}
        self._most, self._most_a_key = most, max(1, int(most * share))
        self._by_key: Counter[str] = Counter()
        self._closed = False
        self.count = 0
        db.on_commit(self._told)

    @contextmanager
    def one(self, output_id: str, key_id: str) -> Iterator[asyncio.Future[bool]]:
        """Register for one output and give the future that its next change resolves.

        Raises Full where all places are taken, or the key has its share. It is resolved once: True by a
        change, False because nobody may wait any more.
        """
        if self.count >= self._most or self._by_key[key_id] >= self._most_a_key:
            raise Full
        future = self._add(output_id)
        self.count += 1
        self._by_key[key_id] += 1
        try:
            yield future
        finally:
            self.count -= 1
            self._by_key[key_id] -= 1
            if not self._by_key[key_id]:
                del self._by_key[key_id]
            self._remove(output_id, future)

    def close(self) -> None:
        """Wake everybody, and let nobody wait any more: the process is about to end."""
        self._closed = True
        self._wake(list(self._waiting))

    def _add(self, output_id: str) -> asyncio.Future[bool]:
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        if self._closed:
            future.set_result(False)
        self._waiting.setdefault(output_id, set()).add(future)
        return future

    def _remove(self, output_id: str, future: asyncio.Future[bool]) -> None:
        rest = self._waiting.get(output_id)
        if rest is None:
            return
        rest.discard(future)
        if not rest:
            del self._waiting[output_id]

    def _told(self, changed: frozenset[str], outbox: bool) -> None:
        if changed == EVERYTHING:
            self._wake(list(self._waiting))
        else:
            self._wake([output_id for output_id in changed if output_id in self._waiting])

    def _wake(self, output_ids: list[str]) -> None:
        for output_id in output_ids:
            for future in self._waiting.pop(output_id):
                if not future.done():
                    future.set_result(True)
