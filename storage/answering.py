"""Who is there to act where something is wrong with a workflow, or with what everybody shares."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from domain.lanes import CLOSED
from storage.leave import away
from storage.organisation import LEADERS, parts
from storage.unowned import is_gone
from storage.workflows import Workflow, all_workflows


def who_answers(conn: Connection, live: Workflow, now: datetime) -> str | None:
    """Return the owner, or the deputy where the owner has left or is away; None where neither is there."""
    return next((one for one in (live.owner, live.deputy) if one and _is_here(conn, one, now)), None)


def named_leaders(conn: Connection, now: datetime) -> list[str]:
    """Return those who lead, as a file names them, without those who are not there."""
    named = set(parts(conn).get(LEADERS, {}).values())
    return sorted(one for one in named if _is_here(conn, one, now))


def instead_of_leaders(conn: Connection, now: datetime) -> list[str]:
    """Return who hears what the leaders' channel cannot: those who lead by name, else who answers for anything."""
    return named_leaders(conn, now) or sorted(answering(conn, now))


def answering(conn: Connection, now: datetime) -> dict[str, list[Workflow]]:
    """Return who answers for the workflows that are not over, each with theirs; nobody for those without."""
    found: dict[str, list[Workflow]] = {}
    for live in all_workflows(conn):
        who = who_answers(conn, live, now) if live.status not in CLOSED else None
        if who is not None:
            found.setdefault(who, []).append(live)
    return found


def _is_here(conn: Connection, user_id: str, now: datetime) -> bool:
    return not is_gone(conn, user_id) and not away(conn, [user_id], now)
