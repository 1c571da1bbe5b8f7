"""Somebody new to a workflow, in Slack: why it does not count yet, three solved, five to try, and then it does."""

from __future__ import annotations

from typing import Any

from domain.outputs import Output
from handlers.clock.reach import Reach
from handlers.clock.staffing import note_who_decides
from tests.builders import CHANNEL, SLUG, Company, user_id
from tests.handlers.cards.drawn import texts
from tests.handlers.slack.reviewing import Modal, reviews
from tests.handlers.slack.scene import STANDING_POLICY, Scene, buttons
from tests.handlers.slack.test_hostile_texts import quoted

LONG = "退款四十九欧元。" * 4_998 + "<!channel>"
TURN = {"shadow": {"shadow": "approve"}}


def asks(company: Company) -> None:
    """Let the workflow ask for training, with Tom new to it."""
    company.apply(STANDING_POLICY, reviewers=("ben", "mia"))
    company.apply(STANDING_POLICY, training_months=12)


def decide(company: Company, *contents: str) -> list[Output]:
    outputs = [company.hand_in(text, title=f"Order {number}") for number, text in enumerate(contents)]
    for number, output in enumerate(outputs):
        why = {"reason": "wrong", "note": "Not <!here>."} if number == 1 else {}
        company.vote(output, "ben", "reject" if why else "approve", "modal", **why)
    return outputs


async def start(scene: Scene, output: Output) -> Modal:
    """Let Tom put ✅ on it, be told, and press Start."""
    await scene.react("tom", output)
    told = scene.private_messages("tom")[-1]
    await scene.act("tom", "click", channel=CHANNEL, ts=told.ts, action_id="join")
    await scene.until(lambda: scene.modal("tom") is not None)
    return Modal(scene, "tom", "example")


def said(modal: dict[str, Any] | None) -> list[str]:
    return [] if modal is None else list(texts(modal["blocks"]))


async def test_somebody_new_is_shown_the_way_in_and_takes_it(either: Scene) -> None:
    asks(either.company)
    decide(either.company, *(f"Reply {number}" for number in range(9)))
    output = await either.hand_in(title="Order 1881")
    modal = await start(either, output)

    told = either.private_messages("tom")[-1]
    assert "once you are trained" in told.text
    assert either.look(output).settles_at is None
    assert "Still needs a reviewer" in " ".join(texts(either.card(output)["blocks"]))

    seen = []
    for number in (1, 2, 3):
        assert f"Example {number} of 3 · refund-replies" in modal.lines
        seen.append(" ".join(modal.lines))
        await modal.press("next", until_callback="example" if number < 3 else "shadow")
    assert any("A reviewer stopped it: “Not <!here>.” (wrong)." in one for one in seen)
    assert not any("Ben" in one for one in seen), "who decided is told by role"

    for number in range(1, 6):
        modal.callback = "shadow"
        before = " ".join(modal.lines)
        assert f"{number} of 5" in before
        assert "let it go out." not in before
        assert "stopped it" not in before
        values = {"shadow": {"shadow": "unsafe" if number == 1 else "approve"}}
        await either.act("tom", "submit", view="shadow", values=values)
        modal.callback = "compared"
        assert modal.lines[0].startswith("You: stop it (unsafe)." if number == 1 else "You: let it go out.")
        if number < 5:
            await modal.press("next", until_callback="shadow")

    assert modal.title == "You are in"
    assert "You decide in refund-replies from now until 23 November 2027." in " ".join(modal.lines)
    assert either.standing(output) == []
    assert either.private("ada") == ["Tom is trained, and decides in refund-replies until 23 November 2027."]

    await either.react("tom", output, do="unreact")
    await either.react("tom", output)
    assert either.standing(output) == [(user_id("tom"), "approve")]


async def test_a_long_and_hostile_text_is_read_page_by_page_and_answered_at_its_end(scene: Scene) -> None:
    asks(scene.company)
    decide(scene.company, *(f"{number}{LONG}" for number in range(5)))
    modal = await start(scene, await scene.hand_in())

    pages = [quoted(modal.blocks)]
    while "page:next" in modal.buttons:
        await modal.press("page:next")
        pages.append(quoted(modal.blocks))
    assert len(pages) > 1
    assert "".join(pages)[1:] == LONG
    for number in (1, 2, 3):
        await modal.press("next", until_callback="example" if number < 3 else "shadow")
    modal.callback = "shadow"
    first = scene.modal("tom")
    assert first is not None
    assert first.get("submit") is None
    while "page:next" in modal.buttons:
        await modal.press("page:next")
    last = scene.modal("tom")
    assert last is not None
    assert last["submit"]["text"] == "That's my answer"
    await scene.act("tom", "submit", view="shadow", values=TURN)
    modal.callback = "compared"
    await modal.press("page:next")
    await modal.press("next", until_callback="shadow")
    assert "2 of 5" in " ".join(modal.lines)


async def test_home_shows_the_way_in_and_the_owner_signs_somebody_in_where_nothing_is_decided(
    scene: Scene,
) -> None:
    scene.company.apply(STANDING_POLICY, reviewers=())
    scene.company.apply(STANDING_POLICY, training_months=12)
    await note_who_decides(Reach(scene.desk.db, scene.clock))
    await scene.settle()

    (message,) = scene.direct("ada")
    channel = next(one.id for one in scene.box.world.channels.values() if one.im_of == user_id("ada"))
    assert next(iter(texts(message["blocks"]))) == (
        "Nobody may decide in refund-replies just now, and you answer for it."
    )
    queue = await reviews(scene, "tom")
    assert queue.lines[0] == "You can decide in refund-replies once you are trained: Start is in App Home."
    await scene.act("tom", "close", view="queue")
    for who in ("tom", "ada"):
        await scene.act(who, "open_home")
    home = scene.home("tom")
    assert home is not None
    assert (
        "Join refund-replies: three solved examples, then five to try. Until then you decide nothing there."
        in said(home)
    )
    await scene.act("tom", "click", view="home", action_id="join")
    await scene.until(lambda: scene.modal("tom") is not None)
    assert said(scene.modal("tom")) == [
        "Nobody has decided anything in refund-replies yet. Ada can sign you in."
    ]

    await scene.act("ada", "click", channel=channel, ts=message["ts"], action_id="sign_in")
    await scene.until(lambda: scene.modal("ada") is not None)
    values = {"person": {"person": user_id("cleo")}, "why": {"why": "She knows it."}}
    refused = await scene.act("ada", "submit", view="sign_in", values=values)
    assert refused["errors"] == {
        "person": f"{SLUG} does not have them among its reviewers. An operator writes them there first."
    }
    values["person"]["person"] = user_id("tom")
    await scene.act("ada", "submit", view="sign_in", values=values)

    assert said(scene.modal("ada")) == ["They can decide in refund-replies until 23 November 2027."]
    assert scene.private("tom") == [
        "Ada has signed you in: you can decide in refund-replies until 23 November 2027."
    ]
    output = await scene.hand_in()
    await scene.react("tom", output)
    assert scene.standing(output) == [(user_id("tom"), "approve")]
    await scene.act("ada", "open_home")
    owners = scene.home("ada")
    assert owners is not None
    assert "refund-replies · trained: Tom until 23 November 2027" in said(owners)
    assert "sign_in" in buttons(owners)
