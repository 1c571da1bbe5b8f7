"""Alarms: times in which something here was late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from storage.tables import alarms


@dataclass(frozen=True)
class Alarm:
    """`steps` counts what was late when it was raised, by kind; `since` is when the first should have been done.

    `cleared_at` None: it is open.
    """

    id: int
    steps: Mapping[str, int]
    since: datetime
    raised_at: datetime
    cleared_at: datetime | None


_COLUMNS = [alarms.c[name] for name in Alarm.__dataclass_fields__]


def open_alarm(conn: Connection) -> Alarm | None:
    """Return the alarm that is open, None if all is well."""
    row = conn.execute(select(*_COLUMNS).where(alarms.c.open)).one_or_none()
    return None if row is None else Alarm(**row._mapping)


def alarm_with(conn: Connection, alarm_id: int) -> Alarm | None:
    """Return one alarm, None if there is none of this id."""
    row = conn.execute(select(*_COLUMNS).where(alarms.c.id == alarm_id)).one_or_none()
    return None if row is None else Alarm(**row._mapping)
