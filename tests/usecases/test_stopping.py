"""From the moment somebody stops a workflow, everything of it waits; let go on, it goes."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select, update

from domain.outputs import Output
from domain.policy import Policy
from domain.refusals import Refused
from storage.database import Database
from storage.tables import evidence, outbox, workflows
from storage.transaction import Tx
from tests.builders import SLUG, Company, user_id
from tests.usecases.test_hand_in import output_by_hand, use
from tests.usecases.test_leave import leave
from usecases.pause_workflow import PauseWorkflow, ResumeWorkflow, pause_workflow, resume_workflow
from usecases.release_output import ReleaseOutput, release_output
from usecases.sign_lane import SignLane, sign_lane

AUTOMATED = Policy(purpose="Answers questions", lane="automated")
PAUSED = Refused.of("not_releasable", state="paused")


def stop(company: Company, who: str = "mia") -> None:
    command = PauseWorkflow(SLUG, user_id(who), "Wrong amounts.", company.now)
    assert company.db.write_now(pause_workflow, command) == "paused"


def go_on(company: Company, who: str = "ada") -> object:
    command = ResumeWorkflow(SLUG, user_id(who), "Mended.", company.now)
    return company.db.write_now(resume_workflow, command)


def automate(company: Company) -> None:
    company.apply(AUTOMATED)
    company.db.write_now(sign_lane, SignLane(SLUG, "automated", user_id("ada"), "Fine.", company.now))


def states(company: Company, *outputs: Output) -> list[str]:
    return [company.look(output).state for output in outputs]


def test_everything_waits_judging_goes_on_and_then_it_goes(company: Company) -> None:
    automate(company)
    out_before = company.hand_in("Out before")
    approved, undecided = company.hand_in("Approved", risk="high"), company.hand_in("Open", risk="high")
    company.vote(approved, "ben", via="modal")

    stop(company)
    held = company.hand_in("Would go out at once")
    for output in (undecided, held):
        company.vote(output, "ben")
    company.later(minutes=2)
    company.tick()

    waiting = (approved, undecided, held)
    assert states(company, out_before, *waiting) == ["released", *["approved"] * 3]
    assert [company.release(output) for output in waiting] == [PAUSED] * 3
    assert states(company, *waiting) == ["approved"] * 3
    assert go_on(company) == "live"
    assert [isinstance(company.release(output), Output) for output in waiting] == [True] * 3
    # Nothing goes out at once again until its owner signs for that anew.
    assert company.hand_in("Looked at again").state == "in_review"


def test_no_other_way_leads_out_of_a_stopped_workflow(company: Company) -> None:
    automate(company)
    by_hand = output_by_hand(company)
    company.vote(by_hand, "ben", via="modal")
    waiting = company.hand_in("First try", risk="high")
    stop(company)

    next_try = company.hand_in("Second try", supersedes=waiting.id)
    automate(company)  # nor does signing, or a file that is applied again
    again = company.hand_in("Third try")

    assert use(company, by_hand, by_hand.key_owner.removeprefix("U0").lower()) == PAUSED
    assert states(company, by_hand, next_try, again) == ["approved", "in_review", "in_review"]


def test_what_was_released_before_answers_its_repeat_the_same(company: Company) -> None:
    output = company.hand_in()
    company.vote(output, "ben", via="modal")
    first = company.release(output)

    stop(company)

    assert company.release(output) == first
    assert states(company, output) == ["released"]


def test_a_rejection_and_a_fix_count_while_it_is_stopped(company: Company) -> None:
    rejected, fixed = company.hand_in("One"), company.hand_in("Two")
    stop(company)

    company.vote(rejected, "ben", "reject", via="modal")
    company.fix(fixed, "ben", "Two, mended")

    assert states(company, rejected, fixed) == ["rejected", "approved"]
    go_on(company, "grace")
    released = company.release(fixed)
    assert isinstance(released, Output)
    assert released.released_sha256 == company.look(fixed).current_sha256 != fixed.content_sha256


async def test_releases_and_a_stop_at_the_same_moment_come_to_one_order(database_url: str) -> None:
    one = Company(Database(database_url, batch=1))
    one.settle_in()
    # A second process where there can be one; SQLite has a single writer.
    other = one if one.db.dialect == "sqlite" else Company(Database(database_url, batch=1))
    outputs = [one.hand_in(f"Text {number}") for number in range(40)]
    for output in outputs:
        one.vote(output, "ben", via="modal")
    await one.db.start()
    if other is not one:
        await other.db.start()

    releases = [
        asyncio.create_task(
            one.db.write(release_output, ReleaseOutput(each.id, SLUG, "key_support", "1", one.now))
        )
        for each in outputs[:20]
    ]
    await asyncio.sleep(0)
    command = PauseWorkflow(SLUG, user_id("mia"), "Wrong amounts.", one.now)
    stopping = asyncio.create_task(other.db.write(pause_workflow, command))
    await asyncio.sleep(0)
    releases += [
        asyncio.create_task(
            one.db.write(release_output, ReleaseOutput(each.id, SLUG, "key_support", "1", one.now))
        )
        for each in outputs[20:]
    ]
    answers, stopped = await asyncio.gather(*releases), await stopping
    late = await one.db.write(
        release_output, ReleaseOutput(outputs[-1].id, SLUG, "key_support", "2", one.now)
    )

    went_out = [isinstance(answer, Output) for answer in answers]
    order = await one.db.read(_released_and_stopped)
    for company in {id(one): one, id(other): other}.values():
        await company.db.stop()
    assert stopped == "paused"
    assert [answer for answer in answers if isinstance(answer, Refused)] == [PAUSED] * went_out.count(False)
    assert order == ["output.released"] * went_out.count(True) + ["workflow.paused"]
    assert isinstance(late, Refused)
    if other is one:
        assert went_out == [True] * 20 + [False] * 20


def _released_and_stopped(conn: Connection) -> list[str]:
    actions = ("output.released", "workflow.paused")
    found = select(evidence.c.action).where(evidence.c.action.in_(actions)).order_by(evidence.c.id)
    return list(conn.execute(found).scalars())


def told(company: Company) -> list[tuple[str, str, timedelta]]:
    """Who hears of the stop, by which kind of message, and how long after it."""

    def wished(conn: Connection) -> list[tuple[str, str, timedelta]]:
        kinds = ("stopped", "still_stopped", "stop_over")
        found = conn.execute(select(outbox).where(outbox.c.kind.in_(kinds)).order_by(outbox.c.id))
        return [(row.kind, row.payload["person"], row.due_at - company.now) for row in found]

    return company.db.read_now(wished)


@pytest.mark.parametrize(
    ("by", "away", "at_once"),
    [("ben", (), "ada"), ("ben", ("ada",), "grace"), ("ada", (), None), ("grace", ("ada",), None)],
)
def test_who_answers_hears_it_unless_they_did_it_and_both_after_a_working_day(
    company: Company, by: str, away: tuple[str, ...], at_once: str | None
) -> None:
    for who in away:
        leave(company, who, company.now, company.now + timedelta(days=9))
    stop(company, by)

    hears = at_once or by
    reminded = dict.fromkeys((user_id(hears), user_id("grace")))
    first = [] if at_once is None else [("stopped", user_id(at_once), timedelta(0))]
    assert told(company) == [*first, *(("still_stopped", one, timedelta(days=1)) for one in reminded)]
    assert go_on(company) == "live"
    assert [one[:2] for one in told(company) if one[0] == "stop_over"] == [
        ("stop_over", user_id("ada")),
        ("stop_over", user_id("grace")),
    ]


def test_who_was_told_of_it_and_answers_no_more_reads_that_it_is_over_too(company: Company) -> None:
    stop(company, "ben")
    company.db.write_now(_deputy, user_id("tom"))
    go_on(company)

    over = [one[1] for one in told(company) if one[0] == "stop_over"]
    assert over == [user_id("ada"), user_id("tom"), user_id("grace")]


def _deputy(tx: Tx, person: str) -> None:
    tx.conn.execute(update(workflows).values(deputy=person))
