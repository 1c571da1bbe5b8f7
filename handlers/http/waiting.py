"""`GET /v1/outputs/{id}?wait=`: the output as it is, or as soon as the review is over."""

from __future__ import annotations

import asyncio
import re
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope, Send

from domain.api_keys import ApiKey
from domain.clock import Clock
from domain.ids import is_id
from domain.refusals import Refused
from handlers.http.answers import Answer, Problem, json_answer
from handlers.http.keyring import Keyring
from handlers.http.raw import ClientGone, headers_of
from handlers.http.refusals import problem_of
from handlers.http.rendering import output_shape
from handlers.http.waiters import Full, Waiters
from storage.database import Database
from storage.output_views import OutputView, is_in_review, output_view

PATH = "/v1/outputs/"
LONGEST_S = 60
_SECONDS = re.compile(r"\d{1,2}(?:\.\d{1,3})?", re.ASCII)


class Waiting:
    """Answers one output. A request that waits holds a future and asks the database nothing."""

    def __init__(self, db: Database, clock: Clock, keyring: Keyring, waiters: Waiters) -> None:
        self._db = db
        self._clock = clock
        self._keyring = keyring
        self._waiters = waiters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> Answer:
        """Return 200 with the output; 503 where too many wait."""
        headers = headers_of(scope)
        key = await self._keyring.holder(headers.get(b"authorization"), "read")
        wait_s = _seconds(scope["query_string"])
        output_id = scope["path"].removeprefix(PATH)
        view = None
        if is_id(output_id, "out"):
            view = await self._look(output_id, key, wait_s, receive)
        if view is None:
            raise problem_of(Refused.of("not_found"), self._clock.now())
        return json_answer(200, output_shape(view, self._clock.now()))

    async def _look(self, output_id: str, key: ApiKey, wait_s: float, receive: Receive) -> OutputView | None:
        """Return the output once it is no longer in review, or as it is when the time is over."""
        if wait_s > 0:
            await self._wait(output_id, key, wait_s, receive)
        return await self._db.read(output_view, output_id, key.workflow)

    async def _wait(self, output_id: str, key: ApiKey, wait_s: float, receive: Receive) -> None:
        until = asyncio.get_running_loop().time() + wait_s
        gone = asyncio.ensure_future(_hung_up(receive))
        try:
            news = True
            while news:
                with self._waiters.one(output_id, key.id) as changed:
                    if not await self._db.read(is_in_review, output_id, key.workflow):
                        return
                    news = await _parked(changed, gone, until)
        except Full:
            told = "Too many requests are waiting. Ask again in a few seconds, or let a webhook tell you."
            raise Problem(503, "too_many_waiting", told, headers={"Retry-After": "5"}) from None
        finally:
            gone.cancel()


async def _parked(changed: asyncio.Future[bool], gone: asyncio.Future[None], until: float) -> bool:
    """Wait for a change; False when the time is over. Raises ClientGone."""

    def over(_: object = None) -> None:
        if not changed.done():
            changed.set_result(False)

    timer = asyncio.get_running_loop().call_at(until, over)
    gone.add_done_callback(over)
    try:
        news = await changed
    finally:
        timer.cancel()
        gone.remove_done_callback(over)
    if gone.done():
        raise ClientGone
    return news


async def _hung_up(receive: Receive) -> None:
    """Return when the client hangs up."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _seconds(query: bytes) -> float:
    """Return the seconds asked for, 0 without. Raises Problem (422) for anything but `wait=0…60`."""
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    for name, value in pairs:
        if name != "wait":
            told = f"There is no parameter `{name[:60]}` here, only `wait`."
            raise Problem(422, "unknown_parameter", told, field=name[:60])
        if not _SECONDS.fullmatch(value) or float(value) > LONGEST_S:
            told = f"`wait` must be a number of seconds from 0 to {LONGEST_S}."
            raise Problem(422, "invalid_value", told, field="wait")
    return float(pairs[-1][1]) if pairs else 0.0
