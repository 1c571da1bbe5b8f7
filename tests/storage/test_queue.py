"""Two processes at one queue (PostgreSQL): no wish is lost between them, no route served twice at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.exc import IntegrityError

from storage import engines, outbox
from storage.queue import Due, Queued
from storage.tables import outbox as outbox_rows
from storage.transaction import Tx
from tests.bot.wishes import MONDAY
from usecases.claim_wishes import ClaimWishes, claim_wishes

Begin = Callable[[], AbstractContextManager[Tx]]
CLAIM = ClaimWishes(
    "a claim",
    Due("slack", MONDAY, MONDAY),
    10,
    "",
    retries_first=False,
    yielding_first=False,
    lease=timedelta(minutes=1),
)


@pytest.fixture
def opened(postgresql_url: str) -> Iterator[Begin]:
    """Begins transactions, each on a connection of its own."""
    engine = create_engine(engines.address(postgresql_url), isolation_level="READ COMMITTED")

    @contextmanager
    def begin() -> Iterator[Tx]:
        with engine.connect() as conn, conn.begin():
            yield Tx(conn)

    yield begin
    engine.dispose()


def want(tx: Tx, route: str, subject: str) -> None:
    wish = outbox.wish("card", route=route, subject=subject, now=MONDAY, coalesced=True)
    outbox.want(tx, [wish])


def subjects(claimed: list[Queued]) -> list[str]:
    return [wish.subject for wish in claimed]


def test_a_waiting_wish_is_not_claimed_before_the_change_that_wished_it_again_is_seen(opened: Begin) -> None:
    with opened() as tx:
        want(tx, "slack:C1", "out_1")

    with opened() as changing:
        want(changing, "slack:C1", "out_1")
        with opened() as claiming:
            too_early = claim_wishes(claiming, CLAIM)
    with opened() as claiming:
        then = claim_wishes(claiming, CLAIM)

    assert too_early == []
    assert subjects(then) == ["out_1"]


def test_a_claimed_wish_leaves_room_for_a_new_one(opened: Begin) -> None:
    with opened() as tx:
        want(tx, "slack:C1", "out_1")
    with opened() as tx:
        claim_wishes(tx, CLAIM)

    with opened() as tx:
        want(tx, "slack:C1", "out_1")
    with opened() as tx:
        while_leased = claim_wishes(tx, CLAIM)

    assert while_leased == []


def test_processes_that_claim_at_once_share_routes_out(opened: Begin) -> None:
    with opened() as tx:
        for route in ("slack:C1", "slack:C2"):
            want(tx, route, route)

    def claim_the_rest() -> list[Queued]:
        with opened() as other:
            return claim_wishes(other, CLAIM)

    with ThreadPoolExecutor(1) as thread, opened() as one:
        first = claim_wishes(one, replace(CLAIM, by="another", limit=1))
        second = thread.submit(claim_the_rest)
        until_somebody_waits(one)

    assert subjects(first + second.result()) == ["slack:C1", "slack:C2"]


def test_what_several_outputs_share_is_wished_last_and_in_one_order(opened: Begin) -> None:
    def share(tx: Tx, subject: str) -> None:
        wish = outbox.wish("late", route=f"slack:{subject}:late", subject=subject, now=MONDAY, coalesced=True)
        outbox.want(tx, [wish])

    def wished(tx: Tx) -> list[str]:
        return list(tx.conn.execute(select(outbox_rows.c.subject).order_by(outbox_rows.c.id)).scalars())

    with opened() as tx:
        for subject in ("mia", "ben", "mia"):
            share(tx, subject)
            want(tx, "slack:C1", f"out_{subject}")
        at_once = wished(tx)
        outbox.add_shared(tx)
        in_the_end = wished(tx)

    assert at_once == ["out_mia", "out_ben"]
    assert in_the_end == ["out_mia", "out_ben", "ben", "mia"]


def until_somebody_waits(tx: Tx) -> None:
    while not tx.conn.exec_driver_sql("SELECT count(*) FROM pg_locks WHERE NOT granted").scalar_one():
        time.sleep(0.01)


def test_the_schema_keeps_a_route_to_one_claim_even_when_an_older_wish_appears_late(opened: Begin) -> None:
    with opened() as late:
        want(late, "slack:C1", "older, committed late")
        with opened() as tx:
            want(tx, "slack:C1", "younger")
        with opened() as tx:
            claim_wishes(tx, CLAIM)
    with opened() as tx:
        second_claim = claim_wishes(tx, CLAIM)
        tx.conn.rollback()

    assert second_claim == []
    with pytest.raises(IntegrityError), opened() as tx:
        tx.conn.exec_driver_sql("UPDATE outbox SET state = 'leased'")
