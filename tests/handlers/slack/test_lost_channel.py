"""A channel that is archived while people work: what was to be said in it is said to those it is for."""

from __future__ import annotations

from domain.pointers import AtMessage
from handlers.clock.lost_channels import note_lost_channels
from handlers.clock.reach import Reach
from handlers.slack.failures import Failure
from handlers.slack.pointing import output_behind
from sandbox import membership
from sandbox.control import messages_json
from storage.lost_channels import lost_channels_noted
from tests.builders import CHANNEL, user_id
from tests.handlers.slack.reviewing import reviews
from tests.handlers.slack.scene import Scene, buttons
from tests.usecases.test_questions import about, ask


async def archive(scene: Scene, *, archived: bool = True) -> None:
    """Let an administrator archive the channel; its event is all that tells."""
    membership.archive(scene.box.world, scene.box.world.channels[CHANNEL], "USLACKBOT", archived=archived)
    await scene.settle()
    await note_lost_channels(Reach(scene.desk.db, scene.clock, "Europe/Berlin", desk=scene.desk))
    await scene.settle()


async def test_an_event_tells_at_once_and_a_question_is_put_and_answered_by_message(either: Scene) -> None:
    output = await either.hand_in(title="Reply to order 1881", requested_by="cleo@example.com")
    await archive(either)
    lost = list(either.company.db.read_now(lost_channels_noted))

    ask(either.company, output, "ben")
    await either.settle()
    (put,) = either.direct("cleo")
    place = next(one.id for one in either.box.world.channels.values() if one.im_of == user_id("cleo"))
    await either.act(
        "cleo", "click", channel=place, ts=put["ts"], action_id="answer", wait_s=10, until="view"
    )
    await either.act("cleo", "submit", view="answer", values={"answer": {"answer": "The second"}})

    assert lost == [CHANNEL]
    assert "Ben has a question about Reply to order 1881" in put["text"]
    assert [one.answer for one in about(either.company, output)] == ["The second"]
    (answered,) = either.direct("ben")
    assert "The second" in answered["text"]


async def test_an_objection_is_settled_by_message(scene: Scene) -> None:
    output = await scene.hand_in()
    await scene.react("ben", output)
    await scene.later(61)
    await archive(scene)

    scene.company.vote(output, "tom", "reject", via="button", reason="wrong")
    await scene.settle()
    asked = scene.direct("ada")[-1]
    place = next(one.id for one in scene.box.world.channels.values() if one.im_of == user_id("ada"))
    await scene.act("ada", "click", channel=place, ts=asked["ts"], action_id="uphold")

    assert "uphold" in buttons(asked)
    assert scene.look(output).state == "rejected"


async def test_review_now_and_home_go_on_without_the_channel(scene: Scene) -> None:
    await archive(scene)
    output = await scene.hand_in("Dear Ms Okafor, we are sorry.")

    modal = await reviews(scene, "ben")
    opened = modal.lines
    await modal.press("approve")
    await scene.later(61)

    assert "Dear Ms Okafor, we are sorry." in opened
    assert scene.look(output).state == "approved"


async def test_given_another_id_the_channel_goes_on_as_if_nothing_had_happened(scene: Scene) -> None:
    output, other = await scene.hand_in(title="Reply to order 1881"), await scene.hand_in("Another text.")
    await scene.react("ben", other)
    old = scene.where(output)
    world = scene.box.world

    membership.change_id(world, world.channels[CHANNEL])
    await scene.settle()

    new = scene.where(output)
    refused = await scene.desk.slack.call("conversations.history", channel=CHANNEL, limit=1)
    assert isinstance(refused, Failure)
    assert refused.why.startswith("channel_not_found: ")
    assert (new["channel"] != CHANNEL, new["ts"]) == (True, old["ts"])
    await scene.react("ben", other, do="unreact")
    assert [vote.stands for vote in scene.votes(other)] == [False]
    await scene.click("ben", output, "approve")
    await scene.later(61)
    next_one = await scene.hand_in("A third text.")

    assert scene.look(output).state == "approved"
    assert (await output_behind(scene.desk, AtMessage(old["channel"], old["ts"]))) == output.id
    texts_there = {one["ts"]: one["text"] for one in messages_json(world, world.channels[new["channel"]])}
    assert texts_there[new["ts"]].startswith("✅ Reply to order 1881 · Ben, ")
    assert scene.where(next_one)["channel"] == new["channel"]
    await note_lost_channels(Reach(scene.desk.db, scene.clock, "Europe/Berlin", CHANNEL, desk=scene.desk))
    assert scene.company.db.read_now(lost_channels_noted) == {}
