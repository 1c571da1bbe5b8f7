"""Going away: what one has moves on at once, nothing is given to one, and one who is back is asked what to take."""

from __future__ import annotations

from typing import Any

import pytest

from domain.outputs import Output
from handlers.clock.assigning import assign_reviews
from handlers.clock.leaving import begin_and_end_leaves
from handlers.clock.reach import Reach
from handlers.slack.buttons.leaving import take_back as take_back_button
from handlers.slack.presses import Press
from handlers.slack.replies import Told
from storage.leave import standing_leave
from storage.put_rights import put_right_of
from tests.builders import user_id
from tests.handlers.cards.drawn import texts
from tests.handlers.slack.scene import STANDING_POLICY, Scene, buttons
from tests.handlers.slack.test_aftermath import a_report, confirmed
from tests.handlers.slack.test_assigning import choose, facts, holder
from usecases.sign_lane import SignLane, sign_lane

DAY = 24 * 3_600


async def say(scene: Scene, who: str, text: str) -> list[str]:
    """Type something after /answerable; what is answered, line by line."""
    answer = await scene.act(who, "command", command="/answerable", text=text)
    assert answer["ok"], answer
    return [line for message in answer["private"] for line in texts(message["blocks"])]


async def later(scene: Scene, seconds: float) -> None:
    """Let time pass, and the clock do what it does about who is there."""
    await scene.later(seconds)
    reach = Reach(scene.desk.db, scene.clock)
    await begin_and_end_leaves(reach)
    await assign_reviews(reach)
    await scene.settle()


async def bens(scene: Scene, count: int) -> list[Output]:
    """So many reviews that are given to Ben, and as many to Mia."""
    scene.company.apply(STANDING_POLICY, assign="by_load", reviewers=("ben", "mia"))
    outputs = [await scene.hand_in(f"Text {number}", title=f"Reply {number}") for number in range(2 * count)]
    found = [output for output in outputs if holder(scene, output) == "ben"]
    assert len(found) == count
    return found


async def test_what_one_has_moves_on_at_once_and_what_comes_goes_elsewhere(either: Scene) -> None:
    had = await bens(either, 2)

    lines = await say(either, "ben", "away until Saturday")
    new = await either.hand_in("New")

    assert lines == [
        "You are away from now on, and back Monday 30 November.",  # nobody works there at the weekend
        "Your 2 open reviews have moved on: 2 to Mia. Nothing is given to you meanwhile.",
    ]
    assert {holder(either, output) for output in (*had, new)} == {"mia"}


async def test_who_is_back_is_told_what_moved_on_and_takes_it_back(either: Scene) -> None:
    first, second, third = await bens(either, 3)
    await say(either, "ben", "away until tomorrow")
    await either.click("mia", first, "approve")
    await choose(either, "mia", second, "take")
    await later(either, 3_600)
    await say(either, "ben", "away back")
    (message,) = either.direct("ben")
    again = len(either.direct("ben"))

    await take_back(either, "ben")
    await either.until(lambda: "take_back" not in buttons(either.direct("ben")[0]))

    said = [one for one in texts(message["blocks"]) if one != "Take them back"]
    assert said[0] == "Welcome back. While you were away 3 reviews moved on."
    assert sorted(one.partition(" · ")[2] for one in said[1:4]) == [
        "refund-replies · Mia has it",
        "refund-replies · decided",
        "refund-replies · given to Mia",
    ]
    assert said[4:] == ["One still waits. Do you want it back?"]
    assert again == len(either.direct("ben")) == 1
    assert facts(either, second).endswith("Mia has it")
    assert facts(either, third).endswith("given to Ben")


async def test_the_message_comes_when_work_begins_and_not_at_midnight(scene: Scene) -> None:
    await bens(scene, 1)
    await say(scene, "ben", "away until tomorrow")

    await later(scene, 15 * 3_600)  # one o'clock at night
    at_night = scene.direct("ben")
    await later(scene, 9 * 3_600)

    assert at_night == []
    assert len(scene.direct("ben")) == 1


async def test_who_had_nothing_is_not_written_to(scene: Scene) -> None:
    lines = await say(scene, "tom", "away today")
    await later(scene, 2 * DAY)

    assert lines[1] == "You had no open review. Nothing is given to you meanwhile."
    assert scene.direct("tom") == []
    assert await say(scene, "tom", "away") == [
        "You are not away.",
        "Say /answerable away until 2026-12-07 (or until Monday), away today, or away back when you are.",
    ]


