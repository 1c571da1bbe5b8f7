"""Moments go in aware, lose nothing, sort alike, and come back in UTC, on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, insert, select
from sqlalchemy.exc import StatementError

from storage.database import Database, Tx
from storage.tables.types import Instant

moments = Table("moments", MetaData(), Column("id", Integer, primary_key=True), Column("at", Instant))
anywhere = st.timezones() | st.builds(lambda m: timezone(timedelta(minutes=m)), st.integers(-840, 840))
# Away from the ends of time, where the way to UTC leaves what datetime can hold.
whenever = st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=anywhere)


def store(tx: Tx, times: Sequence[datetime | None]) -> list[datetime | None]:
    """What comes back for `times`, in the order of the moments, nulls left out."""
    moments.drop(tx.conn, checkfirst=True)
    moments.create(tx.conn)
    tx.conn.execute(insert(moments), [{"at": at} for at in times])
    stored = tx.conn.execute(select(moments.c.at).where(moments.c.at.is_not(None)).order_by(moments.c.at))
    return list(stored.scalars())


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(times=st.lists(whenever, min_size=1, max_size=20))
def test_moments_survive_to_the_microsecond_and_sort_as_they_happened(
    bare_database_url: str, times: list[datetime]
) -> None:
    with Database(bare_database_url) as db:
        back = db.write_now(store, times)

    assert back == sorted(at.astimezone(UTC) for at in times)
    assert all(at is not None and at.tzinfo is UTC for at in back)


def test_null_stays_null(bare_sqlite_url: str) -> None:
    with Database(bare_sqlite_url) as db:
        assert db.write_now(store, [None]) == []


def test_a_naive_datetime_is_refused(bare_sqlite_url: str) -> None:
    with Database(bare_sqlite_url) as db, pytest.raises(StatementError, match="no time zone"):
        db.write_now(store, [datetime(2026, 11, 23, 12, 0)])


def test_a_moment_can_be_compared_in_a_query(bare_database_url: str) -> None:
    noon = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

    def due(tx: Tx, _: None) -> int:
        store(tx, [noon, noon + timedelta(microseconds=1)])
        return len(tx.conn.execute(select(moments.c.id).where(moments.c.at <= noon)).all())

    with Database(bare_database_url) as db:
        assert db.write_now(due, None) == 1
