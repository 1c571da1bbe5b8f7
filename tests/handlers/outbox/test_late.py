"""One message for each person, kept true; anew twice a day at most, or at once for what is urgent; nobody is woken."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from domain.clock import MovableClock
from domain.outputs import Output
from domain.policy import Policy
from domain.working_time import WorkingHours
from handlers.cards.home import draw_home
from handlers.clock.escalating import escalate_all_due, tell_what_is_late
from handlers.clock.reach import Reach
from handlers.slack.gateway import Posted
from handlers.slack.pacing import Pacer
from sandbox.control import messages_json
from storage.escalation import steps_taken
from storage.home_views import home_view
from storage.summaries import summary_of
from storage.tables import lost_channels, organisation
from storage.transaction import Tx
from tests.builders import MONDAY, user_id
from tests.ground.databases import on_sqlite
from tests.handlers.cards.drawn import lines, texts
from tests.handlers.outbox.conftest import LEADERS, PACE, Scene
from tests.usecases.test_leave import leave
from usecases.give_more_time import GiveMoreTime, give_more_time
from usecases.pause_workflow import PauseWorkflow, ResumeWorkflow, pause_workflow, resume_workflow
from usecases.take_review import TakeReview, take_review

BERLIN = WorkingHours("Europe/Berlin", country="DE")
POLICY = Policy("Drafts the replies to refund requests", working_hours=BERLIN)

Json = dict[str, Any]


@pytest.fixture(autouse=True)
def _in_berlin(scene: Scene) -> None:
    scene.company.apply(POLICY, take_decays=timedelta(days=5))
    # Days of messages pass in a moment here: what is paced is real time, and has tests of its own.
    scene.slack._pacer = Pacer(per_channel={}, per_workspace={})


def direct(scene: Scene, who: str) -> list[Json]:
    """What stands in the bot's direct messages with somebody, the oldest first."""
    found = [one for one in scene.box.world.channels.values() if one.im_of == user_id(who)]
    return [message for one in found for message in messages_json(scene.box.world, one)[::-1]]


def actions_of(message: Json) -> list[str]:
    blocks = message["blocks"]
    own = [one["accessory"] for one in blocks if "accessory" in one]
    own += [one for block in blocks if block["type"] == "actions" for one in block["elements"]]
    return [one["action_id"].split(":")[0] for one in own]


async def tick(scene: Scene) -> None:
    reach = Reach(scene.db, scene.clock, "Europe/Berlin", scene.leaders)
    await escalate_all_due(reach)
    await tell_what_is_late(reach)
    await scene.work()


async def later(scene: Scene, hours: float) -> None:
    scene.later(hours * 3_600)
    await tick(scene)


async def through(scene: Scene, hours: int, step: float = 0.5) -> list[datetime]:
    """Let time pass in steps of so many hours; return when messages were posted."""
    seen = len(scene.calls("chat.postMessage"))
    when = []
    for _ in range(round(hours / step)):
        await later(scene, step)
        posted = scene.calls("chat.postMessage")[seen:]
        seen += len(posted)
        when += [scene.clock.now() for call in posted if "late:" in str(call["args"].get("blocks"))]
    return when


def take(scene: Scene, output: Output, who: str) -> None:
    command = TakeReview(output.id, scene.company.person(who), scene.clock.now())
    scene.db.write_now(take_review, command)


async def test_whoever_has_it_hears_before_it_is_late_and_the_owner_after(scene: Scene) -> None:
    output = scene.hand_in(title="Reply to order 1881", requested_by="cleo@example.com")
    take(scene, output, "ben")

    await later(scene, 2)
    (to_ben,) = direct(scene, "ben")
    await later(scene, 2)
    (to_ada,) = direct(scene, "ada")

    assert lines(to_ben) == [
        "1 that you have in refund-replies waits for you.",
        "Nothing goes out until someone decides.",
        "1  Reply to order 1881 · by 23 Nov 14:00 CET · Cleo is waiting",
        "If nothing happens, Ada hears 23 Nov at 14:00 CET.",
    ]
    assert lines(to_ada) == [
        "1 is late in refund-replies, and you answer for it.",
        "Nothing goes out until someone decides.",
        "1  Reply to order 1881 · less than a working hour late · Cleo is waiting · Ben has it",
        "If nothing happens, Grace hears 23 Nov at 16:00 CET.",
    ]


