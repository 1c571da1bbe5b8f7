"""AI that runs already is watched from Slack: as before, all looked at, taken back where it was wrong."""

from __future__ import annotations

from typing import Any

import pytest

from domain.outputs import Output
from domain.watching import ENDS_SOON, WATCHED_FOR
from storage.audits import audit_of
from storage.put_rights import put_right_of
from storage.workflows import workflow
from tests.builders import CHANNEL, SLUG, user_id
from tests.handlers.cards.drawn import texts
from tests.handlers.slack.reviewing import reviews
from tests.handlers.slack.scene import STANDING_POLICY, Scene, buttons
from tests.handlers.slack.test_assigning import choose
from tests.handlers.slack.test_proposing import lines_of
from tests.handlers.slack.test_stopping import ask
from usecases.pause_workflow import PauseWorkflow, pause_workflow


async def watch(scene: Scene) -> None:
    """Stop it, and let Ada decide in App Home that it is watched."""
    stop = PauseWorkflow(SLUG, user_id("ben"), "It ran without us.", scene.company.now)
    scene.company.db.write_now(pause_workflow, stop)
    await scene.act("ada", "open_home")
    where = {"view": "home", "block_id": f"home:decide:{SLUG}"}
    await scene.act("ada", "click", action_id="decide_workflow", wait_s=5, until="view", **where)
    values = {"becomes": {"becomes": "watching"}, "why": {"why": "It runs already."}}
    done = await scene.act("ada", "submit", view="decide_workflow", values=values)
    assert done["ok"], done


def is_open(scene: Scene, output: Output) -> bool:
    found = scene.company.db.read_now(audit_of, output.id)
    assert found is not None
    return found.is_open


async def test_what_is_watched_has_a_card_that_says_it_has_gone_out(either: Scene) -> None:
    await watch(either)
    assert any(
        one["text"].startswith(
            "refund-replies is watched: what comes in goes out at once unless a person is asked"
        )
        for one in either.messages()
    )

    output = await either.hand_in(title="Reply to order 1881")

    card = either.card(output)
    assert "This has already gone out. Was it good enough?" in card["text"]
    assert any(
        line.endswith("This has already gone out. Was it good enough?") for line in texts(card["blocks"])
    )
    assert buttons(card) == ["approve", "reject", "more"]
    assert "Please look by 23 Nov 13:00 UTC: Ben, Mia" in " ".join(texts(card["blocks"]))
    assert "Ada answers for this." in " ".join(texts(card["blocks"]))
    assert either.look(output).state == "released"


NOTHING_UNDECIDED = "nothing goes out before a person has decided."


async def test_what_is_watched_and_stopped_is_watched_no_more_and_everybody_hears_so(scene: Scene) -> None:
    stop = PauseWorkflow(SLUG, user_id("ben"), "It ran without us.", scene.company.now)
    scene.company.db.write_now(pause_workflow, stop)
    await scene.act("ada", "open_home")
    where = {"view": "home", "block_id": f"home:decide:{SLUG}"}
    await scene.act("ada", "click", action_id="decide_workflow", wait_s=5, until="view", **where)
    asked = lines_of(scene.modal("ada") or {})
    values = {"becomes": {"becomes": "watching"}, "why": {"why": "It runs already."}}
    await scene.act("ada", "submit", view="decide_workflow", values=values)

    stopped = await ask(scene, "mia", f"pause {SLUG} Too many are wrong.")
    of_stop = scene.messages()[-1]["text"], scene.direct("ada")[-1]["text"]
    goes_on = await ask(scene, "ada", f"resume {SLUG} Mended.")
    of_going_on = scene.messages()[-1]["text"], scene.direct("ada")[-1]["text"]

    assert any(
        line.startswith("Until it was stopped, people decided first here. If it is watched, ")
        for line in asked
    )
    assert "It goes on" in asked
    assert "It begins" not in asked
    ends = f"Watching has ended with that: if it goes on, {NOTHING_UNDECIDED}"
    again = "To have it watched again, Ada chooses Decide… in App Home."
    assert stopped[1:] == [ends, again]
    assert all(ends in said and again in said for said in of_stop)
    over = f"It is not watched any more: {NOTHING_UNDECIDED}"
    anew = "To have it watched again, Ada stops it and chooses Decide… in App Home."
    assert goes_on == ["refund-replies goes on.", over, anew]
    assert all(over in said and anew in said for said in of_going_on)


