"""Whether the database can be reached, keeps what it commits, has our schema with its guards, and the right time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

from bot.checks.finding import Finding, fit, note, unfit
from domain.clock import Clock
from domain.counting import counted
from storage import migrate
from storage.database import Database
from storage.guards import missing_guards
from storage.health import backlog, clock_of, last_repair, probe_write
from storage.transaction import Unavailable, Unfit

_SKEW_S = 5.0
_TOLD_FOR = timedelta(days=30)


async def database_findings(db: Database, url: str) -> AsyncIterator[Finding]:
    """Start the database beside whatever serves, and give what was found. Ends early where it will not do."""
    try:
        if await asyncio.to_thread(migrate.current, url) is None and db.dialect == "sqlite":
            yield unfit("database", "it is not there yet, or empty. Run: answerable migrate")
            return
        await db.start(beside=True)
        yield fit("database", f"{_KINDS[db.dialect]}, and what it commits is on disk")
        await asyncio.to_thread(migrate.insist_on_head, url)
    except (Unfit, Unavailable) as error:
        yield unfit("database", str(error))
        return
    yield await _guards(db)
    yield await _write(db)
    yield await _clock(db)
    yield await _outbox(db)
    yield await _volumes(db)


_KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


async def _guards(db: Database) -> Finding:
    if missing := await db.read(missing_guards):
        return unfit("schema", f"guards are missing: {', '.join(missing)}. Restore the schema from a backup")
    return fit("schema", f"{migrate.head()}, with all its guards")


async def _write(db: Database) -> Finding:
    try:
        await db.write(probe_write, None)
    except Unavailable as error:
        return unfit("writing", str(error))
    return fit("writing", "it takes writes")


async def _clock(db: Database) -> Finding:
    apart_s = abs((await db.read(clock_of) - Clock().now()).total_seconds())
    if apart_s > _SKEW_S:
        return unfit(
            "clock", f"the database's clock is {apart_s:.0f} s away from this machine's; let both follow NTP"
        )
    return fit("clock", "this machine and the database agree")


async def _outbox(db: Database) -> Finding:
    dead = (await db.read(backlog, Clock().now())).dead
    if dead:
        return note(
            "outbox", f"{counted(dead, 'delivery', 'deliveries')} gave up; see: answerable outbox list"
        )
    return fit("outbox", "nothing gave up")


async def _volumes(db: Database) -> Finding:
    count, last_at = await db.read(last_repair, Clock().now() - _TOLD_FOR)
    if last_at is None:
        return fit("volumes", "what was counted is what the outputs came to")
    hours = counted(count, "hour was", "hours were")
    return note(
        "volumes",
        f"{hours} not what the outputs came to, and put right, last on {last_at:%-d %B}. Figures told before may be"
        " off: look for what writes to the database past this program",
    )
