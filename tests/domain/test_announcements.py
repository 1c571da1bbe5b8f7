from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from domain.announcements import stamp

zones = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
instants = st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31), timezones=zones)


@given(instants)
def test_an_instant_is_told_in_utc_and_cut_to_the_millisecond(moment: datetime) -> None:
    told = stamp(moment)

    at = moment.astimezone(UTC)
    assert told == at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