async def test_home_never_says_that_nothing_waits_while_what_went_out_is_to_be_looked_at(
    scene: Scene,
) -> None:
    await watch(scene)
    await scene.hand_in(title="Reply to order 1881")

    await scene.later(5 * 3_600)
    for who in ("ada", "ben"):
        await scene.act(who, "open_home")
    of_owner, of_reviewer = (lines_of(scene.home(who) or {}) for who in ("ada", "ben"))
    (in_register,) = (await ask(scene, "mia", "workflows"))[1:]
    page = await ask(scene, "mia", f"workflow {SLUG}")

    waits = "0 waiting · 1 gone out and to be looked at · Ada, "
    assert waits in in_register
    assert any(waits in line for line in of_owner)
    assert "1 gone out and to be looked at." in page
    only = "Nothing waits for you before it goes out. What has gone out waits to be looked at."
    assert (only in of_owner, "1 waiting · already gone out" in of_reviewer) == (True, True)
    assert "Nothing waits for you." not in of_owner + of_reviewer
    assert any(
        line.startswith("refund-replies · watched")
        and line.endswith(
            "· 1 gone out and to be looked at, 1 late, the first was wanted by 23 Nov 13:00 UTC"
        )
        for line in of_owner
    )


async def test_a_check_mark_says_it_was_good_and_can_be_undone_for_a_minute(either: Scene) -> None:
    await watch(either)
    output = await either.hand_in(title="Reply to order 1881")

    await choose(either, "mia", output, "take")
    assert "Mia has it" in " ".join(texts(either.card(output)["blocks"]))
    await either.react("ben", output)
    assert "✅ Looked at by Ben: good." in either.card(output)["text"]
    assert "undo" in buttons(either.card(output))
    await either.react("ben", output, do="unreact")
    assert "approve" in buttons(either.card(output))
    await either.click("ben", output, "approve")
    await either.later(61)

    assert not is_open(either, output)
    assert "· Ben has looked at it since: good" in either.card(output)["text"]


async def test_said_to_be_wrong_it_is_taken_back_and_its_owner_is_asked_to_put_it_right(
    either: Scene,
) -> None:
    await watch(either)
    output = await either.hand_in(title="Reply to order 1881")

    await either.click("ben", output, "reject", wait_s=5, until="view")
    values = {"reason": {"reason": "wrong"}, "note": {"note": "Shipping isn't refundable here. <!channel>"}}
    done = await either.act("ben", "submit", view="reject", values=values)

    assert done["ok"], done
    assert either.look(output).state == "recalled"
    task = either.company.db.read_now(put_right_of, output.id)
    assert task is not None
    assert task.person == user_id("ada")
    told = either.direct("ada")[-1]["text"]
    assert "Please put this right by" in told
    assert "Ben looked at it: “Shipping" in told
    assert "<!channel>" not in told
    assert "taken back after it had gone out" in either.card(output)["text"]


async def test_a_cross_taken_back_in_its_minute_takes_nothing_back(scene: Scene) -> None:
    await watch(scene)
    output = await scene.hand_in()

    await scene.react("ben", output, "x")
    assert "❌ Ben says that it was wrong. Taken back from" in scene.card(output)["text"]
    await scene.click("ben", output, "undo")
    await scene.later(61)

    assert (scene.look(output).state, is_open(scene, output)) == ("released", True)


async def test_a_long_text_is_opened_before_it_is_called_good(scene: Scene) -> None:
    await watch(scene)
    output = await scene.hand_in("Dear Mr Weber. " * 400)

    await scene.react("ben", output)
    assert "Please read the rest first" in scene.private("ben")[-1]
    await scene.click("ben", output, "approve", wait_s=5, until="view")
    done = await scene.act("ben", "submit", view="approve")

    assert done["ok"], done
    assert not is_open(scene, output)


@pytest.mark.parametrize(
    ("who", "why"), [("cleo", "You asked for this one"), ("gus", "Guests cannot decide"), ("ruth", "key")]
)
async def test_who_might_not_decide_it_says_nothing_of_it(scene: Scene, who: str, why: str) -> None:
    scene.company.apply(STANDING_POLICY, reviewers=("ben", "cleo", "gus", "ruth"))
    await watch(scene)
    output = await scene.hand_in(requested_by="cleo@example.com")

    await scene.react(who, output, "x")
    await scene.click(who, output, "reject", wait_s=1, until="private")
    await scene.later(61)

    assert why in " ".join(scene.private(who))
    assert (scene.look(output).state, is_open(scene, output)) == ("released", True)


async def test_who_is_no_reviewer_can_report_it_from_the_line_that_says_so(scene: Scene) -> None:
    await watch(scene)
    output = await scene.hand_in()

    await scene.click("ada", output, "reject", wait_s=5, until="private")

    (line,) = scene.private_messages("ada")
    assert "to say here. Nothing has changed. Was it wrong?" in line.text
    assert buttons({"blocks": line.blocks}) == ["report_wrong", "leave"]


