"""Whether the process lives (`/livez`), whether it can serve (`/readyz`), and its figures (`/metrics`)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import Response

from domain.clock import Clock
from handlers.http import shapes
from handlers.http.answers import JsonResponse
from handlers.http.meter import Meter
from handlers.http.schemas import answers, response
from storage.database import Database
from storage.health import backlog, clock_of, probe_write, revision, what_is_gone
from storage.migrate import head
from storage.overdue import Overdue, counted_steps, overdue_steps
from storage.transaction import Unavailable

# What is wrong with a part, in one sentence; None: it is fit.
Check = Callable[[], Awaitable[str | None]]

PATIENCE_S = 5.0
SKEW = timedelta(seconds=5)
_REMEMBERED_S = 1.0


class Readiness:
    """Asks every part, at most once a second however often it is asked itself."""

    def __init__(self, checks: Mapping[str, Check], notes: Mapping[str, Check] | None = None) -> None:
        self._checks, self._notes = checks, notes or {}
        self._asked_at = 0.0
        self._asking: asyncio.Task[shapes.Readiness] | None = None

    async def now(self) -> shapes.Readiness:
        """Return what every part says."""
        time = asyncio.get_running_loop().time()
        if self._asking is None or time - self._asked_at > _REMEMBERED_S:
            self._asked_at = time
            self._asking = asyncio.create_task(self._ask())
        return await asyncio.shield(self._asking)

    async def all_is_well(self) -> bool:
        """Say whether every part is fit."""
        return (await self.now()).status == "ready"

    async def _ask(self) -> shapes.Readiness:
        problems = await asyncio.gather(*map(_problem, self._checks.values()))
        parts = {
            name: shapes.Part(problem is None, problem)
            for name, problem in zip(self._checks, problems, strict=True)
        }
        notes = await asyncio.gather(*map(_problem, self._notes.values()))
        parts |= {name: shapes.Part(True, note=note) for name, note in zip(self._notes, notes, strict=True)}
        return shapes.Readiness("ready" if all(part.ok for part in parts.values()) else "not_ready", parts)


async def _problem(check: Check) -> str | None:
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await check()
    except TimeoutError:
        return f"It does not answer within {PATIENCE_S:.0f} seconds."
    except Unavailable as error:
        return f"{error}."
    except Exception as error:  # noqa: BLE001 - whatever is broken, this is where it is told
        return f"It fails with {type(error).__name__}."


def database_checks(db: Database, clock: Clock) -> dict[str, Check]:
    """Return the checks of what the HTTP API itself stands on. `clock` is that of deadlines."""
    wanted = head()
    real = Clock()

    async def database() -> str | None:
        return await db.write(probe_write, None, first=True)

    async def schema() -> str | None:
        found = await db.read(revision)
        return None if found == wanted else f"The schema is {found}, not {wanted}. Run: answerable migrate."

    async def time() -> str | None:
        apart = abs(await db.read(clock_of) - real.now())
        return (
            None
            if apart <= SKEW
            else f"The database's clock is {apart.total_seconds():.0f} s away from ours."
        )

    async def steps() -> str | None:
        now = clock.now()
        return " ".join(_lateness(each, now) for each in await db.read(overdue_steps, now)) or None

    return {"database": database, "schema": schema, "clock": time, "steps": steps}


def world_notes(db: Database) -> dict[str, Check]:
    """Return what a process can serve with, and somebody has been told to see to. No names: no key is needed here."""

    async def world() -> str | None:
        gone = await db.read(what_is_gone)
        counts = {"channels": gone.channels, "owners": gone.owners, "reviewers": gone.reviewers}
        told = [_GONE[what][count > 1].format(count) for what, count in counts.items() if count]
        if not told:
            return None
        return f"{', '.join(told)}: who answers has been told, and `answerable check` says which."

    return {"world": world}


# For one, and for more.
_GONE = {
    "channels": ("{} channel is gone", "{} channels are gone"),
    "owners": ("{} workflow has no owner", "{} workflows have no owner"),
    "reviewers": ("{} workflow has no reviewers", "{} workflows have no reviewers"),
}


def _lateness(overdue: Overdue, now: datetime) -> str:
    late, waiting = (now - overdue.since).total_seconds() / 60, counted_steps(overdue.step, overdue.count)
    first = "" if overdue.count == 1 else "the first is "
    return f"{waiting} waiting, {first}{late:.0f} min late."


def health_router(db: Database, clock: Clock, readiness: Readiness, meter: Meter) -> APIRouter:
    """Return the routes. They need no key, and tell nothing that would."""
    router = APIRouter(default_response_class=JsonResponse)

    @router.get("/livez", operation_id="livez", **answers(shapes.Health))
    async def livez() -> Any:
        """Say that the process answers."""
        return JsonResponse(shapes.Health("ok"))

    not_ready = {
        503: response(503, shapes.Readiness) | {"headers": {}, "description": "Not ready; the parts say why"}
    }
    ready = answers(shapes.Readiness)

    @router.get("/readyz", operation_id="readyz", **(ready | {"responses": ready["responses"] | not_ready}))
    async def readyz() -> Any:
        """Say of each part whether it is fit."""
        found = await readiness.now()
        return JsonResponse(found, 200 if found.status == "ready" else 503)

    @router.get("/metrics", operation_id="metrics", response_class=Response)
    async def metrics() -> Response:
        """Give the figures in Prometheus' text format."""
        now = clock.now()
        try:
            waiting, late = await db.read(backlog, now), await db.read(overdue_steps, now)
        except Unavailable:
            waiting, late = None, []
        return Response(meter.render(waiting, late, now), media_type=CONTENT_TYPE_LATEST)

    return router
