"""One summary a week: whatever restarts, however many plan it, whatever clocks do."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, insert, select

from domain.weeks import Week, latest_due
from storage.database import Database
from storage.organisation import LEADERS
from storage.tables import digests, evidence, organisation, outbox
from storage.transaction import Tx
from tests.builders import MONDAY, Company, user_id
from usecases.issue_digest import Issued, IssueDigest, issue_digest
from usecases.mute_weekly import MuteWeekly, mute_weekly
from usecases.pass_on import PassOn, pass_on

BERLIN = "Europe/Berlin"


def ask(db: Database, now: datetime, zone: str = BERLIN) -> Issued | None:
    week = latest_due(now, ZoneInfo(zone))
    return db.write_now(issue_digest, IssueDigest("leaders", "C0LEADERS", week, zone, now))


def states(db: Database) -> dict[str, str]:
    return db.read_now(_states)


def _states(conn: Connection) -> dict[str, str]:
    return {row.period: row.state for row in conn.execute(select(digests).order_by(digests.c.period))}


def wished(db: Database) -> list[str]:
    return db.read_now(_wished)


def _wished(conn: Connection) -> list[str]:
    found = select(outbox.c.subject).where(outbox.c.kind == "digest").order_by(outbox.c.id)
    return list(conn.execute(found).scalars())


def recorded(db: Database) -> int:
    return len(db.read_now(_recorded))


def _recorded(conn: Connection) -> list[int]:
    found = select(evidence.c.id).where(evidence.c.action == "digest.issued")
    return list(conn.execute(found).scalars())


def test_no_summary_of_a_week_before_there_was_a_workflow(company: Company) -> None:
    before_the_first_monday = ask(company.db, MONDAY + timedelta(days=6))
    on_it = ask(company.db, MONDAY + timedelta(days=7))

    assert before_the_first_monday is None
    assert on_it == Issued(Week.named("2026-W48"), ())


def test_a_summary_is_issued_once_and_recorded(company: Company) -> None:
    due = MONDAY + timedelta(days=7)

    first, again = ask(company.db, due), ask(company.db, due + timedelta(minutes=1))

    assert first is not None
    assert again is None
    assert wished(company.db) == ["leaders:2026-W48"]
    assert recorded(company.db) == 1


@pytest.mark.parametrize(
    ("database_url", "zone"),
    [
        ("postgresql", BERLIN),
        ("sqlite", BERLIN),
        ("sqlite", "America/New_York"),
        ("sqlite", "America/Santiago"),
        ("sqlite", "Australia/Lord_Howe"),
    ],
    indirect=["database_url"],
)
def test_sixty_weeks_with_both_clock_changes_and_week_53_have_a_row_each(company: Company, zone: str) -> None:
    now, weeks = MONDAY + timedelta(days=7), 0
    while weeks < 60:
        weeks += ask(company.db, now, zone) is not None
        now += timedelta(hours=7, minutes=13)

    rows = states(company.db)
    expected = [Week.named("2026-W48")]
    while len(expected) < 60:
        expected.append(expected[-1].after)
    assert list(rows) == [str(week) for week in expected]
    assert set(rows.values()) == {"issued"}
    assert {"2026-W53", "2027-W01", "2027-W52", "2028-W02"} <= set(rows)


def test_after_ten_days_away_the_latest_is_issued_and_says_what_was_left_out(company: Company) -> None:
    ask(company.db, MONDAY + timedelta(days=7))

    back = ask(company.db, MONDAY + timedelta(days=7 + 10 + 14))

    assert back == Issued(Week.named("2026-W51"), (Week.named("2026-W49"), Week.named("2026-W50")))
    assert states(company.db) == {
        "2026-W48": "issued",
        "2026-W49": "skipped",
        "2026-W50": "skipped",
        "2026-W51": "issued",
    }
    assert wished(company.db) == ["leaders:2026-W48", "leaders:2026-W51"]


def test_a_clock_that_is_set_back_issues_nothing_twice(company: Company) -> None:
    due = MONDAY + timedelta(days=7)
    for now in (due, due - timedelta(hours=2), due, due - timedelta(days=3), due + timedelta(days=7), due):
        ask(company.db, now)

    assert wished(company.db) == ["leaders:2026-W48", "leaders:2026-W49"]


def test_weeks_left_out_while_the_clock_was_ahead_are_issued_when_they_come(company: Company) -> None:
    ask(company.db, MONDAY + timedelta(days=7))
    ask(company.db, MONDAY + timedelta(days=70))

    then = ask(company.db, MONDAY + timedelta(days=14))
    again = ask(company.db, MONDAY + timedelta(days=14, hours=1))

    assert then == Issued(Week.named("2026-W49"), ())
    assert again is None
    assert len(wished(company.db)) == len(set(wished(company.db))) == 3


def test_three_planners_at_once_issue_each_week_once(company: Company, database_url: str) -> None:
    databases = [Database(database_url) for _ in range(3)]
    together = threading.Barrier(3)

    def plan(db: Database) -> None:
        for week in range(12):
            together.wait()
            ask(db, MONDAY + timedelta(days=7 * (week + 1)))

    planners = [threading.Thread(target=plan, args=[db]) for db in databases]
    for planner in planners:
        planner.start()
    for planner in planners:
        planner.join()

    rows = states(company.db)
    assert len(rows) == 12
    assert wished(company.db) == [f"leaders:{period}" for period in rows]
    assert recorded(company.db) == 12
    for db in databases:
        db.close()


def test_the_week_is_that_of_the_installations_zone(company: Company) -> None:
    monday_morning_in_auckland = datetime(2026, 11, 29, 20, 0, tzinfo=UTC)

    there = ask(company.db, monday_morning_in_auckland, "Pacific/Auckland")

    assert there == Issued(Week.named("2026-W48"), ())
    assert Week.named("2026-W48").issued_at(ZoneInfo(BERLIN)) > monday_morning_in_auckland


def test_a_leader_who_has_muted_it_has_no_copy_where_the_channel_is_gone(company: Company) -> None:
    company.db.write_now(_leads, ("ruth", "tom"))
    company.db.write_now(mute_weekly, MuteWeekly(user_id("tom"), True, MONDAY))
    subject = "leaders:2026-W48"

    hear = company.db.write_now(pass_on, PassOn("digest", subject, "who_lead", "", {}, MONDAY))

    assert hear == 1
    assert company.db.read_now(_to_whom) == [user_id("ruth")]


def _leads(tx: Tx, names: tuple[str, ...]) -> None:
    rows = [{"part": LEADERS, "ref": one, "slack_id": user_id(one)} for one in names]
    tx.conn.execute(insert(organisation), rows)


def _to_whom(conn: Connection) -> list[str]:
    found = select(outbox.c.payload).where(outbox.c.kind == "digest").order_by(outbox.c.id)
    return [payload["person"] for payload in conn.execute(found).scalars()]
