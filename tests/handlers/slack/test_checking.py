"""Less checking is asked about by message and signed in a window; more is told in the channel, and helped with."""

from __future__ import annotations

from typing import Any

from domain.policy import Checking, Policy, RelaxAfter, Standard
from handlers.clock.reach import Reach
from handlers.clock.relaxing import ask_owners_to_relax
from handlers.clock.weighing import weigh_all_evidence
from storage.workflows import workflow
from tests.builders import SLUG, user_id
from tests.handlers.cards.drawn import texts
from tests.handlers.slack.scene import Scene, buttons
from tests.usecases.test_watching import look_at

POLICY = Policy(
    purpose="Drafts the replies to refund requests",
    lane="automated",
    standard=Standard(max_error_rate=0.5),
    checking=Checking(relax_after=RelaxAfter(weeks=1, reviewers=2, planted=0)),
)


async def tick(scene: Scene) -> None:
    reach = Reach(scene.company.db, scene.clock, "Europe/Berlin", desk=scene.desk)
    await weigh_all_evidence(reach)
    await ask_owners_to_relax(reach)
    await scene.settle()


async def press(scene: Scene, who: str, message: dict[str, Any], action_id: str, **given: Any) -> Any:
    where = {"channel": message["channel"], "ts": message["ts"]} if "channel" in message else {}
    return await scene.act(who, "click", action_id=action_id, **where, **given)


async def judged(scene: Scene, *verdicts: str) -> None:
    """Hand in one for each, let people say so, and count them."""
    scene.company.later(seconds=0)  # people were looked up just now
    for number, verdict in enumerate(verdicts):
        output = scene.company.hand_in(f"{verdict} {len(verdicts)} {number}")
        scene.company.vote(output, "ben", verdict, "modal")  # type: ignore[arg-type]  # as a verdict
    await scene.later(61)
    await tick(scene)


def stage(scene: Scene) -> tuple[str, str | None]:
    found = scene.company.db.read_now(workflow, SLUG)
    assert found is not None
    return found.lane, found.stage


async def test_the_owner_is_asked_signs_what_they_read_and_hears_with_all_when_more_is_checked_again(
    scene: Scene,
) -> None:
    scene.company.apply(POLICY)
    scene.company.sign_standard()
    for number in range(20):
        output = scene.company.hand_in(f"Text {number}", title=f"Reply {number}")
        who, verdict = ("ben", "mia")[number % 2], "reject" if number == 3 else "approve"
        scene.company.vote(output, who, verdict, "modal")  # type: ignore[arg-type]  # as a verdict
    await scene.later(8 * 24 * 3_600)

    await tick(scene)
    await tick(scene)

    asked = [one for one in scene.direct("ada") if "sign_less" in buttons(one)]
    assert [list(texts(one["blocks"])) for one in asked] == [
        [
            "Ada, may we check refund-replies less?",
            "Your decision. If you do nothing, everything stays checked.",
            "Looked at: 20 in one week, by 2 people",
            "Wrong: 1",
            "Left too late: 0 (counted as wrong here)",
            "Would we notice? Not tested: no mistakes were planted",
            "If you agree: 1 in 10 is checked, after it has gone out.",
            "One wrong one, and everything is checked again until the next one is good.",
            "If quality collapsed, about 10 bad ones would get out first, seldom more than 29.",
            "It has been good. Nobody can promise it stays good.",
            "Keep checking everything",
            "Read the wrong one",
            "Sign…",
        ]
    ]
    where = {"channel": direct_channel(scene, "ada"), "ts": asked[0]["ts"]}
    await judged(scene, *["reject"] * 8)
    await scene.act("ada", "click", action_id="sign_less", **where)
    assert scene.modal("ada") is None, "what was seen since does not suffice"
    await judged(scene, *["approve"] * 20)
    pages = [await scene.act(who, "command", text=f"workflow {SLUG}") for who in ("ada", "ben")]
    assert ["sign_less" in str(page) for page in pages] == [True, False], (
        "who has lost the question signs here"
    )
    await scene.act("ada", "click", action_id="read_wrong", wait_s=5, until="view", **where)
    assert any("Text 3" in line for line in texts((scene.modal("ada") or {})["blocks"]))
    await scene.act("ada", "click", action_id="sign_less", wait_s=5, until="view", **where)
    assert "Wrong: 9" in texts((scene.modal("ada") or {})["blocks"])
    done = await scene.act("ada", "submit", view="sign_less", values={"why": {"why": "Five good weeks."}})
    assert done["ok"], done
    assert stage(scene) == ("automated", "sampling")
    await scene.settle()
    over = "Signed: less of refund-replies is checked from now on. The channel has heard it."
    assert [over] in [list(texts(one["blocks"])) for one in scene.direct("ada")]
    assert not [one for one in scene.direct("ada") if "sign_less" in buttons(one)]

    wrong = scene.company.hand_in("Order 1904", title="Reply to order 1904", sampled=True)
    scene.company.later(seconds=0)  # people were looked up just now
    look_at(scene.company, wrong, "ben", "reject", reason="wrong")
    await scene.settle()

    assert stage(scene) == ("automated", "screening")
    told = [one for one in scene.messages() if "everything is checked again" in one["text"]]
    assert len(told) == 1
    assert "Reply to order 1904" in told[0]["text"]
    command = await scene.act("ben", "command", text=f"workflow {SLUG}")
    assert "Everything is checked again" in str(command)


def direct_channel(scene: Scene, who: str) -> str:
    channels = scene.box.world.channels.items()
    return next(channel_id for channel_id, one in channels if one.im_of == user_id(who))
