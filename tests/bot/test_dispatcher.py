"""Every wish is fulfilled once, in order on its route; nothing that fails holds up another route."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter

import pytest

from bot.attempts import Pace
from bot.dispatcher import YIELDING_EACH, Dispatcher
from domain.clock import MovableClock
from handlers.outbox.outcomes import Dead, Done, Doubtful, NotYet, Outcome, Retry, Wish
from storage.database import Database
from storage.queue import dead_wishes
from tests.bot.wishes import HASTY, MONDAY, QUICK, Effects, dispatcher, left, want
from usecases.record_delivery import RetryWish, retry_wish


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(MONDAY)


async def test_wishes_of_one_route_go_out_one_after_the_other(db: Database, clock: MovableClock) -> None:
    effects = Effects(takes_s=0.01)
    await want(db, "slack:C1", "first", "second", "third")

    fulfilled = await dispatcher(db, effects, clock).work_once()

    assert fulfilled == 3
    assert effects.subjects == ["first", "second", "third"]
    assert effects.most_at_once == 1
    assert await left(db) == []


async def test_routes_are_worked_on_at_once_up_to_a_bound(db: Database, clock: MovableClock) -> None:
    effects = Effects(takes_s=0.05)
    for number in range(10):
        await want(db, f"slack:C{number}", "card")

    await dispatcher(db, effects, clock, Pace(at_once=4)).work_once()

    assert len(effects.given) == 10
    assert effects.most_at_once == 4


async def test_a_busy_route_does_not_starve_the_others(db: Database, clock: MovableClock) -> None:
    effects = Effects()
    await want(db, "slack:BUSY", *(f"busy {number}" for number in range(40)))
    for route in ("slack:A", "slack:M", "slack:Z"):
        await want(db, route, route)

    await dispatcher(db, effects, clock, Pace(at_once=2)).work_once()

    assert len(effects.given) == 43
    assert max(effects.subjects.index(route) for route in ("slack:A", "slack:M", "slack:Z")) < 8


async def test_what_yields_lets_others_on_its_route_go_first(db: Database, clock: MovableClock) -> None:
    effects = Effects()
    await want(db, "slack:C1", "many 1", "many 2", "many 3", coalesced=True, yields=True)
    await want(db, "slack:C1", "a click", "many 3", coalesced=True)
    await want(db, "slack:C1", "many 3", coalesced=True, yields=True)

    await dispatcher(db, effects, clock).work_once()

    assert effects.subjects == ["many 3", "a click", "many 1", "many 2"]


async def test_what_yields_comes_however_much_goes_first(db: Database, clock: MovableClock) -> None:
    effects = Effects()
    await want(db, "slack:C1", "many 1", "many 2", yields=True)
    await want(db, "slack:C1", *(f"click {number}" for number in range(20)))

    await dispatcher(db, effects, clock).work_once()

    came = [effects.subjects.index(one) for one in ("many 1", "many 2")]
    assert came == [YIELDING_EACH - 1, 2 * YIELDING_EACH - 1]


async def test_what_yields_on_one_route_waits_for_no_other(db: Database, clock: MovableClock) -> None:
    effects = Effects()
    await want(db, "slack:C1", *(f"click {number}" for number in range(20)))
    await want(db, "slack:C2", "many", yields=True)

    await dispatcher(db, effects, clock, Pace(at_once=1)).work_once()

    assert effects.subjects.index("many") == 1


async def test_what_is_on_its_way_on_one_route_holds_up_no_other(db: Database, clock: MovableClock) -> None:
    effects = Effects(lambda wish: Retry(60, "down") if wish.route == "slack:DOWN" else Done())
    working = dispatcher(db, effects, clock)
    await want(db, "slack:DOWN", "waits a minute", "behind it")
    await working.work_once()

    await want(db, "slack:UP", "new")
    await working.work_once()

    assert effects.subjects == ["waits a minute", "new"]


async def test_retries_that_are_due_do_not_starve_what_is_new(db: Database, clock: MovableClock) -> None:
    effects = Effects(lambda wish: Retry(0.1, "down") if wish.route.startswith("down") else Done())
    working = dispatcher(db, effects, clock, Pace(at_once=1))
    for number in range(20):
        await want(db, f"down:{number}", f"down {number}")
    await working.work_once()
    clock.advance(1)

    await want(db, "up", "new")
    await working.work_once()

    assert effects.subjects[20:].index("new") <= 2


async def test_receivers_who_hang_do_not_hold_up_slack(db: Database, clock: MovableClock) -> None:
    hanging, slack = Effects(takes_s=60), Effects()
    working = Dispatcher(db, {"webhook": hanging, "card": slack}, clock, pace=Pace(at_once=4, drain_s=0))
    for number in range(50):
        await want(db, f"webhook:{number}", "released", kind="webhook")
    await working.start()
    await hanging.begun.wait()

    await want(db, "slack:C1", "card")
    await asyncio.wait_for(slack.begun.wait(), 30)
    await working.stop()

    assert hanging.most_at_once == 4
    assert slack.subjects == ["card"]


async def test_waiting_for_ones_turn_is_no_attempt(db: Database, clock: MovableClock) -> None:
    effects = Effects(lambda wish: NotYet(5, "not its turn") if len(effects.given) < 4 else Done())
    working = dispatcher(db, effects, clock)
    await want(db, "slack:C1", "card")

    for _ in range(4):
        await working.work_once()
        clock.advance(5)

    assert [(wish.attempts, wish.attempted_at) for wish in effects.given] == [(0, None)] * 4
    assert await left(db) == []


async def test_what_stays_doubtful_is_never_given_up(db: Database, clock: MovableClock) -> None:
    effects = Effects(lambda wish: Doubtful("the line broke") if len(effects.given) < 6 else Done())
    working = dispatcher(db, effects, clock, Pace(settle_s=0.05, rarest_s=0.1, attempts=2))
    await want(db, "slack:C1", "card")

    for _ in range(6):
        await working.work_once()
        await asyncio.sleep(0.11)

    assert len(effects.given) == 6
    assert await left(db) == []


async def test_a_failing_route_waits_alone_and_in_order(db: Database, clock: MovableClock) -> None:
    down = True

    def does(wish: Wish) -> Outcome:
        return Retry(60, "down") if down and wish.route == "webhook:1" else Done()

    effects = Effects(does)
    working = dispatcher(db, effects, clock)
    await want(db, "webhook:1", "approved", "released")
    await want(db, "slack:C1", "card")

    await working.work_once()
    down = False
    early = await working.work_once()
    clock.advance(60)
    await working.work_once()

    assert early == 0
    assert "card" in effects.subjects[:2]
    to_submitter = [(wish.subject, wish.attempts) for wish in effects.given if wish.route == "webhook:1"]
    assert to_submitter == [("approved", 0), ("approved", 1), ("released", 0)]


async def test_an_attempt_is_on_record_before_anything_is_sent(db: Database, clock: MovableClock) -> None:
    seen: list[object] = []

    async def look(wish: Wish) -> Outcome:
        seen.append(await left(db))
        return Done()

    await want(db, "slack:C1", "card")
    await Dispatcher(db, {"card": look}, clock, pace=QUICK).work_once()

    assert seen == [[("card", "leased")]]


async def test_what_surely_did_not_go_out_is_tried_again_as_if_new(db: Database, clock: MovableClock) -> None:
    effects = Effects(lambda wish: Retry(1, "slow down") if not wish.attempts else Done())
    working = dispatcher(db, effects, clock)
    await want(db, "slack:C1", "card")

    await working.work_once()
    clock.advance(1)
    await working.work_once()

    assert [wish.attempted_at for wish in effects.given] == [None, None]


async def test_a_doubtful_attempt_is_looked_into_once_history_has_settled(
    db: Database, clock: MovableClock
) -> None:
    effects = Effects(lambda wish: Done() if wish.attempted_at else Doubtful("the line broke"))
    working = dispatcher(db, effects, clock)
    await want(db, "slack:C1", "card", "next")

    await working.work_once()
    at_once = list(effects.subjects)
    await asyncio.sleep(QUICK.settle_s)
    clock.advance(60)
    await working.work_once()

    assert at_once == ["card"], "its route waits with it"
    assert effects.subjects[:2] == ["card", "card"]
    assert effects.given[1].attempted_at == MONDAY


async def test_doubt_outlives_a_later_attempt_that_surely_sent_nothing(
    db: Database, clock: MovableClock
) -> None:
    outcomes = iter([Doubtful("the line broke"), Retry(1, "history is rate limited"), Done()])
    effects = Effects(lambda wish: next(outcomes))
    working = dispatcher(db, effects, clock)
    await want(db, "slack:C1", "card")

    for _ in range(3):
        await working.work_once()
        await asyncio.sleep(QUICK.settle_s)
        clock.advance(1)

    assert [wish.attempted_at for wish in effects.given] == [None, MONDAY, MONDAY]


async def test_a_wish_that_meets_a_bug_lets_others_pass_and_is_given_up_in_the_end(
    db: Database, clock: MovableClock, caplog: pytest.LogCaptureFixture
) -> None:
    def does(wish: Wish) -> Outcome:
        if wish.subject == "poison":
            raise KeyError("Dear Mr Weber, the AI wrote this")
        return Done()

    effects = Effects(does)
    working = dispatcher(db, effects, clock, Pace(attempts=3, settle_s=1))
    await want(db, "slack:C1", "poison", "healthy", coalesced=True)

    with caplog.at_level(logging.WARNING):
        for _ in range(5):
            await working.work_once()
            clock.advance(100)

    assert Counter(effects.subjects) == {"poison": 3, "healthy": 1}
    assert effects.subjects[:2] == ["poison", "healthy"]
    assert await left(db) == [("poison", "dead")]
    assert "KeyError at test_dispatcher.py" in caplog.text
    assert "Weber" not in caplog.text


async def test_a_dead_wish_is_listed_and_can_be_tried_again(db: Database, clock: MovableClock) -> None:
    fixed = False
    effects = Effects(lambda wish: Done() if fixed else Dead("invalid_blocks"))
    working = dispatcher(db, effects, clock)
    await want(db, "slack:C1", "card")
    await working.work_once()
    (dead,) = await db.read(dead_wishes)

    fixed = True
    brought_back = await db.write(retry_wish, RetryWish(dead.id, clock.now()))
    await working.work_once()

    assert (dead.subject, dead.last_error) == ("card", "invalid_blocks")
    assert brought_back
    assert await left(db) == []
    assert not await db.write(retry_wish, RetryWish(dead.id, clock.now()))


async def test_a_wish_that_only_a_newer_version_can_fulfil_waits_for_it(
    db: Database, clock: MovableClock
) -> None:
    newer = Effects()
    await want(db, "slack:C1", "card")

    await Dispatcher(db, {}, clock, pace=QUICK).work_once()
    clock.advance(60)
    await dispatcher(db, newer, clock).work_once()

    assert newer.subjects == ["card"]


async def test_a_coalesced_wish_made_meanwhile_runs_after(db: Database, clock: MovableClock) -> None:
    async def wish_again(wish: Wish) -> Outcome:
        given.append(wish.id)
        if len(given) == 1:
            await want(db, "slack:C1", "card", "card", coalesced=True)
        return Done()

    given: list[int] = []
    await want(db, "slack:C1", "card", "card", coalesced=True)
    await Dispatcher(db, {"card": wish_again}, clock, pace=QUICK).work_once()

    assert len(given) == 2
    assert await left(db) == []


async def test_a_bug_met_with_a_newer_wish_for_the_same_waiting_leaves_one(
    db: Database, clock: MovableClock
) -> None:
    async def wish_again_and_fail(wish: Wish) -> Outcome:
        await want(db, "slack:C1", "card", coalesced=True)
        raise KeyError

    await want(db, "slack:C1", "card", coalesced=True)
    await Dispatcher(db, {"card": wish_again_and_fail}, clock, pace=QUICK).work_once()

    assert await left(db) == [("card", "waiting")]


async def test_what_a_killed_process_held_is_taken_over_when_its_lease_is_over(
    db: Database, clock: MovableClock
) -> None:
    stuck, healthy = Effects(takes_s=60), Effects()
    killed = dispatcher(db, stuck, clock, HASTY)
    await want(db, "slack:C1", "card", "next")
    working = asyncio.create_task(killed.work_once())
    await stuck.begun.wait()
    working.cancel()
    for task in killed.tasks:
        task.cancel()
    await asyncio.gather(working, *killed.tasks, return_exceptions=True)

    successor = dispatcher(db, healthy, clock, HASTY)
    too_early = await successor.work_once()
    await asyncio.sleep(HASTY.lease_s)
    await successor.work_once()

    assert too_early == 0
    assert [(wish.subject, wish.attempted_at) for wish in healthy.given] == [("card", MONDAY), ("next", None)]


async def test_an_outcome_that_comes_after_the_lease_changes_nothing(
    db: Database, clock: MovableClock
) -> None:
    zombie, successor = Effects(takes_s=1.5), Effects(takes_s=1.5)
    await want(db, "slack:C1", "card")

    first = asyncio.create_task(dispatcher(db, zombie, clock, HASTY).work_once())
    await asyncio.sleep(1.2)
    second = asyncio.create_task(dispatcher(db, successor, clock, HASTY).work_once())
    await first
    while_second_works = await left(db)
    await second

    assert while_second_works == [("card", "leased")]
    assert await left(db) == []


async def test_several_dispatchers_share_the_work_and_do_nothing_twice(
    db: Database, clock: MovableClock
) -> None:
    effects = [Effects(takes_s=0.002) for _ in range(3)]
    for route in range(10):
        await want(db, f"slack:C{route}", *(f"{route}.{number}" for number in range(10)))

    await asyncio.gather(*(dispatcher(db, each, clock).work_once() for each in effects))

    done = [subject for each in effects for subject in each.subjects]
    assert sorted(done) == sorted(f"{route}.{number}" for route in range(10) for number in range(10))
    assert await left(db) == []


async def test_the_loop_is_woken_by_a_commit_and_stops_when_its_work_is_done(
    db: Database, clock: MovableClock
) -> None:
    effects = Effects(takes_s=0.1)
    serving = dispatcher(db, effects, clock, Pace(poll_s=60))
    await serving.start()
    await asyncio.sleep(0.05)

    await want(db, "slack:C1", "card")
    await effects.begun.wait()
    await serving.stop()

    assert await left(db) == []


async def test_what_is_cut_off_at_the_stop_stays_leased(db: Database, clock: MovableClock) -> None:
    effects = Effects(takes_s=60)
    serving = dispatcher(db, effects, clock, Pace(drain_s=0.05))
    await serving.start()
    await want(db, "slack:C1", "card")
    await effects.begun.wait()

    await serving.stop()

    assert await left(db) == [("card", "leased")]


async def test_outcomes_are_recorded_together(db: Database, clock: MovableClock) -> None:
    effects = Effects(takes_s=0.05)
    await db.write(lambda tx, _: None, None)
    for number in range(32):
        await want(db, f"slack:C{number}", "card")
    before = db.transactions

    await dispatcher(db, effects, clock).work_once()

    assert db.transactions - before <= 12
