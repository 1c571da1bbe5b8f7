"""Planted mistakes in *Review now*: they look like any other, are told at once and alone, and become no output."""

from __future__ import annotations

from dataclasses import replace

from domain.ids import id_named
from domain.policy import Checking
from domain.probes import Noticed
from storage.probes import noticed, probes_in_play, said_of
from tests.builders import CHANNEL, MONDAY, SLUG, user_id
from tests.handlers.slack.reviewing import reviews
from tests.handlers.slack.scene import STANDING_POLICY, Scene, buttons
from tests.handlers.slack.test_watching import watch
from tests.usecases.test_probes import ITS_OWN, TEXT, WRONG, plant, rows

EACH = replace(STANDING_POLICY, checking=Checking(probe_share=1.0))
AS_IT_WAS = "This is still that past text. Change what could be recognised, and leave the mistake in."
ANNOUNCED = "Now and then one here is planted"


async def test_it_looks_like_any_other_and_whoever_lets_it_pass_hears_so_alone(either: Scene) -> None:
    either.company.apply(EACH)
    await either.hand_in("Dear Mrs Noor.", title="Reply to order 1890", requested_by="cleo@example.com")
    modal = await reviews(either, "mia")
    real, others = modal.lines, modal.buttons
    plant(either.company)
    before = rows(either.company)

    modal = await reviews(either, "ben")
    planted, buttons = modal.lines, modal.buttons
    await modal.press("approve")
    told = modal.lines
    again = (await reviews(either, "ben")).lines

    assert planted[0].startswith(ANNOUNCED)
    assert planted[1:] == [line.replace("1890", "7312").replace("Dear Mrs Noor.", TEXT) for line in real]
    assert buttons == others
    assert told[0] == f"That one was planted: {WRONG} Nothing has gone out. Only you see this."
    assert told[1:] == real, "what waits for him follows"
    assert again == real, "once a person, and announced until then"
    assert either.company.db.read_now(said_of, "prb_" + "1".zfill(26), user_id("ben")) == "approve"
    changed = {name for name, count in rows(either.company).items() if count != before[name]}
    assert changed <= ITS_OWN | {"readings"}
    assert either.private("ben") == either.private("mia") == []


async def test_every_way_to_act_on_it_ends_there(scene: Scene) -> None:
    scene.company.apply(EACH)
    hosts = [await scene.hand_in(f"Dear Mrs Noor {one}.", title=f"Real {one}") for one in range(3)]
    for number in range(1, 4):
        plant(scene.company, number=number, content=f"{TEXT} ({number})")
    before = rows(scene.company)
    modal = await reviews(scene, "ben")

    await modal.press("skip")
    passed = modal.lines
    modal = await reviews(scene, "ben")
    await modal.press("reject")
    caught = modal.lines[0]
    await modal.press("skip")
    await modal.press("ask")
    asked = modal.lines[0]
    await modal.press("skip")
    shown = modal.quoted
    await modal.press("fix", until_callback="fix")
    modal.callback = "queue"
    await scene.act("ben", "submit", view="fix", values={"text1": {"text": {"value": "Dear Ms Okafor."}}})
    top = scene.box.world.views.top(user_id("ben"))

    assert "Dear Mrs Noor 0." in passed
    assert (
        caught == f"That one was planted, and you caught it. What is wrong in it: {WRONG} Only you see this."
    )
    assert asked.startswith("That one was planted, so nobody is asked.")
    assert shown[0].startswith(TEXT)
    assert top is not None
    assert top.body["title"]["text"] == "That was planted"
    assert scene.company.db.read_now(noticed, SLUG, MONDAY) == Noticed(2, 2, 1)
    changed = {name for name, count in rows(scene.company).items() if count != before[name]}
    assert changed <= ITS_OWN | {"readings"}
    assert [scene.standing(one) for one in hosts] == [[], [], []]
    for number in range(1, 4):
        assert await scene.desk.view(id_named("out", f"prb_{number:026d}", user_id("ben"))) is None