async def test_who_comes_back_sooner_is_asked_at_once(scene: Scene) -> None:
    (had,) = await bens(scene, 1)
    await say(scene, "ben", "away until 2026-12-24")
    await later(scene, 3_600)

    lines = await say(scene, "ben", "away back")

    assert lines == ["Welcome back. What moved on meanwhile is in a message to you."]
    assert len(scene.direct("ben")) == 1
    assert holder(scene, had) == "mia"
    assert await say(scene, "ben", "away back") == ["You are not away."]


async def test_what_is_said_before_begins_by_the_clock(scene: Scene) -> None:
    (had,) = await bens(scene, 1)

    await say(scene, "ben", "away tomorrow")
    called_off = await say(scene, "ben", "away back")
    lines = await say(scene, "ben", "away tomorrow")
    await scene.act("ben", "open_home")
    to_come = list(texts((scene.home("ben") or {})["blocks"]))
    today = holder(scene, had)
    await later(scene, DAY)

    assert called_off == ["You are not away then. Nothing had moved on yet."]
    assert to_come[:2] == [
        "You are away from Tuesday 24 November until Wednesday 25 November.",
        "I'll be here",
    ]
    assert lines == [
        "You are away from Tuesday 24 November, and back Wednesday 25 November. Until then nothing changes."
    ]
    assert today == "ben"
    assert holder(scene, had) == "mia"


async def test_where_nobody_is_left_it_is_for_whoever_takes_it(scene: Scene) -> None:
    scene.company.apply(STANDING_POLICY, assign="by_load", reviewers=("ben",))
    output = await scene.hand_in()

    lines = await say(scene, "ben", "away today")

    assert lines[1] == (
        "Your open review has moved on: 1 to whoever takes it. Nothing is given to you meanwhile."
    )
    assert "given to" not in facts(scene, output)


async def test_what_one_had_to_put_right_passes_to_who_answers_for_it(either: Scene) -> None:
    output = await either.release(await either.hand_in(title="Reply to order 1881"))
    await confirmed(either, output, "tom")

    lines = await say(either, "tom", "away until Friday")
    to_ada = either.company.db.read_now(put_right_of, output.id)
    by_ada = await say(either, "ada", "away until Friday")
    to_grace = either.company.db.read_now(put_right_of, output.id)

    assert lines[-1] == "What you had to put right is with Ada now."
    assert "What you had to put right is with Grace now." in by_ada
    assert to_ada is not None
    assert to_grace is not None
    assert (to_ada.person, to_grace.person) == (user_id("ada"), user_id("grace"))


async def test_an_owner_hears_who_stands_in_and_the_deputy_can_resume_and_not_relax(scene: Scene) -> None:
    lines = await say(scene, "ada", "away until Friday")
    await say(scene, "ben", "pause refund-replies Wrong amounts.")
    await say(scene, "grace", "resume refund-replies Mended.")
    scene.company.apply(STANDING_POLICY.__class__(purpose="Drafts replies", lane="automated"))
    signed = scene.company.db.write_now(
        sign_lane, SignLane("refund-replies", "automated", user_id("grace"), "Fine.", scene.company.now)
    )

    assert lines[-1] == (
        "Grace stands in for refund-replies, and can let it go on after a stop. "
        "Only you can agree to less checking."
    )
    (told,) = [" ".join(texts(one["blocks"])) for one in scene.direct("grace") if "stand in" in one["text"]]
    assert told == (
        "Ada is away, and back Friday 27 November. Meanwhile you stand in for refund-replies. "
        "You hear what Ada would hear, and can let it go on after a stop. "
        "Only Ada can agree to less checking."
    )
    assert "live" in " ".join(await say(scene, "grace", "workflow refund-replies"))
    assert getattr(signed, "code", None) == "only_owner"
    await say(scene, "ada", "away back")
    await scene.settle()
    assert [one["text"] for one in scene.direct("grace") if "stand in" in one["text"]] == [
        "Ada is back, so you no longer stand in."
    ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("until 7/12", "In numbers alone that could be two days: please write 2026-12-07 or 7 Dec."),
        ("until yesterday", "That is over, or ends before it begins: please name a later day to be back."),
        ("until 2026-11-23", "That is over, or ends before it begins: please name a later day to be back."),
        ("until 31 feb", "There is no such day."),
        ("until 2031-01-01", "That is more than a year. Please name an earlier day to be back."),
        ("<!channel>", "We cannot read that as a day."),
    ],
)
async def test_what_cannot_be_read_gets_one_clear_sentence(scene: Scene, typed: str, said: str) -> None:
    lines = await say(scene, "ben", f"away {typed}")

    assert lines[0] == f"{said} Nothing has changed."
    assert lines[1].startswith("Say /answerable away until")
    assert scene.company.db.read_now(standing_leave, user_id("ben")) is None


