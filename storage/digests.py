"""Which summaries were issued: one for each audience and period, whoever issues it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, select

from storage.inserting import insert_into
from storage.tables import digests

State = Literal["issued", "sent", "skipped"]


def add_digests(
    conn: Connection, audience: str, periods: Sequence[str], state: State, *, now: datetime
) -> list[str]:
    """Add a row for each period that has none, in this transaction; return those periods."""
    if not periods:
        return []
    rows = [{"audience": audience, "period": period, "issued_at": now, "state": state} for period in periods]
    added = insert_into(conn, digests).values(rows).on_conflict_do_nothing().returning(digests.c.period)
    return list(conn.execute(added).scalars())


def has_digest(conn: Connection, audience: str, period: str) -> bool:
    """Say whether this period's summary has had its turn."""
    found = select(digests.c.state).where(digests.c.audience == audience, digests.c.period == period)
    return conn.execute(found).first() is not None
