from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.deadlines import due_at, expires_at
from domain.policy import Policy

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
REFUNDS = Policy("Drafts the replies to refund requests")


def test_a_deadline_runs_in_working_time_and_can_only_be_brought_forward() -> None:
    late_in_the_day = MONDAY + timedelta(hours=5)

    assert due_at(REFUNDS, MONDAY) == MONDAY + timedelta(hours=4)
    assert due_at(REFUNDS, late_in_the_day) == MONDAY + timedelta(days=1, hours=1)
    assert due_at(REFUNDS, MONDAY, needed_by=MONDAY + timedelta(hours=1)) == MONDAY + timedelta(hours=1)
    assert due_at(REFUNDS, MONDAY, needed_by=MONDAY + timedelta(days=1)) == MONDAY + timedelta(hours=4)
    assert due_at(REFUNDS, MONDAY, needed_by=MONDAY - timedelta(days=1)) == MONDAY


def test_only_a_policy_that_says_so_gives_an_output_up_after_its_last_step() -> None:
    expiring = replace(REFUNDS, review_within=timedelta(hours=1), on_expiry="expire")

    assert expires_at(REFUNDS, MONDAY) is None
    assert expires_at(expiring, MONDAY) == MONDAY + timedelta(hours=3)
    assert expires_at(replace(expiring, expire_after=timedelta(minutes=5)), MONDAY) == MONDAY + timedelta(
        minutes=125
    )
    assert expires_at(replace(expiring, escalation=()), MONDAY) == MONDAY + timedelta(hours=2)
