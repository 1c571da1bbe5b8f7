"""Each owner's own summary: once a week, on their morning, and to nobody who is not there for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select, update

from domain.weeks import Week
from domain.working_time import WorkingHours
from storage.database import Database
from storage.disturbing import may_be_asked
from storage.late import late_list
from storage.tables import digests, evidence, outbox, people, summaries
from storage.transaction import Tx
from storage.weekly_readers import weekly_readers
from tests.builders import MONDAY, Company, user_id
from tests.usecases.test_leave import leave
from usecases.issue_digest import RecordDigestSent, record_digest_sent
from usecases.issue_owner_digest import IssueOwnerDigest, issue_owner_digest
from usecases.mute_weekly import MuteWeekly, mute_weekly

BERLIN = "Europe/Berlin"
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


def ask(company: Company, who: str, now: datetime) -> None:
    """Do what the clock does for one person."""
    (reader,) = [one for one in company.db.read_now(weekly_readers, now) if one.person == user_id(who)]
    zone = ZoneInfo(BERLIN)
    week = Week.of(now.astimezone(zone).date()).before
    if (due_at := week.read_at(zone, reader.hours)) > now:
        week = week.before
        due_at = week.read_at(zone, reader.hours)
    command = IssueOwnerDigest(reader.person, week, due_at, BERLIN, now)
    company.db.write_now(issue_owner_digest, command)


def states(db: Database, who: str) -> dict[str, str]:
    return db.read_now(_states, f"owner:{user_id(who)}")


def _states(conn: Connection, audience: str) -> dict[str, str]:
    found = select(digests).where(digests.c.audience == audience).order_by(digests.c.period)
    return {row.period: row.state for row in conn.execute(found)}


def wishes(db: Database) -> list[tuple[str, str, list[str]]]:
    return db.read_now(_wishes)


def _wishes(conn: Connection) -> list[tuple[str, str, list[str]]]:
    found = select(outbox).where(outbox.c.kind == "digest").order_by(outbox.c.id)
    return [
        (row.payload["person"], row.payload["period"], row.payload["skipped"]) for row in conn.execute(found)
    ]


def test_an_owner_has_each_week_once_and_the_deputy_none(company: Company) -> None:
    for hour in range(0, 15 * 24, 5):
        for who in ("ada", "grace"):
            ask(company, who, MONDAY + timedelta(hours=hour))

    assert wishes(company.db) == [(user_id("ada"), "2026-W48", []), (user_id("ada"), "2026-W49", [])]
    assert states(company.db, "ada") == {"2026-W47": "skipped", "2026-W48": "issued", "2026-W49": "issued"}
    assert set(states(company.db, "grace").values()) == {"skipped"}


def test_evidence_knows_the_reader_by_no_name(company: Company) -> None:
    ask(company, "ada", MONDAY + WEEK)

    facts = company.db.read_now(_facts)
    assert facts["audience"] == "owner"
    assert user_id("ada") not in str(facts)


def _facts(conn: Connection) -> dict[str, object]:
    row = conn.execute(select(evidence.c.facts).where(evidence.c.action == "digest.issued")).scalar_one()
    return dict(row)


def test_who_is_away_has_none_and_the_deputy_has_it_in_their_place(company: Company) -> None:
    for who in ("ada", "grace"):
        ask(company, who, MONDAY)
    leave(company, "ada", MONDAY + 5 * DAY, MONDAY + 9 * DAY)

    for days in (7, 8, 10):
        for who in ("ada", "grace"):
            ask(company, who, MONDAY + timedelta(days=days))

    assert wishes(company.db) == [(user_id("grace"), "2026-W48", [])]
    assert states(company.db, "ada")["2026-W48"] == "skipped", "it does not come on the day they are back"


def test_who_has_muted_it_has_none_and_nobody_has_it_in_their_place(company: Company) -> None:
    ask(company, "ada", MONDAY)
    assert company.db.write_now(mute_weekly, MuteWeekly(user_id("ada"), True, MONDAY))
    for who in ("ada", "grace"):
        ask(company, who, MONDAY + WEEK)
    assert company.db.write_now(mute_weekly, MuteWeekly(user_id("ada"), False, MONDAY + WEEK))
    ask(company, "ada", MONDAY + WEEK + DAY)
    ask(company, "ada", MONDAY + 2 * WEEK)

    assert wishes(company.db) == [(user_id("ada"), "2026-W49", [])], (
        "from the next week on, and nothing was left out"
    )


def test_who_begins_to_answer_in_the_middle_of_a_week_begins_with_the_next(company: Company) -> None:
    ask(company, "ada", MONDAY + WEEK + 2 * DAY)
    ask(company, "ada", MONDAY + 2 * WEEK)

    assert wishes(company.db) == [(user_id("ada"), "2026-W49", [])]


def test_after_downtime_the_latest_comes_and_says_what_nobody_had(company: Company) -> None:
    ask(company, "ada", MONDAY + WEEK)
    ask(company, "ada", MONDAY + 4 * WEEK + 2 * DAY)

    assert wishes(company.db)[1:] == [(user_id("ada"), "2026-W51", ["2026-W49", "2026-W50"])]


def test_what_others_had_meanwhile_is_not_said_to_be_left_out(company: Company) -> None:
    ask(company, "ada", MONDAY + WEEK)
    company.db.write_now(_leaders_had, "2026-W49")
    ask(company, "ada", MONDAY + 3 * WEEK)

    assert wishes(company.db)[1:] == [(user_id("ada"), "2026-W50", [])]


def _leaders_had(tx: Tx, period: str) -> None:
    row = {"audience": "leaders", "period": period, "issued_at": MONDAY, "state": "sent"}
    tx.conn.execute(digests.insert().values(row))


def test_it_is_their_own_morning(company: Company) -> None:
    company.db.write_now(_moves, "America/New_York")
    monday = MONDAY + WEEK
    too_early = datetime(2026, 11, 30, 13, 49, tzinfo=UTC)
    ask(company, "ada", monday - 6 * DAY)

    ask(company, "ada", too_early)
    before = wishes(company.db)
    ask(company, "ada", too_early + timedelta(minutes=1))

    assert before == []
    assert wishes(company.db) == [(user_id("ada"), "2026-W48", [])]


def _moves(tx: Tx, zone: str) -> None:
    tx.conn.execute(update(people).where(people.c.user_id == user_id("ada")).values(timezone=zone))


def test_nobody_answers_for_nothing(company: Company) -> None:
    company.db.write_now(_leave, ("ada", "grace"))
    for who in ("ada", "grace"):
        ask(company, who, MONDAY + WEEK)

    assert wishes(company.db) == []


def _leave(tx: Tx, names: tuple[str, ...]) -> None:
    gone = people.c.user_id.in_([user_id(one) for one in names])
    tx.conn.execute(update(people).where(gone).values(kind="deactivated"))


def test_three_processes_wish_it_once(company: Company, database_url: str) -> None:
    others = [Database(database_url) for _ in range(2)]
    for db in (company.db, *others):
        ask(Company(db), "ada", MONDAY + WEEK)
        db.close() if db is not company.db else None

    assert len(wishes(company.db)) == 1


def test_it_counts_among_the_two_messages_of_a_day(company: Company) -> None:
    now, hours = MONDAY + WEEK, {user_id("ada"): WorkingHours("Europe/Berlin")}
    ask(company, "ada", now)
    company.db.write_now(_one_message, now)
    before = company.db.read_now(may_be_asked, hours, now)
    sent = RecordDigestSent(f"owner:{user_id('ada')}", "2026-W48", "D0ADA", "1.0", "", {}, now)

    assert company.db.write_now(record_digest_sent, sent)

    assert before == {user_id("ada"): "2026-11-30"}
    assert company.db.read_now(may_be_asked, hours, now) == {}
    assert company.db.read_now(late_list, user_id("ada"), now).weekly_at == now


def _one_message(tx: Tx, now: datetime) -> None:
    row = {"person": user_id("ada"), "channel_id": "D0ADA", "shown": "", "says_some": True, "posted_at": now}
    tx.conn.execute(summaries.insert().values(row | {"day": now.date().isoformat(), "posts": 1}))