async def test_without_a_card_it_is_looked_at_from_app_home(scene: Scene) -> None:
    scene.company.apply(STANDING_POLICY, quiet=True)
    await watch(scene)
    output = await scene.hand_in(title="Reply to order 1881", requested_by="cleo@example.com")

    for who, sees in (("ben", True), ("cleo", False), ("ruth", False)):
        await scene.act(who, "open_home")
        shown: Any = scene.home(who)
        told = list(texts(shown["blocks"]))
        assert ("Reply to order 1881 · refund-replies · by 23 Nov 13:00 UTC" in told) == sees
        assert ("1 waiting · already gone out" in told) == sees
    await scene.act("ben", "click", view="home", action_id="approve", wait_s=5, until="view")
    done = await scene.act("ben", "submit", view="approve")

    assert done["ok"], done
    assert not is_open(scene, output)


async def test_in_review_now_it_is_said_to_have_gone_out_and_is_good_or_wrong(either: Scene) -> None:
    either.company.apply(STANDING_POLICY, quiet=True)
    await watch(either)
    good, wrong = (
        await either.hand_in(title="Reply to order 1"),
        await either.hand_in(title="Reply to order 2"),
    )
    for number in range(3, 7):
        await either.hand_in(title=f"Reply to order {number}")
    await either.act("ben", "open_home")
    await either.act("ben", "click", view="home", action_id="looks:next", wait_s=5)
    assert "4 to 6 of 6" in lines_of(either.home("ben") or {})

    modal = await reviews(either, "ben")
    opened, could = modal.lines, modal.buttons
    await modal.press("approve")
    first = modal.lines
    await modal.press("undo")
    undone = modal.lines
    await modal.press("approve")
    await modal.press("reject", until_callback="reject")
    await modal.submit("reject", {"reason": {"reason": "wrong"}})
    last = modal.lines
    await either.later(61)

    assert opened[1] == "refund-replies · already gone out"
    assert "This has already gone out. Was it good enough?" in " ".join(opened)
    assert could == ["approve", "reject", "skip"]
    assert first[0].startswith("✅ Good: Reply to order 1. Kept so from ")
    assert undone[0] == "Taken back. Here it is again."
    assert last[0] == "❌ Wrong: Reply to order 2, wrong. It is taken back."
    assert (is_open(either, good), either.look(good).state) == (False, "released")
    assert either.look(wrong).state == "recalled"
    assert "· 4 waiting" in last


async def test_a_full_channel_gets_the_next_one_when_one_is_looked_at(scene: Scene) -> None:
    scene.company.apply(STANDING_POLICY, max_open_cards=1)
    await watch(scene)
    first, second = await scene.hand_in("One"), await scene.hand_in("Two")

    assert len([one for one in scene.messages() if "approve" in buttons(one)]) == 1
    await scene.react("ben", first)
    await scene.later(61)

    assert "approve" in buttons(scene.card(second))


async def test_its_owner_hears_before_the_end_and_at_it_with_what_was_seen(scene: Scene) -> None:
    await watch(scene)
    good, wrong = await scene.hand_in("One"), await scene.hand_in("Two")
    await scene.hand_in("Three")
    await scene.react("ben", good)
    await scene.react("ben", wrong, "x")
    await scene.later(61)
    figures = "Looked at so far: 2, of them wrong: 1. Still to be looked at: 1."

    await scene.later((WATCHED_FOR - ENDS_SOON).total_seconds())
    soon = next(one["text"] for one in scene.direct("ada") if "is watched until" in one["text"])
    assert soon.endswith(figures)
    await scene.later(ENDS_SOON.total_seconds())
    over = [one for one in scene.direct("ada") if "nobody has decided" in one["text"]]

    assert len(over) == 1
    assert over[0]["text"].endswith(figures)
    assert "decide_workflow" in buttons(over[0])
    assert "The clock" in scene.messages()[-1]["text"]
    found = scene.company.db.read_now(workflow, SLUG)
    assert found is not None
    assert found.status == "paused"
    await scene.act("tom", "open_home")
    shown: Any = scene.home("tom")
    line = next(line for line in lines_of(shown) if line.startswith(f"{SLUG} · "))
    assert line.endswith("“Watching has come to its end, and nobody had decided.”")
    answer = await scene.act("tom", "command", command="/answerable", text="workflows", channel=CHANNEL)
    assert line in list(texts(answer["private"][0]["blocks"]))