@on_sqlite
async def test_an_owner_who_has_it_reads_that_the_deputy_is_next(scene: Scene) -> None:
    scene.company.apply(POLICY, reviewers=("ada",))
    take(scene, scene.hand_in(title="Reply to order 1881"), "ada")

    await later(scene, 2)

    (to_ada,) = direct(scene, "ada")
    assert lines(to_ada)[0] == "1 is due soon in refund-replies."
    assert lines(to_ada)[-1] == "If nothing happens, Grace hears 23 Nov at 16:00 CET."


@on_sqlite
async def test_many_are_one_message_that_says_who_hears_next(scene: Scene) -> None:
    for number in range(7):
        scene.hand_in(title=f"Order {number}")

    await later(scene, 5)

    (message,) = direct(scene, "ada")
    said = lines(message)
    assert said[:3] == [
        "7 are late in refund-replies, and you answer for it.",
        "Nobody has taken them. Nothing goes out until someone decides.",
        "1  Order 0 · 1 working hour late",
    ]
    assert said[-2:] == ["and 2 more", "If nothing happens, Grace hears 24 Nov at 09:00 CET."]
    assert message["text"].startswith("7 are late in refund-replies, and you answer for it.")


@pytest.mark.parametrize(
    ("taken", "said"),
    [
        (1, "1 of them is taken. Nothing goes out until someone decides."),
        (2, "2 of them are taken. Nothing goes out until someone decides."),
        (3, "Nothing goes out until someone decides."),
    ],
)
@on_sqlite
async def test_how_many_are_taken_is_said(scene: Scene, taken: int, said: str) -> None:
    for output in [scene.hand_in(title=f"Order {number}") for number in range(3)][:taken]:
        take(scene, output, "ben")

    await later(scene, 2)
    await later(scene, 2)

    (message,) = direct(scene, "ada")
    assert lines(message)[1] == said


@on_sqlite
async def test_only_who_may_decide_has_the_button_for_it(scene: Scene) -> None:
    scene.company.apply(POLICY, reviewers=("ben", "grace"))
    scene.hand_in()

    await later(scene, 4.5)
    (to_ada,) = direct(scene, "ada")
    await later(scene, 2)
    (to_grace,) = direct(scene, "grace")

    assert actions_of(to_ada) == ["hand_all", "more_time", "stop", "away"]
    assert actions_of(to_grace) == ["decide", "hand_all", "more_time", "stop"]
    assert "and you stand in for Ada." in lines(to_grace)[0]


async def test_it_changes_in_place_as_they_come_and_go_at_once_where_a_button_goes(scene: Scene) -> None:
    scene.company.apply(POLICY, reviewers=("ben", "grace"))
    first, second, third = (scene.hand_in(title=title) for title in ("First", "Second", "Third"))
    await later(scene, 4)
    await later(scene, 2)

    scene.company.vote(first, "ben", "reject", via="modal", reason="wrong")
    await tick(scene)
    (may_not_decide,), (may_decide,) = direct(scene, "ada"), direct(scene, "grace")
    await later(scene, 0.2)
    (left,) = direct(scene, "ada")
    for output in (second, third):
        scene.company.vote(output, "ben", "reject", via="modal", reason="wrong")
    await tick(scene)
    (empty,) = direct(scene, "ada")

    assert lines(may_not_decide)[2].startswith("1  First"), (
        "it can wait some minutes: nothing to press is gone"
    )
    assert lines(may_decide)[2].startswith("1  Second")
    assert lines(left)[2].startswith("1  Second")
    assert lines(empty) == ["Nothing of yours is late or due soon any more."]
    assert left["ts"] == empty["ts"]
    assert scene.left() == []


@on_sqlite
async def test_at_most_two_a_day_and_what_comes_between_is_shown_in_place(scene: Scene) -> None:
    for _ in range(4):
        scene.hand_in()
        await later(scene, 1)

    posted = await through(scene, 24, step=1)

    (to_ada,) = direct(scene, "ada")
    of_ada = [
        call for call in scene.calls("chat.postMessage") if f"late:{user_id('ada')}" in str(call["args"])
    ]
    assert "4 are late in refund-replies" in lines(to_ada)[0]
    days = Counter(datetime.fromtimestamp(call["at"], UTC).date() for call in of_ada)
    assert max(days.values()) <= 2
    assert all(_is_at_work(at) for at in posted)


