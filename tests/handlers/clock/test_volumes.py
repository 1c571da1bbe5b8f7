"""Each night volumes are counted anew: what was written past the program is put right, and said wherever one looks."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from bot.checks.the_database import database_findings
from domain.clock import MovableClock
from domain.volumes import Volume, days_to_recount, hour_of
from handlers.clock.reach import Reach
from handlers.clock.volumes import fold_all_volumes, recount_volumes
from storage.database import Database, Tx
from storage.health import backlog
from storage.tables import volume_deltas
from tests.builders import MONDAY, SLUG, Company
from usecases.repair_volume import RepairVolume, repair_volume


@pytest.fixture
async def company(database_url: str) -> AsyncIterator[Company]:
    """The cast with refund-replies in `reviewed`, over a serving database."""
    company = Company(Database(database_url))
    company.settle_in()
    await company.db.start()
    yield company
    await company.db.stop()


def spoil(tx: Tx, _: None) -> None:
    row = {"workflow": SLUG, "hour": hour_of(MONDAY), **asdict(Volume(handed_in=7))}
    tx.conn.execute(insert(volume_deltas).values(row))


async def test_what_differs_is_found_in_the_night_put_right_and_said(
    company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    reach = Reach(company.db, MovableClock(MONDAY), "Europe/Berlin")
    company.hand_in()
    await recount_volumes(reach)
    await company.db.write(spoil, None)
    repairs = []

    with caplog.at_level(logging.ERROR):
        for hours in (12, 24, 24):
            reach.clock.advance(hours * 3_600)
            await recount_volumes(reach)
            await recount_volumes(reach)
            repairs.append((await company.db.read(backlog, MONDAY)).repairs)

    assert repairs == [0, 1, 1], "not before the night is over, and then once"
    (said,) = caplog.messages
    assert "refund-replies" in said
    assert "handed_in=-7" in said


async def test_a_check_says_that_volumes_were_put_right(company: Company) -> None:
    url = company.db._url.render_as_string(hide_password=False)
    company.hand_in()
    before = [one async for one in database_findings(Database(url), url)]
    await company.db.write(spoil, None)
    now = datetime.now(UTC)
    for _ in range(2):
        await company.db.write(repair_volume, RepairVolume(SLUG, hour_of(MONDAY), now))

    after = [one async for one in database_findings(Database(url), url)]

    assert [one.verdict for one in before if one.part == "volumes"] == ["fit"]
    (said,) = [one for one in after if one.part == "volumes"]
    assert said.verdict == "note"
    assert said.says.startswith("1 hour was not what the outputs came to, and put right, last on ")


async def test_what_was_counted_is_folded_in_by_the_clock(company: Company) -> None:
    company.hand_in()

    await fold_all_volumes(Reach(company.db, MovableClock(MONDAY)))

    left = await company.db.read(lambda conn: conn.execute(select(volume_deltas)).all())
    assert left == []


def test_a_night_looks_at_the_week_before_it_and_at_the_day_that_leaves_the_weekly_summary() -> None:
    days = [(MONDAY.date() - day.begins_at.date()).days for day in days_to_recount(MONDAY.date())]

    assert days == [1, 2, 3, 4, 5, 6, 7, 35]
    assert {day.ends_at - day.begins_at for day in days_to_recount(MONDAY.date())} == {timedelta(days=1)}
