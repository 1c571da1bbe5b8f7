"""A team's month: what was overturned in it, once, in its channel, without a name."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Connection, select

from domain.months import Month
from domain.refusals import Refused
from handlers.cards.month import draw_month
from storage.database import Database
from storage.months import TeamMonth, team_month
from storage.tables import digests
from tests.builders import CHANNEL, MONDAY, SLUG, Company
from tests.usecases.test_fixing import wishes
from tests.usecases.test_probes import plant, say
from tests.usecases.test_second_looks import ALL, decided, settle
from tests.usecases.test_second_looks import say as look_twice
from tests.usecases.test_stages import report
from usecases.issue_month import IssueMonth, issue_month
from usecases.settle_objection import SettleObjection, settle_objection

if TYPE_CHECKING:
    from collections.abc import Iterator

NOVEMBER = Month(2026, 11)
ON_THE_FIRST = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


def told(company: Company, month: Month = NOVEMBER) -> TeamMonth:
    return company.db.read_now(team_month, CHANNEL, month)


def gone_out_and_wrong(company: Company, text: str, **fields: object) -> str:
    output = company.hand_in(text, **fields)
    company.vote(output, "ben", via="modal")
    company.release(output, f"use-{text}")
    report(company, company.look(output))
    return output.id


def stopped_and_overruled(company: Company, text: str) -> str:
    output = company.hand_in(text)
    company.vote(output, "ben", via="modal")
    company.vote(output, "mia", "reject", "modal", reason="wrong")
    settled = SettleObjection(output.id, company.person("ada"), False, company.now)
    assert not isinstance(company.db.write_now(settle_objection, settled), Refused)
    return output.id


def test_what_got_through_and_was_wrong_and_what_was_stopped_and_was_fine(company: Company) -> None:
    wrong = gone_out_and_wrong(company, "One", title="Reply to order 1881")
    overruled = stopped_and_overruled(company, "Two")
    rejected = company.hand_in("Three")
    company.vote(rejected, "ben", "reject", "modal", reason="tone")
    company.later(hours=1)
    company.vote(company.hand_in("Three"), "mia", via="modal")
    # Neither of these was overturned: it is wrong to this day; it was let pass only as somebody corrected it.
    company.vote(company.hand_in("Four"), "ben", "reject", "modal", reason="wrong")
    company.vote(company.hand_in("Five"), "ben", "reject", "modal", reason="wrong")
    company.later(hours=1)
    company.fix(company.hand_in("Five"), "mia", "Better")
    plant(company)
    say(company, "ben", company.hand_in("Six"), "approve")

    month = told(company)

    assert [one.output_id for one in month.got_through] == [wrong]
    assert {one.output_id for one in month.stopped} == {overruled, rejected.id}
    assert told(company, NOVEMBER.after).is_empty
    assert company.db.read_now(team_month, CHANNEL, NOVEMBER, {"another"}).is_empty
    message = draw_month("about", month).text
    assert "in November 2026" in message
    assert "Reply to order 1881" in message
    assert not any(name in message for name in ("Ben", "Mia", "Ada", "Cleo"))


@pytest.fixture
def on_sqlite(sqlite_url: str) -> Iterator[Company]:
    """What differs between the databases is seen by the test before."""
    company = Company(Database(sqlite_url))
    company.settle_in()
    yield company
    company.db.close()


def test_of_more_than_five_five_are_drawn_and_it_is_said_of_how_many(on_sqlite: Company) -> None:
    for number in range(7):
        stopped_and_overruled(on_sqlite, f"Text {number}")

    month = told(on_sqlite)

    assert (len(month.stopped), month.of_stopped, month.of_got_through) == (5, 7, 0)
    message = draw_month("about", month)
    assert "Stopped, and was fine after all: 7. Here are 5 of them, drawn by lot" in message.text
    assert "Got through" not in message.text
    assert [block["accessory"]["action_id"] for block in message.blocks if "accessory" in block] == [
        "read_all"
    ] * 5


def test_it_is_wished_for_once_and_not_at_all_where_there_is_nothing_to_say(on_sqlite: Company) -> None:
    gone_out_and_wrong(on_sqlite, "One")

    issued = [
        on_sqlite.db.write_now(issue_month, IssueMonth(CHANNEL, month, ON_THE_FIRST))
        for month in (NOVEMBER, NOVEMBER, NOVEMBER.before)
    ]

    assert issued == [True, False, False]
    (wish,) = wishes(on_sqlite, "month")
    assert wish["subject"] == f"{CHANNEL}:2026-11"
    assert on_sqlite.db.read_now(_turns) == [("2026-10", "skipped"), ("2026-11", "issued")]


def test_what_is_found_fine_only_later_is_told_in_the_month_in_which_it_was(on_sqlite: Company) -> None:
    rejected = on_sqlite.hand_in("One")
    on_sqlite.vote(rejected, "ben", "reject", "modal", reason="wrong")
    on_sqlite.later(days=14)
    on_sqlite.vote(on_sqlite.hand_in("One"), "mia", via="modal")

    assert on_sqlite.now > MONDAY.replace(month=12, day=1)
    assert told(on_sqlite).is_empty
    assert [one.output_id for one in told(on_sqlite, NOVEMBER.after).stopped] == [rejected.id]
    assert told(on_sqlite, NOVEMBER.after).stopped[0].workflow == SLUG


def test_what_a_second_look_found_fine_was_stopped_for_nothing_once_the_owner_says_so(
    on_sqlite: Company,
) -> None:
    on_sqlite.apply(ALL)
    stopped, doubted = (
        decided(on_sqlite, "reject"),
        decided(on_sqlite, "reject", requested_by="cleo@example.com"),
    )
    for output in (stopped, doubted):
        look_twice(on_sqlite, output, verdict="approve")
    assert told(on_sqlite).is_empty

    settle(on_sqlite, stopped, was_wrong=True)
    settle(on_sqlite, doubted, was_wrong=False)

    assert [one.output_id for one in told(on_sqlite).stopped] == [stopped.id]
    assert told(on_sqlite).got_through == ()


def _turns(conn: Connection) -> list[tuple[str, str]]:
    return [(row.period, row.state) for row in conn.execute(select(digests).order_by(digests.c.period))]


def test_what_somebody_is_still_to_judge_unknowing_is_counted_and_not_shown(company: Company) -> None:
    company.apply(ALL)
    rejected = decided(company, "reject")
    company.later(hours=1)
    text = "Dear Mr Weber, reply " + str(rejected.submitted_at) + "."
    company.vote(company.hand_in(text), "ben", via="modal")
    company.later(minutes=2)
    company.tick()

    before = told(company)
    look_twice(company, rejected, "mia", "reject", reason="wrong")
    after = told(company)

    assert (before.stopped, before.of_stopped) == ((), 1)
    assert [one.output_id for one in after.stopped] == [rejected.id]
