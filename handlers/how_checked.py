"""How much of a workflow is checked, for every surface that tells it: what is computed is computed in one place."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import Connection

from domain.plans import plan_of
from domain.relaxing import missing_as_told
from domain.signals.wrong_ones_out import WrongOnesOut
from handlers.cards.checked import Told
from storage.database import Database
from storage.relaxing import Checked, checked
from storage.signals.wrong_ones_out import wrong_out
from storage.workflows import Workflow

GOT_OUT_OVER = timedelta(days=28)


async def how_checked(db: Database, slug: str, now: datetime) -> Told | None:
    """Return what there is to tell, None if there is no such workflow. Figures take a thread of their own."""
    found = await db.read(checked, slug, now)
    if found is None:
        return None
    wrong = await db.read(got_out, found.workflow, now)
    return await asyncio.to_thread(told_of, found, now, wrong)


def got_out(conn: Connection, live: Workflow, now: datetime) -> WrongOnesOut:
    """Return what is known of the wrong ones of the workflow that got out in the last four weeks."""
    return wrong_out(conn, {live.slug: live}, now - GOT_OUT_OVER, now)[live.slug]


def told_of(found: Checked, now: datetime, wrong: WrongOnesOut) -> Told:
    """Return what there is to tell of it. Takes scipy, and a second or so the first time."""
    live = found.workflow
    if not live.readable or live.policy.lane != "automated":
        return Told(found, None, None, now, wrong)
    try:
        clearance = plan_of(live.policy, sensitivity=found.sensitivity).clearance
    except ValueError:
        clearance = None
    seen = found.seen
    signed = found.standard_signed
    left = None if seen is None else missing_as_told(seen, live.policy, now, standard_signed=signed)
    return Told(found, left, clearance, now, wrong)
