"""Somebody is away from one instant until another; one question says who is, of as many as are asked about."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, event, select

from domain.policy import Policy
from domain.refusals import Refused
from handlers.moving_on import move_on
from storage.evidence import Happening
from storage.late import late_list
from storage.leave import Leave, away, leave_with, standing_leave
from storage.stand_ins import stand_in
from storage.tables import evidence, outbox
from tests.builders import MONDAY, Company, user_id
from tests.ground.databases import on_sqlite
from usecases.come_back import ComeBack, come_back
from usecases.go_away import GoAway, go_away
from usecases.take_review import TakeReview, take_review

DAY = timedelta(days=1)
POLICY = Policy("Drafts the replies")


def leave(company: Company, who: str, begin: datetime, end: datetime, by: str | None = None) -> Leave:
    number = int((company.now - MONDAY).total_seconds())
    command = GoAway(
        f"leave_{who}_{number}", user_id(who), begin, end, "Europe/Berlin", user_id(by or who), company.now
    )
    given = company.db.write_now(go_away, command)
    assert isinstance(given, Leave), given
    return given


def back(company: Company, who: str, by: str | None) -> Leave | None:
    return company.db.write_now(come_back, ComeBack(user_id(who), by and user_id(by), company.now))


def who_is_away(company: Company, at: datetime) -> dict[str, datetime]:
    everybody = [user_id(name) for name in ("ada", "ben", "mia", "tom")]
    return company.db.read_now(away, everybody, at)


def test_one_is_away_from_the_first_instant_until_the_last(company: Company) -> None:
    leave(company, "ben", MONDAY + DAY, MONDAY + 3 * DAY)
    leave(company, "cleo", MONDAY, MONDAY + DAY)

    until = {user_id("ben"): MONDAY + 3 * DAY}
    assert who_is_away(company, MONDAY) == {}
    assert who_is_away(company, MONDAY + DAY) == until
    assert who_is_away(company, MONDAY + 3 * DAY - timedelta(microseconds=1)) == until
    assert who_is_away(company, MONDAY + 3 * DAY) == {}


def test_it_takes_one_statement_however_many_are_asked_about(company: Company) -> None:
    asked: list[str] = []

    def counted(conn: Connection) -> None:
        away(conn, [f"U{number}" for number in range(500)], MONDAY)
        event.listen(conn, "before_cursor_execute", lambda *told: asked.append(told[2]))
        away(conn, [f"U{number}" for number in range(500)], MONDAY)

    company.db.read_now(counted)

    assert len(asked) == 1


def test_a_leave_that_is_set_again_is_the_same_one_with_another_end(company: Company) -> None:
    first = leave(company, "ben", MONDAY, MONDAY + DAY)
    company.later(hours=1)
    second = leave(company, "ben", company.now, MONDAY + 5 * DAY, by="ada")

    assert (second.id, second.from_at, second.until_at) == (first.id, MONDAY, MONDAY + 5 * DAY)
    assert second.set_by == user_id("ada")
    assert who_is_away(company, MONDAY + 2 * DAY) == {user_id("ben"): MONDAY + 5 * DAY}


def test_a_leave_to_come_can_be_put_off_and_one_in_the_past_is_none(company: Company) -> None:
    leave(company, "ben", MONDAY + DAY, MONDAY + 2 * DAY)
    put_off = leave(company, "ben", MONDAY + 7 * DAY, MONDAY + 9 * DAY)
    gone = GoAway("leave_x", user_id("mia"), MONDAY - 2 * DAY, MONDAY, "UTC", user_id("mia"), company.now)

    assert (put_off.from_at, put_off.until_at) == (MONDAY + 7 * DAY, MONDAY + 9 * DAY)
    assert who_is_away(company, MONDAY + DAY) == {}
    assert company.db.write_now(go_away, gone) == Refused.of("due_in_the_past")


def test_whoever_comes_back_sooner_is_there_from_then_and_only_once(company: Company) -> None:
    given = leave(company, "ben", MONDAY, MONDAY + 5 * DAY)
    company.later(days=1)

    assert back(company, "ben", "ben") == given
    assert back(company, "ben", "ben") is None
    assert who_is_away(company, company.now) == {}
    ended = company.db.read_now(leave_with, given.id)
    assert ended is not None
    assert ended.ended_at == company.now
    assert ended.covers(MONDAY)
    assert not ended.covers(company.now)


def test_the_clock_ends_a_leave_when_it_is_over_and_not_before(company: Company) -> None:
    leave(company, "ben", MONDAY, MONDAY + DAY)

    assert back(company, "ben", None) is None
    company.later(days=1, hours=2)
    assert back(company, "ben", None) is not None
    assert company.db.read_now(standing_leave, user_id("ben")) is None


def test_a_leave_that_nobody_has_ended_is_no_hindrance_to_the_next(company: Company) -> None:
    first = leave(company, "ben", MONDAY, MONDAY + DAY)
    company.later(days=2)
    second = leave(company, "ben", company.now, company.now + DAY)

    assert second.id != first.id
    over = company.db.read_now(leave_with, first.id)
    assert over is not None
    assert over.ended_at == MONDAY + DAY


def test_the_record_names_people_by_their_random_ids(company: Company) -> None:
    leave(company, "ben", MONDAY, MONDAY + DAY, by="ada")
    back(company, "ben", "ben")

    told = company.db.read_now(_of_leave)
    assert [(one.action, one.actor, one.facts["person"]) for one in told] == [
        ("leave.set", "subject-00", "subject-02"),
        ("leave.ended", "subject-02", "subject-02"),
    ]


def _of_leave(conn: Connection) -> list[Happening]:
    columns = [evidence.c[name] for name in Happening.__dataclass_fields__]
    found = select(*columns).where(evidence.c.action.like("leave.%")).order_by(evidence.c.id)
    return [Happening(**row._mapping) for row in conn.execute(found)]


def told_to_stand_in(company: Company) -> list[tuple[str, datetime]]:
    """Whom a wish tells that they stand in, and when at the earliest."""

    def read(conn: Connection) -> list[tuple[str, datetime]]:
        rows = conn.execute(select(outbox).where(outbox.c.kind == "stand_in").order_by(outbox.c.id))
        return [(row.payload["person"], row.due_at) for row in rows]

    return company.db.read_now(read)


def wished_over(company: Company) -> list[tuple[str, str, str]]:
    """Which messages are to say in their place that they are over: of what kind, to whom, about what."""

    def read(conn: Connection) -> list[tuple[str, str, str]]:
        rows = conn.execute(select(outbox).where(outbox.c.kind == "over").order_by(outbox.c.id))
        return [(row.payload["kind"], row.payload["person"], row.subject) for row in rows]

    return company.db.read_now(read)


def test_who_stands_in_hears_of_it_once_and_when_they_work(company: Company) -> None:
    company.later(hours=10)  # in the evening
    given = leave(company, "ada", MONDAY + 2 * DAY, MONDAY + 4 * DAY)
    leave(company, "ada", MONDAY + 2 * DAY, MONDAY + 4 * DAY)
    leave(company, "ben", MONDAY + 2 * DAY, MONDAY + 4 * DAY)
    view = company.db.read_now(stand_in, given.id, user_id("grace"), company.now)

    assert [who for who, _ in told_to_stand_in(company)] == [user_id("grace")]
    assert view is not None
    assert (view.owner, view.slugs) == ("Ada", ("refund-replies",))
    assert all(at > company.now for _, at in told_to_stand_in(company))
    back(company, "ada", "ada")
    assert company.db.read_now(stand_in, given.id, user_id("grace"), company.now) is None
    assert wished_over(company) == [("stand_in_off", user_id("grace"), f"stand_in:{given.id}")]


@on_sqlite
def test_who_is_back_by_the_day_says_nothing_that_was_not_said(company: Company) -> None:
    leave(company, "ada", company.now, company.now + DAY)
    company.later(hours=25)

    back(company, "ada", None)

    assert wished_over(company) == []


@on_sqlite
@pytest.mark.parametrize(("count", "told"), [(2, 0), (3, 3)])
async def test_who_is_given_many_at_once_hears_in_one_message(
    company: Company, count: int, told: int
) -> None:
    company.apply(POLICY, assign="by_load", reviewers=("ben", "mia"))
    outputs = [company.hand_in(f"Text {number}") for number in range(count)]
    for output in outputs:
        take = TakeReview(output.id, company.person("ben"), company.now)
        company.db.write_now(take_review, take)
    given = leave(company, "ben", company.now, company.now + DAY)

    await company.db.start()
    try:
        await move_on(company.db, given.id, user_id("ben"), company.now)
    finally:
        await company.db.stop()

    listed = company.db.read_now(late_list, user_id("mia"), company.now)
    assert [one.count for one in listed.lists] == ([told] if told else [])
    assert len(listed.untold) == told
