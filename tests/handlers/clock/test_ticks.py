"""By the clock: decisions become final, channels fill up, old events go. Never does anything get approved."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, insert, select, update

from domain.clock import MovableClock
from domain.policy import Policy
from handlers.clock.channels import fill_channels
from handlers.clock.housekeeping import keep_house
from handlers.clock.reach import Reach
from handlers.clock.settling import settle_all_due
from handlers.clock.ticks import run_ticks
from storage.cards import open_cards
from storage.database import Database, Tx
from storage.tables import inbox, outbox, outputs
from tests.builders import CHANNEL, MONDAY, Company, user_id
from tests.usecases.test_questions import ask
from usecases.submit_output import submit_output


@pytest.fixture
async def company(database_url: str) -> AsyncIterator[Company]:
    """The cast with refund-replies in `reviewed`, over a serving database."""
    company = Company(Database(database_url))
    company.settle_in()
    await company.db.start()
    yield company
    await company.db.stop()


@pytest.fixture
def reach(company: Company) -> Reach:
    return Reach(company.db, MovableClock(MONDAY))


async def test_a_decision_whose_minute_is_over_becomes_final(company: Company, reach: Reach) -> None:
    judged = [company.hand_in() for _ in range(3)]
    for output in judged:
        company.vote(output, "ben")

    await settle_all_due(reach)
    too_early = [company.look(output).state for output in judged]
    reach.clock.advance(61)
    await settle_all_due(reach)

    assert set(too_early) == {"in_review"}
    assert [company.look(output).state for output in judged] == ["approved"] * 3


async def test_more_than_one_piece_is_settled_in_one_go(company: Company, reach: Reach) -> None:
    judged = [company.hand_in() for _ in range(205)]
    for output in judged:
        company.vote(output, "ben")

    reach.clock.advance(61)
    await settle_all_due(reach)

    assert {company.look(output).state for output in judged} == {"approved"}


async def test_one_output_that_cannot_be_settled_stops_no_other(
    company: Company, reach: Reach, caplog: pytest.LogCaptureFixture
) -> None:
    broken, healthy = company.hand_in(), company.hand_in()
    for output in (broken, healthy):
        company.vote(output, "ben")
    company.db.write_now(_break, broken.id)

    reach.clock.advance(61)
    await settle_all_due(reach)

    assert company.look(healthy).state == "approved"
    assert company.look(broken).state == "in_review"
    assert "1 of 2 outputs were not settled" in caplog.text


def _break(tx: Tx, output_id: str) -> None:
    # The schema takes no approval of who asked for it.
    tx.conn.execute(update(outputs).where(outputs.c.id == output_id).values(requester=user_id("ben")))


async def test_a_raised_limit_fills_the_channel_by_deadline(company: Company, reach: Reach) -> None:
    company.apply(Policy(purpose="replies"), max_open_cards=1)
    company.hand_in()
    waiting = [company.db.write_now(submit_output, company.submission()) for _ in range(3)]
    company.db.write_now(_no_wishes, None)

    await fill_channels(reach)
    full = company.db.read_now(_subjects)
    company.apply(Policy(purpose="replies"), max_open_cards=3)
    company.db.write_now(_no_wishes, None)
    await fill_channels(reach)

    assert company.db.read_now(open_cards, CHANNEL) == 1
    assert full == []
    assert company.db.read_now(_subjects) == sorted(each.output.id for each in waiting)[:2]


def _no_wishes(tx: Tx, _: None) -> None:
    tx.conn.execute(outbox.delete())


def _subjects(conn: Connection) -> list[str]:
    return sorted(conn.execute(select(outbox.c.subject).where(outbox.c.kind == "card")).scalars())


async def test_events_dealt_with_a_month_ago_are_forgotten_and_open_ones_never(
    company: Company, reach: Reach
) -> None:
    company.db.write_now(_keep, [(f"old{n}", MONDAY - timedelta(days=31)) for n in range(450)])
    company.db.write_now(_keep, [("recent", MONDAY - timedelta(days=29)), ("open", None)])

    await keep_house(reach)

    assert company.db.read_now(_events) == ["open", "recent"]


def _keep(tx: Tx, events: list[tuple[str, datetime | None]]) -> None:
    long_ago = MONDAY - timedelta(days=60)
    rows = [
        {"event_id": name, "payload": {}, "received_at": long_ago, "due_at": long_ago, "done_at": done_at}
        for name, done_at in events
    ]
    tx.conn.execute(insert(inbox), rows)


def _events(conn: Connection) -> list[str]:
    return sorted(conn.execute(select(inbox.c.event_id)).scalars())


async def test_no_tick_ever_approves_or_releases(company: Company, reach: Reach) -> None:
    handed_in = [company.hand_in() for _ in range(4)]
    company.vote(handed_in[1], "ben", "reject")
    company.vote(handed_in[2], "mia")
    ask(company, handed_in[3])

    for _ in range(5):
        reach.clock.advance(7 * 24 * 3_600)
        await run_ticks(reach)

    states = [company.look(output).state for output in handed_in]
    assert states == ["in_review", "rejected", "approved", "in_review"], (
        "only a person's own decision became final"
    )