async def test_a_guest_has_nothing_to_be_away_from(scene: Scene) -> None:
    assert await say(scene, "gus", "away today") == [
        "Only members of this workspace have anything here to be away from."
    ]


async def test_home_sets_a_leave_shows_it_and_ends_it(either: Scene) -> None:
    (had,) = await bens(either, 1)
    await either.act("ben", "open_home")
    before = buttons(either.home("ben") or {})

    await either.act("ben", "click", action_id="away", view="home")
    await either.until(lambda: either.modal("ben") is not None)
    wrong = await submit(either, "2026-11-30", "2026-11-30")
    await submit(either, "2026-11-23", "2026-11-30")
    await either.act("ben", "open_home")
    away = list(texts((either.home("ben") or {})["blocks"]))
    during = buttons(either.home("ben") or {})
    await either.act("ben", "click", action_id="away_back", view="home")
    await either.act("ben", "open_home")

    assert "away" in before
    assert "away_back" not in before
    assert wrong["errors"] == {
        "until": "That is over, or ends before it begins: please name a later day to be back. Nothing has changed."
    }
    assert away[0] == (
        "You are away until Monday 30 November. What you had has moved on, and nothing is given to you."
    )
    assert during.count("away") == during.count("away_back") == 1
    assert holder(either, had) == "mia"
    assert "away_back" not in buttons(either.home("ben") or {})
    assert len(either.direct("ben")) == 1


async def test_the_message_is_the_persons_own_and_nobody_elses_press_counts(scene: Scene) -> None:
    (had,) = await bens(scene, 1)
    await say(scene, "ben", "away today")
    await say(scene, "ben", "away back")
    leave_id = scene.direct("ben")[0]["blocks"][0]["block_id"].split(":")[1]
    press = Press("take_back", None, leave_id, None, user_id("mia"), "press", None, "", None)

    reply = await take_back_button(scene.desk, press)

    assert isinstance(reply, Told)
    assert reply.line == "refused.not_found"
    assert holder(scene, had) == "mia"


async def take_back(scene: Scene, whose: str) -> None:
    """Press the button in the message to somebody."""
    channel = next(one.id for one in scene.box.world.channels.values() if one.im_of == user_id(whose))
    ts = scene.direct(whose)[0]["ts"]
    answer = await scene.act(whose, "click", action_id="take_back", channel=channel, ts=ts)
    assert answer["ok"], answer


async def submit(scene: Scene, first: str, back: str) -> dict[str, Any]:
    values = {"from": {"from": first}, "until": {"until": back}}
    return await scene.act("ben", "submit", view="away", values=values)


async def test_what_waits_for_an_owners_word_is_asked_of_who_stands_in(scene: Scene) -> None:
    reported = await scene.release(await scene.hand_in(title="Reply to order 1881"))
    await a_report(scene, reported)
    objected = await scene.hand_in("Dear Mrs Noor, your money is on its way.", title="Reply to order 1890")
    await scene.react("ben", objected)
    await scene.later(61)
    await scene.react("tom", objected, "x")

    await scene.act("ada", "command", command="/answerable", text="away until 2026-12-07")
    await scene.settle()
    # They hear too that they stand in, and either may come first.
    (asked,) = (one for one in scene.direct("grace") if "was this wrong?" in one["text"])
    channel = next(one for one in scene.box.world.channels.values() if one.im_of == user_id("grace"))
    await scene.act("grace", "click", channel=channel.id, ts=asked["ts"], action_id="dismiss_report")
    await scene.settle()
    (answered,) = (one for one in scene.direct("grace") if one["ts"] == asked["ts"])

    assert "was this wrong? Reply to order 1881 (refund-replies) has gone out." in asked["text"]
    assert buttons(asked) == ["confirm_wrong", "dismiss_report", "read_all"]
    assert answered["text"] == "Grace says it was fine. Reply to order 1881 stays as it is."
    assert f"<@{user_id('grace')}>" in scene.thread(objected)[-1]["text"]
    assert "uphold" in buttons(scene.thread(objected)[-1])
