"""Five short texts at a time: each is read whole, and each is a decision of its own."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, select

from domain.outputs import Output
from domain.policy import Checking, Standard
from storage.evidence import story_of
from storage.queue_views import SHORT
from storage.tables import review_times as times
from tests.handlers.slack.reviewing import Modal, reviews
from tests.handlers.slack.scene import STANDING_POLICY, Scene
from tests.handlers.slack.test_fixing import QUORUM, fix


async def five(scene: Scene, count: int = 5) -> list[Output]:
    return [await scene.hand_in(f"Text {number}", title=f"Title {number}") for number in range(count)]


async def at_once(scene: Scene, who: str) -> Modal:
    modal = await reviews(scene, who)
    await modal.press("batch")
    return modal


def block(output: Output, part: str = "decide") -> str:
    return f"batch:{output.id}:{part}"


async def test_one_is_stopped_and_the_rest_approved_each_by_itself(either: Scene) -> None:
    outputs = await five(either)
    modal = await at_once(either, "ben")
    shown = modal.quoted

    await modal.press("reject", block_id=block(outputs[1]))
    asked = modal.lines
    await modal.press("reason", block_id=block(outputs[1], "decided"), value="wrong")
    await modal.press("approve_rest")
    await either.later(61)

    assert shown == [f"Text {number}" for number in range(5)]
    assert any(line.startswith("❌ Stopped: Title 1. Final at ") for line in asked)
    assert any(line.startswith("❌ Stopped: Title 1, wrong. Final at ") for line in modal.lines)
    states = [either.look(output).state for output in outputs]
    assert states == ["approved", "rejected", "approved", "approved", "approved"]
    votes = [either.votes(output) for output in outputs]
    assert [(len(cast), cast[0].via) for cast in votes] == [(1, "button")] * 5
    assert len({cast[0].id for cast in votes}) == 5
    for output in outputs:
        story = either.company.db.read_now(story_of, output.id)
        assert [each.action for each in story].count("vote.recorded") == 1


async def test_each_can_be_undone_for_a_minute(scene: Scene) -> None:
    outputs = await five(scene, 3)
    modal = await at_once(scene, "ben")
    await modal.press("approve_rest")

    await modal.press("undo", block_id=block(outputs[2], "decided"))

    assert [scene.standing(output) for output in outputs] == [
        [("U0BEN", "approve")],
        [("U0BEN", "approve")],
        [],
    ]
    assert modal.quoted == ["Text 2"]
    assert str(modal.blocks).count("Approve the other one") == 1


async def test_what_somebody_else_decided_meanwhile_is_said_and_the_others_are_recorded(scene: Scene) -> None:
    outputs = await five(scene, 3)
    modal = await at_once(scene, "ben")
    scene.company.vote(outputs[0], "mia", "reject", via="modal")

    await modal.press("approve_rest")

    assert modal.lines[0].startswith("About Title 0: Mia stopped this at ")
    assert scene.standing(outputs[0]) == [("U0MIA", "reject")]
    assert [scene.standing(output) for output in outputs[1:]] == [[("U0BEN", "approve")]] * 2


async def test_what_somebody_fixes_meanwhile_is_not_approved_with_the_rest_but_read_on_its_own(
    either: Scene,
) -> None:
    either.company.apply(QUORUM)
    outputs = await five(either, 3)
    modal = await at_once(either, "ben")
    await fix(either, "mia", outputs[1], "Text", "Better text")

    await modal.press("approve_rest")

    assert modal.lines[0].startswith("About Title 1: The text was changed since you opened it.")
    assert "Title 1: the text was changed since. Please read it on its own." in modal.lines
    assert (modal.quoted, "approve_rest" in modal.buttons) == ([], False)
    assert either.standing(outputs[1]) == [("U0MIA", "fix")]
    await modal.press("single", block_id=block(outputs[1], "alone"))
    assert "".join(modal.quoted) == "Better text 1"
    await modal.press("approve")
    assert sorted(either.standing(outputs[1])) == [("U0BEN", "approve"), ("U0MIA", "fix")]


async def test_what_has_to_be_confirmed_since_is_opened_on_its_own(scene: Scene) -> None:
    outputs = await five(scene, 2)
    modal = await at_once(scene, "ben")
    scene.company.apply(replace(STANDING_POLICY, lane="always_human"))

    await modal.press("approve_rest")

    assert "Title 0: this one has to be confirmed now. Please open it on its own." in modal.lines
    assert (modal.quoted, "approve_rest" in modal.buttons) == ([], False)
    await modal.press("single", block_id=block(outputs[0], "alone"))
    assert (modal.quoted, scene.standing(outputs[0])) == (["Text 0"], [])


async def test_where_two_are_needed_nothing_is_said_to_go_out_after_the_first(scene: Scene) -> None:
    scene.company.apply(QUORUM)
    await five(scene, 2)
    first, second = await at_once(scene, "ben"), await at_once(scene, "mia")

    await first.press("approve_rest")
    await second.press("approve_rest")

    assert "✅ Approved by you: Title 0. 1 more needed." in first.lines
    assert any(line.startswith("✅ Approved: Title 0. Goes out from ") for line in second.lines)


async def test_the_same_press_again_decides_nothing_more(scene: Scene) -> None:
    outputs = await five(scene, 3)
    modal = await at_once(scene, "ben")
    payload = modal.payload("approve_rest")

    for _ in range(3):
        await modal.send(payload)

    assert [len(scene.votes(output)) for output in outputs] == [1, 1, 1]
    assert "About" not in str(modal.lines)


async def test_only_short_everyday_first_tries_are_among_them(scene: Scene) -> None:
    first = await scene.hand_in("Text 0")
    await scene.hand_in("Text 1", risk="high")
    await scene.hand_in("x" * (SHORT + 1))
    scene.company.vote(first, "mia", "reject", via="modal")
    await scene.hand_in("Text 2", supersedes=first.id)
    fit = [await scene.hand_in("Text 3"), await scene.hand_in("Text 4")]

    modal = await at_once(scene, "ben")

    assert modal.quoted == ["Text 3", "Text 4"]
    await modal.press("approve_rest")
    assert all(scene.standing(output) for output in fit)
    assert modal.lines[0] == "3 waiting"


async def test_there_are_none_in_always_human_and_none_of_one(scene: Scene) -> None:
    await scene.hand_in("Text 0")
    alone = (await reviews(scene, "ben")).buttons
    scene.company.apply(replace(STANDING_POLICY, lane="always_human"))
    await scene.hand_in("Text 1")
    await scene.hand_in("Text 2")

    assert "batch" not in alone
    assert "batch" not in (await reviews(scene, "ben")).buttons


async def test_one_can_be_opened_on_its_own_and_one_goes_on_one_by_one(scene: Scene) -> None:
    outputs = await five(scene, 3)
    modal = await at_once(scene, "ben")

    await modal.press("single", block_id=block(outputs[1]))
    on_its_own = (modal.callback, modal.quoted)
    await modal.press("approve")
    await modal.press("batch")
    await modal.press("queue")

    assert on_its_own == ("queue", ["Text 1"])
    assert scene.standing(outputs[1]) == [("U0BEN", "approve")]
    assert (modal.callback, modal.quoted) == ("queue", ["Text 0"])


async def test_the_next_five_follow(scene: Scene) -> None:
    await five(scene, 7)
    modal = await at_once(scene, "ben")
    await modal.press("approve_rest")

    await modal.press("batch")

    assert modal.quoted == ["Text 5", "Text 6"]


async def test_the_standard_is_said_once_for_each_workflow(scene: Scene) -> None:
    standard = Standard(criteria=("The amount matches the order",), never=("promises money",))
    scene.company.apply(replace(STANDING_POLICY, standard=standard))
    await five(scene, 3)

    modal = await at_once(scene, "ben")

    assert modal.lines[:2] == [
        "Good enough in refund-replies: The amount matches the order",
        "Never: promises money",
    ]


async def test_another_reason_is_given_in_words_and_the_batch_stays(scene: Scene) -> None:
    outputs = await five(scene, 2)
    modal = await at_once(scene, "ben")
    await modal.press("reject", block_id=block(outputs[0]))

    await modal.press("reason", block_id=block(outputs[0], "decided"), value="other", until_callback="reason")
    await modal.submit("reason", {"note": {"note": "We never say “Hi”."}})

    assert scene.votes(outputs[0])[0].note == "We never say “Hi”."
    assert "We never say" in str(modal.lines)
    assert modal.quoted == ["Text 1"]


async def test_the_time_is_shared_among_them(scene: Scene) -> None:
    outputs = await five(scene, 4)
    modal = await at_once(scene, "ben")
    await modal.press("reject", block_id=block(outputs[0]))
    scene.clock.advance(20)
    await modal.press("approve_rest")

    assert scene.company.db.read_now(_times) == [("batch", 5.0)] * 4


async def test_two_who_do_it_at_once_are_shown_different_ones(scene: Scene) -> None:
    await five(scene, 10)

    ben, mia = await at_once(scene, "ben"), await at_once(scene, "mia")

    assert set(ben.quoted).isdisjoint(mia.quoted)


def _times(conn: Connection) -> list[tuple[str, float]]:
    return [(row.measured, row.seconds) for row in conn.execute(select(times).order_by(times.c.id))]


async def test_what_is_left_is_counted_as_in_the_queue_with_second_looks(scene: Scene) -> None:
    scene.company.apply(replace(STANDING_POLICY, checking=Checking(double_review_share=1.0, probe_share=0.0)))
    await scene.release(await scene.hand_in("Text", title="Title"))
    await five(scene)
    modal = await at_once(scene, "mia")

    await modal.press("approve_rest")
    left = modal.lines
    await modal.press("queue")

    assert "1 waiting" in left
    assert "· 1 waiting" in modal.lines
