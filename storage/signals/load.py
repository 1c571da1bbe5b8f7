"""What came into a workflow for people to decide, left it or waited there in a period."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, select

from domain.signals.load import Load
from domain.statistics.queueing import Stay, little
from storage.signals.scope import Scope
from storage.signals.waiting import DECIDED, there_in
from storage.tables import outputs


def read(conn: Connection, scope: Scope) -> Load:
    """Return what the period brought, as it stood when it ended."""
    begins_at, ends_at = scope.begins_at, scope.ends_at
    found = list(_those_there(conn, scope))
    left = [decided for _, until, decided in found if until is not None and until < ends_at]
    stays = [Stay(came_at.timestamp(), _stamp(until)) for came_at, until, _ in found]
    return Load(
        arrived=sum(came_at >= begins_at for came_at, _, _ in found),
        decided=sum(left),
        ended=len(left) - sum(left),
        open=len(found) - len(left),
        queue=little(stays, begins_at.timestamp(), ends_at.timestamp()),
    )


def _those_there(conn: Connection, scope: Scope) -> Iterator[tuple[datetime, datetime | None, bool]]:
    """Give when each came that was there at any time of the period, when it left, and whether it was decided then."""
    for there in there_in(scope):
        found = select(outputs.c.submitted_at, outputs.c.settled_at, DECIDED).where(there)
        for came_at, left_at, decided in conn.execute(found):
            yield came_at, left_at, bool(decided)


def _stamp(at: datetime | None) -> float | None:
    return None if at is None else at.timestamp()
