"""What is good enough is changed in Slack: drafted, explained, signed, and where the impact is high signed twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from domain.policy import Policy
from storage.standards import standard_is_signed
from storage.workflows import Workflow, workflow
from tests.builders import CHANNEL, SLUG, user_id
from tests.handlers.cards.drawn import texts
from tests.handlers.slack.scene import Scene, buttons
from tests.usecases.test_standards import POLICY

HOSTILE = "<!channel> <@U0ADA> *bold* `x` \u202egnp.exe " + "long " * 70


def look(scene: Scene) -> Workflow:
    found = scene.company.db.read_now(workflow, SLUG)
    assert found is not None
    return found


async def asked(scene: Scene, policy: Policy) -> None:
    """Apply the policy, as a file would, and let its owner be asked."""
    scene.company.apply(policy)
    await scene.later(61)


async def press(scene: Scene, who: str, action_id: str) -> dict[str, Any]:
    """Press a button in the last message to this person; the modal that opens is waited for."""
    message = scene.direct(who)[-1]
    assert action_id in buttons(message), message
    im = next(one.id for one in scene.box.world.channels.values() if one.im_of == user_id(who))
    await scene.act(who, "click", action_id=action_id, channel=im, ts=message["ts"], wait_s=5, until="view")
    return modal(scene, who)


def modal(scene: Scene, who: str) -> dict[str, Any]:
    shown = scene.modal(who)
    assert shown is not None
    return shown


def said(shown: dict[str, Any]) -> list[str]:
    return [line for text in texts(shown["blocks"]) for line in text.splitlines()]


async def test_what_a_reviewer_drafts_is_explained_and_signed_by_two_where_impact_is_high(
    scene: Scene,
) -> None:
    await asked(scene, replace(POLICY, high_impact=True, lane="automated"))
    first = scene.direct("ada")[-1]
    command = {"command": "/answerable", "text": f"workflow {SLUG}", "channel": CHANNEL}
    page = (await scene.act("ben", "command", **command))["private"][-1]
    entered = {
        "statement": HOSTILE,
        "criteria": "- The amount is right\n- The tone is right",
        "wrong": "10",
        "escape": "5",
    }

    ts = page["ts"]
    await scene.act(
        "ben", "click", action_id="change_standard", channel=CHANNEL, ts=ts, wait_s=5, until="view"
    )
    before = said(modal(scene, "ben"))
    for name, value in entered.items():
        await scene.act("ben", "type", view="standard", action_id=name, value=value)
    await scene.act("ben", "click", action_id="standard_meaning", view="standard")
    await scene.until(lambda: "663 with one wrong" in str(scene.modal("ben")))
    after = said(modal(scene, "ben"))
    for number in range(31):
        scene.company.vote(
            scene.company.hand_in(f"Text {number}"), "ben", "reject" if number < 2 else "approve", "modal"
        )
    await scene.act("ben", "click", action_id="standard_try", view="standard")
    await scene.until(lambda: "Tried on the last 90 days: 31" in str(scene.modal("ben")))
    tried = said(modal(scene, "ben"))
    sent = await scene.act("ben", "submit", view="standard")

    assert first["text"].startswith(f"What is good enough in {SLUG} is in force, and nobody has signed it.")
    assert "Good enough: A customer can act on it." in first["text"]
    assert "It takes more, and a larger share, where planted mistakes turn out to be let through." in before
    assert "188 looked at, none wrong, before Ada is asked to check less; 330 with one wrong." in before
    assert "If quality collapsed, about 10 bad ones would get out first, seldom more than 29." in before
    assert "377 looked at, none wrong, before Ada is asked to check less; 663 with one wrong." in after
    assert "Then 1 in 5 is checked, after it has gone out." in after
    assert tried[
        tried.index("Tried on the last 90 days: 31 that people decided, 2 of them wrong by these rules.")
        + 1 :
    ][:3] == [
        "It would never have been enough to check less: that takes 377 without a wrong one, or more with some.",
        "It would have taken 31 looks: one at each.",
        "How long that takes nobody can say: too few looks were measured.",
    ]
    assert "Then at least" not in str(tried)
    assert sent["ok"], sent
    assert said(modal(scene, "ben")) == ["Ada is asked to sign it. Nothing changes until then."]
    asks = scene.direct("ada")[-1]
    assert asks["text"].startswith(f"Ben would change what is good enough in {SLUG}.")
    assert "Wrong ones tolerable of 1000: 10 (was: 20)" in asks["text"]
    assert "<!channel>" not in asks["text"]
    assert "<@" not in asks["text"]

    pages = {
        who: (await scene.act(who, "command", **command))["private"][-1] for who in ("ada", "grace", "cleo")
    }
    assert [buttons(pages[who]) for who in pages] == [
        ["sign_standard", "sign_standard:1", "change_standard", "plant"],
        ["change_standard", "plant"],
        [],
    ]
    shown = await press(scene, "ada", "sign_standard")
    assert "To look at, new: The tone is right" in said(shown)
    assert "It is of high impact: it takes a second signature. Grace is asked next." in said(shown)
    await scene.act("ada", "submit", view="sign_standard")
    still = look(scene)
    assert said(modal(scene, "ada")) == ["Signed. Grace is asked to sign it too."]
    assert still.policy.standard.max_error_rate == 0.02

    shown = await press(scene, "grace", "sign_standard")
    assert "Ada has signed it. You sign as the second." in said(shown)
    await scene.act("grace", "submit", view="sign_standard")
    held = look(scene)
    assert held.policy_version == still.policy_version + 1
    assert (held.policy.standard.max_error_rate, held.policy.standard.escape_budget) == (0.01, 5)
    assert held.policy.standard.criteria == ("The amount is right", "The tone is right")
    assert scene.company.db.read_now(standard_is_signed, held.policy_id)
    assert scene.direct("ben")[-1]["text"].startswith("Ada has signed what you wrote")
    for who in ("ada", "grace"):
        assert "This is signed: what is good enough in refund-replies." in [
            one["text"] for one in scene.direct(who)
        ]


async def test_an_owner_sees_what_changes_and_signs_it_at_once_from_home(scene: Scene) -> None:
    await asked(scene, POLICY)
    await scene.act("ada", "open_home")
    home = scene.home("ada")
    assert home is not None
    assert any("its standard is not signed yet" in line for line in texts(home["blocks"]))
    press_in = {"view": "home", "wait_s": 5, "until": "view"}

    await scene.act("ada", "click", action_id="sign_standard", **press_in)
    whole = said(modal(scene, "ada"))
    await scene.act("ada", "submit", view="sign_standard")
    signed = said(modal(scene, "ada"))
    await scene.act("ada", "close")
    await scene.act("ada", "click", action_id="change_standard", **press_in)
    same = await scene.act("ada", "submit", view="standard")
    nothing = {
        "statement": {"statement": ""},
        "criteria": {"criteria": ""},
        "review_by": {"review_by": "2026-11-01"},
    }
    wrong = await scene.act("ada", "submit", view="standard", values=nothing)
    fine = {
        "review_by": {"review_by": "2027-03-31"},
        "statement": {"statement": "Better."},
        "criteria": {"criteria": ""},
    }
    await scene.act("ada", "submit", view="standard", values=fine)
    shown = said(modal(scene, "ada"))
    await scene.act("ada", "submit", view="sign_standard")

    assert "What is good enough in refund-replies" in whole
    assert signed == ["Signed. It holds already, as its file says."]
    assert same["errors"] == {"statement": "This is what holds already. Change something, or close this."}
    assert wrong["errors"] == {
        "statement": "Please say when it is good enough, or what to look at.",
        "review_by": "Please choose a day that is still to come.",
    }
    assert shown[:4] == [
        "What changes in refund-replies",
        "Good enough: Better. (was: A customer can act on it.)",
        "To look at, no more: The amount is right",
        "Looked at again on: 31 March 2027 (was: not said)",
    ]
    assert said(modal(scene, "ada"))[0].startswith("Signed. It holds from now, as version ")
    assert look(scene).policy.standard.statement == "Better."
    assert [one["text"] for one in scene.direct("ada")] == [
        "This is signed: what is good enough in refund-replies."
    ]
