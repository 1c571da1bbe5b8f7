"""The message of what is late, at its longest: everything in it, and within what Slack takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.cards.late import draw_for_leaders, draw_late
from handlers.cards.ownership import draw_answered, draw_offer
from handlers.cards.rehearsal import draw_rehearsal
from sandbox.block_kit.validate import checked_blocks
from storage.escalation import Held, Next
from storage.late import LateCount, LateIn, LateItem, LateList, StoppedIn, late_list
from storage.late_put_rights import LateTask, LateTasks
from storage.owner_offers import Offer, OfferView
from storage.workflow_decisions import WorkflowDecision
from storage.workflows import Workflow, workflow
from tests.builders import MONDAY, SLUG, Company, user_id
from tests.handlers.cards.drawn import lines, texts
from tests.handlers.cards.test_hostile_text import assert_blocks
from tests.usecases.test_leave import leave

HOSTILE = "<!channel> *now* <https://evil.example|here> & " * 40


@pytest.fixture
def found(company: Company) -> Workflow:
    live = company.db.read_now(workflow, SLUG)
    assert live is not None
    return live


def longest(found: Workflow) -> LateList:
    """As much as one message tells: three workflows beside three things to put right."""
    held, comes = Held(HOSTILE, MONDAY + timedelta(hours=1), HOSTILE), Next(HOSTILE, MONDAY)
    item = LateItem("out_1", HOSTILE, MONDAY, HOSTILE, True, True, holder=HOSTILE)
    one = LateIn(found, "owner", HOSTILE, 9, 4, 2, (item,) * 5, comes, held, answers=True, deputy=HOSTILE)
    hours = found.policy.working_hours
    task = LateTask("out_2", HOSTILE, SLUG, MONDAY, hours, HOSTILE, answers=True, held=held)
    tasks = LateTasks((task,) * 3, 7, comes)
    now = MONDAY + timedelta(days=3)
    stop = WorkflowDecision(SLUG, "status", "live", "paused", user_id("ben"), HOSTILE, MONDAY)
    stopped = (StoppedIn(found, 3, stop, HOSTILE),) * 5
    return LateList(user_id("ada"), now, "Europe/Berlin", (one,) * 3, more=4, tasks=tasks, stopped=stopped)


def test_the_longest_is_a_message_that_slack_takes_and_a_test_of_it_too(found: Workflow) -> None:
    late = longest(found)

    for message in (draw_late(late), draw_rehearsal(late, None, 1)):
        assert len(message.blocks) <= 50
        assert len(message.text) <= 4_000
        assert "<!channel>" not in message.text
        assert checked_blocks(message.blocks)
        assert_blocks(message.blocks, "message")
    assert list(texts(draw_late(late).blocks))[-2] == "And 4 more in other workflows."


@pytest.mark.parametrize(
    ("late", "soon", "said"),
    [
        (3, 1, ["3 are late", *"123", "1 is due soon.", "4"]),
        (0, 2, ["2 are due soon", *"12"]),
        (5, 2, ["5 are late", *"12345", "2 are due soon."]),
        (7, 1, ["7 are late", *"12345", "and 2 more\n1 is due soon."]),
        (3, 4, ["3 are late", *"123", "4 are due soon.", *"45", "and 2 more"]),
        (7, 0, ["7 are late", *"12345", "and 2 more"]),
    ],
)
def test_what_is_late_and_what_is_due_soon_each_stand_under_their_own_count(
    found: Workflow, late: int, soon: int, said: list[str]
) -> None:
    now = MONDAY + timedelta(hours=1)
    dues = [MONDAY] * late + [now + timedelta(hours=1)] * soon
    items = tuple(LateItem(f"out_{n}", "Order", at, None, False, False) for n, at in enumerate(dues[:5]))
    one = LateIn(found, "owner", "Ada", late + soon, late, 0, items, None)

    shown = lines(vars(draw_late(LateList(user_id("ada"), now, "Europe/Berlin", (one,)))))

    assert [told.split(" in ")[0].split("  ")[0] for told in (shown[0], *shown[2:-1])] == said
    assert all(("late" in told) == (n < late) for n, told in enumerate(one for one in shown if "  " in one))


def test_who_is_away_reads_that_it_is_with_others_and_not_that_nothing_is_late(company: Company) -> None:
    before = company.db.read_now(late_list, user_id("ben"), company.now)
    leave(company, "ben", company.now, company.now + timedelta(days=1))
    away = company.db.read_now(late_list, user_id("ben"), company.now)

    assert [draw_late(one).text for one in (before, away)] == [
        "Nothing of yours is late or due soon any more.",
        "Nothing here is yours any more: it is with others since you went away.",
    ]


def test_tasks_alone_say_what_is_to_be_put_right_and_who_hears_next(found: Workflow) -> None:
    late = longest(found)
    assert late.tasks is not None
    task = replace(late.tasks.items[0], title="Order 1881", who=None, held=None, answers=False)
    alone = replace(late, lists=(), more=0, stopped=(), tasks=LateTasks((task,), 1, None))

    said = texts(draw_late(alone).blocks)

    assert list(said) == [
        "1 that was wrong and has gone out is to be put right.",
        "1  Order 1881 · refund-replies · 3 working days late",
        "It's put right",
        "Hand over",
        "Nobody hears after you. It stays as it is until someone decides.",
    ]


def test_leaders_read_what_is_not_decided_and_what_is_not_put_right(found: Workflow) -> None:
    counts = (
        LateCount(SLUG, 3, MONDAY, "Europe/Berlin"),
        LateCount(SLUG, 2, MONDAY, "Europe/Berlin", kind="put_right"),
    )

    said = lines({"blocks": draw_for_leaders(LateList("C0LEADERS", MONDAY, counts=counts)).blocks})

    assert said == [
        "These are late, and who answers for them has been told.",
        "refund-replies · 3 late, the first since 23 Nov 10:00 CET",
        "refund-replies · 2 not put right, the first since 23 Nov 10:00 CET",
    ]


def test_what_is_offered_to_an_owner_is_only_text(found: Workflow) -> None:
    offer = Offer("offer_1", SLUG, user_id("mia"), user_id("grace"), MONDAY)
    hostile = replace(found, policy=replace(found.policy, purpose=HOSTILE))
    view = OfferView(offer, hostile, dict.fromkeys((user_id("mia"), user_id("grace")), HOSTILE))

    for message in (draw_offer(view), draw_answered(view)):
        assert "<!channel>" not in message.text
        assert_blocks(message.blocks, "message")