async def test_what_is_urgent_is_told_at_once(scene: Scene) -> None:
    scene.company.apply(replace(POLICY, urgent=True))
    for _ in range(3):
        scene.hand_in()
        await later(scene, 0.25)

    await through(scene, 5, step=0.25)

    of_ada = [
        call for call in scene.calls("chat.postMessage") if f"late:{user_id('ada')}" in str(call["args"])
    ]
    assert len(of_ada) == 3
    assert len(direct(scene, "ada")) == 1


def _is_at_work(at: datetime) -> bool:
    return BERLIN.is_open(at)


@pytest.mark.parametrize(
    ("begins_at", "first"),
    [
        (datetime(2026, 11, 27, 15, 30, tzinfo=UTC), datetime(2026, 11, 30, 11, 30, tzinfo=UTC)),
        (datetime(2026, 12, 24, 14, 0, tzinfo=UTC), datetime(2026, 12, 28, 10, 0, tzinfo=UTC)),
        (datetime(2027, 3, 26, 13, 0, tzinfo=UTC), datetime(2027, 3, 30, 11, 0, tzinfo=UTC)),
        (datetime(2026, 10, 23, 13, 0, tzinfo=UTC), datetime(2026, 10, 26, 10, 0, tzinfo=UTC)),
    ],
    ids=["Friday evening", "Christmas", "Easter, into summer time", "out of summer time"],
)
@on_sqlite
async def test_over_days_off_nobody_hears_and_the_deadline_stands(
    scene: Scene, clock: MovableClock, begins_at: datetime, first: datetime
) -> None:
    clock.advance((begins_at - clock.now()).total_seconds())
    scene.company.now = begins_at
    output = scene.hand_in()

    posted = await through(scene, 120, step=1)

    assert posted[0] == first
    assert all(_is_at_work(at) for at in posted)
    taken = scene.db.read_now(steps_taken, output.id)
    assert [(one.step, one.person) for one in taken] == [
        (0, None),
        (1, user_id("ada")),
        (2, user_id("grace")),
        (3, LEADERS),
    ]


async def test_after_ten_days_without_the_bot_there_is_one_message(scene: Scene) -> None:
    for number in range(10):
        scene.hand_in(title=f"Order {number}")
    scene.company.later(minutes=1)

    await later(scene, 10 * 24)

    (message,) = direct(scene, "ada")
    assert lines(message)[0] == "10 are late in refund-replies, and you answer for it."
    assert "working days late" in lines(message)[2]
    assert direct(scene, "grace") == direct(scene, "ben") == []
    assert [one for one in scene.messages(LEADERS) if "late" in one["text"]] == []


@on_sqlite
async def test_leaders_read_workflows_and_counts_and_no_names(scene: Scene) -> None:
    for number in range(3):
        scene.hand_in(title=f"Order {number}", requested_by="cleo@example.com")

    await through(scene, 26)

    (message,) = scene.messages(LEADERS)
    assert lines(message) == [
        "These are late, and who answers for them has been told.",
        "refund-replies · 3 late, the first since 23 Nov 14:00 CET",
    ]
    assert not any(name in str(message) for name in ("Order", "Ada", "Grace", "Ben", "Cleo"))


@on_sqlite
async def test_where_the_leaders_channel_is_gone_one_of_those_who_lead_reads_them(scene: Scene) -> None:
    def lose(tx: Tx, _: None) -> None:
        row = {"part": "leaders", "ref": "ruth@example.com", "slack_id": user_id("ruth")}
        tx.conn.execute(insert(organisation).values(row))
        gone = {"channel_id": LEADERS, "why": "archived", "since_at": scene.clock.now()}
        tx.conn.execute(insert(lost_channels).values(gone))

    scene.hand_in(title="Order 1")
    scene.db.write_now(lose, None)

    await through(scene, 26)

    (message,) = direct(scene, "ruth")
    assert lines(message)[1] == "refund-replies · 1 late, the first since 23 Nov 14:00 CET"
    assert scene.messages(LEADERS) == []


@on_sqlite
async def test_without_a_leaders_channel_nobody_is_said_to_hear(scene: Scene) -> None:
    scene.hand_in()
    scene.leaders = None

    for _ in range(30):
        scene.later(3_600)
        await tick(scene)

    (message,) = direct(scene, "grace")
    assert lines(message)[-1] == "Nobody hears after you. It stays as it is until someone decides."


