"""Who is there to act where something is wrong with a workflow, or with what everybody shares."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Connection, select

from domain.lanes import CLOSED
from storage.leave import away
from storage.lists import one_of
from storage.organisation import LEADERS, parts
from storage.tables import people
from storage.workflows import Workflow, all_workflows


def who_answers(conn: Connection, live: Workflow, now: datetime) -> str | None:
    """Return the owner, or the deputy where the owner has left or is away; None where neither is there."""
    return first_of(live, not_there(conn, answerable_people([live]), now))


def first_of(live: Workflow, absent: Collection[str]) -> str | None:
    """Return the owner, or the deputy where the owner is among those who are absent; None where both are."""
    return next((one for one in (live.owner, live.deputy) if one and one not in absent), None)


def answerable_people(known: Iterable[Workflow]) -> set[str]:
    """Return the owners and deputies of these workflows."""
    return {who for live in known for who in (live.owner, live.deputy) if who is not None}


def not_there(conn: Connection, named: Collection[str], now: datetime) -> frozenset[str]:
    """Return which of these people are away, or known to be no members any more: two statements for all of them."""
    gone = select(people.c.user_id).where(one_of(people.c.user_id, "named"), people.c.kind != "member")
    left = conn.execute(gone, {"named": sorted(named)}).scalars()
    return frozenset(left) | away(conn, named, now).keys()


def named_leaders(conn: Connection, now: datetime) -> list[str]:
    """Return those who lead, as a file names them, without those who are not there."""
    named = set(parts(conn).get(LEADERS, {}).values())
    return sorted(named - not_there(conn, named, now))


def instead_of_leaders(conn: Connection, now: datetime) -> list[str]:
    """Return who hears what the leaders' channel cannot: those who lead by name, else who answers for anything."""
    return named_leaders(conn, now) or sorted(answering(conn, now))


def answering(conn: Connection, now: datetime) -> dict[str, list[Workflow]]:
    """Return who answers for the workflows that are not over, each with theirs; nobody for those without."""
    known = [live for live in all_workflows(conn) if live.status not in CLOSED]
    absent = not_there(conn, answerable_people(known), now)
    found: dict[str, list[Workflow]] = {}
    for live in known:
        if (who := first_of(live, absent)) is not None:
            found.setdefault(who, []).append(live)
    return found
