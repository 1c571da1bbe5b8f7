"""What stands open is counted, in days where it lasts."""

from __future__ import annotations

from datetime import date

from domain.signals.standing import Standing


def test_what_stands_open_is_counted() -> None:
    told = Standing(date(2026, 11, 30), 3, 1, date(2026, 11, 3), date(2026, 11, 15)).reading

    assert (told.figure.value, told.counts["late"]) == (3, 1)
    assert (told.counts["unowned_days"], told.counts["past_date_days"]) == (27, 15)


def test_where_nothing_stands_open_nothing_is() -> None:
    told = Standing(date(2026, 11, 30)).reading

    assert (told.figure.value, told.counts["late"]) == (0, 0)
    assert told.counts["unowned_days"] is None
    assert told.counts["past_date_days"] is None