@pytest.mark.parametrize("fault", ["drop_after_accept", "500", "429"])
async def test_it_comes_once_whatever_breaks(scene: Scene, fault: str) -> None:
    scene.hand_in(title="Order 1")
    await tick(scene)
    scene.fault("chat.postMessage", fault)

    await later(scene, 4)
    for _ in range(4):
        await asyncio.sleep(PACE.settle_s)
        scene.later(60)
        await tick(scene)

    (message,) = direct(scene, "ada")
    summary = scene.db.read_now(summary_of, user_id("ada"))
    assert summary is not None
    assert (summary.ts, summary.posts) == (message["ts"], 1)
    assert scene.left() == []


async def test_who_deletes_it_has_read_it(scene: Scene) -> None:
    scene.hand_in()
    await later(scene, 4)
    (message,) = direct(scene, "ada")
    (channel,) = [one for one in scene.box.world.channels.values() if one.im_of == user_id("ada")]
    await scene.slack.delete(Posted(channel.id, message["ts"]))

    await later(scene, 1.5)

    assert direct(scene, "ada") == []
    assert scene.left() == []


async def test_a_stopped_workflow_is_said_to_be_stopped_and_nothing_of_it_late(scene: Scene) -> None:
    scene.hand_in()
    await later(scene, 4)

    stop = PauseWorkflow("refund-replies", user_id("ben"), "Wrong amounts.", scene.clock.now())
    scene.db.write_now(pause_workflow, stop)
    await tick(scene)

    late, stopped = direct(scene, "ada")
    assert lines(late) == [
        "refund-replies is stopped, so nothing of it is late until it goes on. 1 waits there meanwhile.\n"
        "Ben, 23 Nov 14:00 CET: “Wrong amounts.”"
    ]
    home = scene.db.read_now(home_view, user_id("ada"), scene.clock.now())
    assert (
        "refund-replies · paused, nothing goes out · 1 waiting, nothing is late until it goes on"
        in " ".join(texts(draw_home(home)["blocks"]))
    )
    assert lines(stopped)[0].startswith("refund-replies is stopped")

    goes_on = ResumeWorkflow("refund-replies", user_id("ada"), "Mended.", scene.clock.now())
    scene.db.write_now(resume_workflow, goes_on)
    await tick(scene)

    assert lines(direct(scene, "ada")[0])[0] == "1 is late in refund-replies, and you answer for it."


@on_sqlite
async def test_what_others_wrote_is_only_text(scene: Scene) -> None:
    hostile = "<!channel> <@U0BEN> *now*"
    scene.hand_in(title=hostile)

    await later(scene, 4.5)

    (message,) = direct(scene, "ada")
    assert any(hostile in line for line in lines(message))
    assert "<!channel>" not in message["text"]
    assert MONDAY + timedelta(hours=4.5) == scene.clock.now()


@on_sqlite
async def test_the_longest_that_anybody_may_write_is_a_message_that_slack_takes(scene: Scene) -> None:
    for number in range(6):
        scene.hand_in(f"Text {number}", title="<&>" * 50, requested_by="cleo@example.com")
    await later(scene, 4.5)
    ada, now = scene.company.person("ada"), scene.clock.now()
    command = GiveMoreTime("refund-replies", ada, "<&>" * 166, now + timedelta(hours=3), "once", now)
    scene.db.write_now(give_more_time, command)

    await later(scene, 0.1)

    (message,) = direct(scene, "ada")
    assert "Ada has time until" in " ".join(lines(message))
    assert len(message["text"]) < 4_000
    assert scene.left() == []


@on_sqlite
async def test_who_goes_away_is_stood_in_for_and_left_in_peace(scene: Scene) -> None:
    scene.hand_in()
    await later(scene, 4)
    now = scene.clock.now()
    leave(scene.company, "ada", now, now + timedelta(days=2))
    scene.hand_in()

    await through(scene, 7)

    of_ada = [
        call for call in scene.calls("chat.postMessage") if f"late:{user_id('ada')}" in str(call["args"])
    ]
    # Two at one instant, on two routes: which of them is posted first is left open.
    first, second = sorted(lines(message)[0] for message in direct(scene, "grace"))
    assert len(of_ada) == 1
    assert first == "1 is late in refund-replies, and you stand in for Ada."
    assert second.endswith("Meanwhile you stand in for refund-replies.")