async def test_where_a_click_is_not_enough_its_window_tells(scene: Scene) -> None:
    scene.company.apply(replace(EACH, lane="always_human"))
    await scene.hand_in("Dear Mrs Noor.", title="Real")
    plant(scene.company)
    modal = await reviews(scene, "ben")

    await modal.press("approve", until_callback="approve")
    modal.callback = "queue"
    await modal.submit("approve")

    top = scene.box.world.views.top(user_id("ben"))
    assert top is not None
    assert top.body["title"]["text"] == "That was planted"
    assert "Dear Mrs Noor." in modal.lines
    assert scene.company.db.read_now(noticed, SLUG, MONDAY) == Noticed(0, 1, 1)


async def test_among_what_has_gone_out_it_looks_as_if_it_had(scene: Scene) -> None:
    scene.company.apply(EACH)
    await watch(scene)
    output = await scene.hand_in("Dear Mrs Noor.", title="Real")
    plant(scene.company)
    modal = await reviews(scene, "ben")
    shown = modal.lines

    await modal.press("reject", until_callback="reject")
    modal.callback = "queue"
    await modal.submit("reject", {"reason": {"reason": {"value": "wrong"}}})

    assert "↗ This has already gone out. Was it good enough?" in shown
    assert TEXT in shown
    assert "Dear Mrs Noor." in modal.lines
    assert scene.look(output).state == "released"
    assert scene.company.db.read_now(noticed, SLUG, MONDAY) == Noticed(1, 1, 1)


async def test_one_is_made_from_a_past_rejection_in_disguise_and_taken_out_again(scene: Scene) -> None:
    scene.company.apply(EACH)
    text = "Dear Mr Weber, order 18812: you get it twice. k.weber@firm.de"
    output = await scene.hand_in(text, title="Reply to order 18812", requested_by="cleo@example.com")
    scene.company.vote(output, "mia", "reject", reason="wrong", note="Twice is outside the policy")
    await scene.later(61)

    offered = {who: await _page(scene, who) for who in ("ada", "ben", "cleo", "gus")}
    opened = await scene.act("ada", "click", action_id="plant", wait_s=10, until="view", **offered["ada"])
    window = scene.modal("ada")
    assert window is not None
    drafted = {
        block["block_id"]: block["element"].get("initial_value")
        for block in window["blocks"]
        if block["type"] == "input"
    }
    drawn = {name: {name: {"value": words}} for name, words in drafted.items() if words}
    untouched = await _submit(scene, drawn | {"text0": {"text0": {"value": text}}})
    await _submit(scene, drawn)
    await scene.hand_in("Dear Mrs Noor.", title="Reply to order 1890")
    planted = (await reviews(scene, "ben")).quoted

    assert opened["ok"], opened
    assert {who for who, page in offered.items() if page} == {"ada", "ben"}
    assert "twice" in str(drafted["text0"])
    assert drafted["wrong0"] == "Twice is outside the policy"
    assert not any(told in str(drafted) for told in ("Weber", "18812", "firm.de"))
    assert untouched == {"text0": AS_IT_WAS}
    assert planted == [drafted["text0"]]

    await scene.act("ada", "click", action_id="plant", wait_s=10, until="view", **await _page(scene, "ada"))
    view = scene.box.world.views.named(user_id("ada"), "plant")
    assert view is not None
    before = view.hash
    await scene.act("ada", "click", action_id="take_out", view=view.id)
    await scene.until(lambda: view.hash != before)
    assert scene.company.db.read_now(probes_in_play, SLUG) == []


async def _page(scene: Scene, who: str) -> dict[str, str]:
    """Where the button stands in somebody's page of the workflow; empty where there is none."""
    typed = {"command": "/answerable", "text": f"workflow {SLUG}", "channel": CHANNEL}
    page = (await scene.act(who, "command", **typed))["private"][-1]
    return {"channel": CHANNEL, "ts": page["ts"]} if "plant" in buttons(page) else {}


async def _submit(scene: Scene, values: dict[str, dict[str, dict[str, str | None]]]) -> dict[str, str] | None:
    answer = await scene.act("ada", "submit", view="plant", values=values)
    errors: dict[str, str] | None = answer["errors"]
    return errors
