"""A manager proposes to use AI, without an engineer: six answers, a sample, a file to keep, and nothing goes out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from domain.policy import Policy
from domain.proposal import slug_of
from domain.workflow_file import parse
from handlers.cards.modals import Carried
from handlers.outbox.outcomes import Done, Wish
from storage.evidence import Happening
from storage.proposals import proposed
from storage.tables import evidence
from storage.workflows import Workflow, workflow
from tests.builders import CHANNEL, SLUG, user_id
from tests.handlers.cards.drawn import texts
from tests.handlers.slack.scene import Scene, buttons
from tests.usecases.test_deciding_workflow import propose as propose_by_hand
from usecases.apply_workflow import apply_workflow

ANSWERS = {
    "what_for": "Sums up contracts for Sales",
    "gains": "Sales, who read one page and not forty",
    "carries": "Legal checks and cleans up",
    "good_enough": "- Every date is right\n- Nothing is left out",
    "never": "invents a clause",
    "stop_when": "Two invented dates in a month",
    "name": "Contract summaries",
}
# What tries to be Slack's mark-up, TOML, an end, or nothing at all.
HOSTILE = (
    'x"]\n[workflows.evil] lane="automated"\n<!channel> <@U0ADA> *bold* `code` \u202egnp.exe \\u0041 ```'
)


async def propose(scene: Scene, who: str = "cleo", **changed: Any) -> dict[str, Any]:
    """Open the six questions, answer them, and return what Slack was answered with."""
    opened = await scene.act(who, "command", command="/answerable", text="propose", channel=CHANNEL)
    assert opened["ok"], opened
    await scene.until(lambda: scene.modal(who) is not None)
    answers: dict[str, Any] = ANSWERS | {
        "owner": user_id("ada"),
        "reviewers": [user_id("ben"), user_id("mia")],
        "channel": CHANNEL,
    }
    values = {name: {name: value} for name, value in (answers | changed).items()}
    return await scene.act(who, "submit", view="propose", values=values)


def look(scene: Scene, slug: str) -> Workflow | None:
    return scene.company.db.read_now(workflow, slug)


def modal_texts(scene: Scene, who: str) -> list[str]:
    shown = scene.modal(who)
    assert shown is not None
    return list(texts(shown["blocks"]))


async def test_six_answers_make_a_proposed_workflow_a_sample_and_a_file(either: Scene) -> None:
    answer = await propose(either)

    assert answer["ok"], answer
    found = look(either, "contract-summaries")
    assert found is not None
    assert (found.status, found.lane, found.owner) == ("proposed", "reviewed", user_id("ada"))
    assert found.policy.standard.criteria == ("Every date is right", "Nothing is left out")
    lines = modal_texts(either, "cleo")
    assert lines[0] == "contract-summaries is proposed. Nothing goes out of it until Ada decides."
    assert "A sample" in lines
    assert "Good enough here: Every date is right · Nothing is left out" in lines
    shown: Any = either.modal("cleo")
    assert buttons(shown) == []


async def test_a_window_whose_first_answer_slack_never_heard_shows_what_that_has_proposed(
    scene: Scene,
) -> None:
    await scene.act("cleo", "command", command="/answerable", text="propose", channel=CHANNEL)
    await scene.until(lambda: scene.modal("cleo") is not None)
    shown = scene.modal("cleo")
    assert shown is not None
    nonce = Carried.unpacked(shown["private_metadata"]).nonce
    propose_by_hand(scene.company, "first-name", source=f"modal:{user_id('cleo')}:{nonce}")

    people = {"owner": user_id("ada"), "reviewers": [user_id("ben")], "channel": CHANNEL}
    answers: dict[str, Any] = ANSWERS | people
    values = {name: {name: value} for name, value in answers.items()}
    answer = await scene.act("cleo", "submit", view="propose", values=values)

    assert answer["ok"], answer
    assert modal_texts(scene, "cleo")[0].startswith("first-name is proposed.")
    assert look(scene, "contract-summaries") is None


async def test_the_file_to_keep_is_the_workflow_and_applied_changes_nothing(scene: Scene) -> None:
    await propose(scene)

    found, kept = look(scene, "contract-summaries"), scene.company.db.read_now(proposed, "contract-summaries")
    assert found is not None
    assert kept is not None
    said = parse(kept.file)
    assert not isinstance(said, list)
    entry = said.workflows["contract-summaries"]
    assert (entry.policy, entry.live, entry.given) == (found.policy, found.live, found.given)
    assert kept.file in modal_texts(scene, "cleo")


async def test_who_would_answer_for_it_is_asked_and_who_proposed_it_gets_it_to_keep(scene: Scene) -> None:
    scene.fault("chat.postMessage", "drop_after_accept")
    await propose(scene)
    await scene.later(120)

    (asked,), (kept,) = scene.direct("ada"), scene.direct("cleo")
    assert "Cleo proposes to use AI: contract-summaries." in asked["text"]
    assert "When we would stop: Two invented dates in a month" in asked["text"]
    assert kept["text"].startswith("You proposed contract-summaries. Ada would answer for it, and decides.")
    for message in (asked, kept):
        assert any("[workflows.contract-summaries]" in line for line in texts(message["blocks"]))


TWO_DAYS_S = 48 * 3_600


async def test_undecided_by_its_time_both_hear_once_and_nothing_begins(either: Scene) -> None:
    await propose(either)
    await either.settle()
    (asked,), (kept,) = either.direct("ada"), either.direct("cleo")
    assert "Please decide by 25 Nov 10:00 CET. Nothing begins by itself, however long it takes." in list(
        texts(asked["blocks"])
    )
    assert "An answer is wanted by 25 Nov 10:00 CET. If there is none by then, you hear." in list(
        texts(kept["blocks"])
    )

    await either.later(TWO_DAYS_S - 1)
    assert len(either.direct("ada")) == len(either.direct("cleo")) == 1
    await either.later(1)
    for to in ("owner", "proposer"):  # nobody knows whether it went out
        wish = Wish(1, "undecided", to, "contract-summaries", {"to": to}, 1, either.clock.now())
        assert await either.effects["undecided"](wish) == Done()
    await either.later(TWO_DAYS_S)

    (_, reminded), (_, told) = either.direct("ada"), either.direct("cleo")
    assert next(iter(texts(reminded["blocks"]))) == (
        "Still to be decided, by 25 Nov 10:00 CET: Cleo proposed contract-summaries. "
        "Nothing goes out until you decide."
    )
    assert buttons(reminded) == ["decide_workflow"]
    assert list(texts(told["blocks"])) == [
        "contract-summaries is still undecided: an answer was wanted by 25 Nov 10:00 CET. Please talk to Ada."
    ]
    await decide(either, "ada", "live")
    for message in (either.direct("ada")[1], either.direct("cleo")[1]):
        (line,) = texts(message["blocks"])
        assert (line.startswith("Ada has decided: contract-summaries begins."), buttons(message)) == (
            True,
            [],
        )


async def test_decided_in_time_nobody_is_reminded_and_the_owner_is_asked_to_sign(scene: Scene) -> None:
    await propose(scene)
    await decide(scene, "ada", "live")
    await scene.later(61)
    before = len(scene.direct("ada")), len(scene.direct("cleo"))
    assert scene.direct("ada")[-1]["text"].startswith("What is good enough in contract-summaries is in force")

    await scene.later(2 * TWO_DAYS_S)

    assert (len(scene.direct("ada")), len(scene.direct("cleo"))) == before


async def test_who_proposed_it_and_answers_for_it_is_reminded_once(scene: Scene) -> None:
    await propose(scene, owner=user_id("cleo"))
    await scene.later(TWO_DAYS_S)

    _, reminded = scene.direct("cleo")
    assert reminded["text"].startswith("Still to be decided, by ")
    assert "you proposed contract-summaries" in reminded["text"]


@pytest.mark.parametrize("name", ["what_for", "gains", "carries", "good_enough", "never", "stop_when"])
async def test_whatever_is_answered_stays_an_answer(scene: Scene, name: str) -> None:
    answer = await propose(scene, **{name: HOSTILE})

    assert answer["ok"], answer
    assert look(scene, "evil") is None
    found = look(scene, "contract-summaries")
    assert found is not None
    assert (found.status, found.lane, found.policy.lane) == ("proposed", "reviewed", "reviewed")
    await scene.settle()
    for message in (*scene.direct("ada"), *scene.direct("cleo")):
        assert "<!channel>" not in message["text"]
        assert "<@U0ADA>" not in message["text"]
        assert "\u202e" not in str(message)


async def test_the_longest_answers_are_taken_and_shown(scene: Scene) -> None:
    lines = "\n".join(f"{number:02d} " + "&" * 121 for number in range(12))
    longest = dict.fromkeys(("what_for", "gains", "carries", "stop_when"), "&" * 500)

    answer = await propose(scene, good_enough=lines, never=lines, **longest)
    await scene.settle()

    assert answer["ok"], answer
    assert len(scene.direct("ada")) == len(scene.direct("cleo")) == 1


async def test_what_no_message_could_hold_is_to_be_said_shorter(scene: Scene) -> None:
    answer = await propose(scene, **dict.fromkeys(("what_for", "gains", "carries"), "\u202e" * 500))

    assert answer["errors"] == {
        "good_enough": "All in all this is more than one message takes. Please say it shorter."
    }
    assert look(scene, "contract-summaries") is None


async def test_all_that_is_wrong_is_said_at_its_field_at_once(scene: Scene) -> None:
    answer = await propose(
        scene,
        good_enough="\n".join(f"Criterion {number}" for number in range(13)),
        never="x" * 201,
        name="返金",
        owner=user_id("gus"),
        reviewers=[user_id("ben"), user_id("xenia")],
    )

    assert answer["errors"] == {
        "good_enough": "Please write at most 12 lines.",
        "never": "Please write at most 200 characters a line.",
        "name": "Please write a name with letters a to z or digits.",
        "owner": "Gus cannot: only members of this company can. Please choose somebody else.",
        "reviewers": "Xenia cannot: only members of this company can. Please choose somebody else.",
    }
    assert look(scene, slug_of(ANSWERS["name"])) is None


async def test_a_name_that_is_taken_is_not_taken_again(scene: Scene) -> None:
    answer = await propose(scene, name="Refund replies")

    assert answer["errors"] == {"name": "refund-replies is there already: live. Please choose another name."}
    found = look(scene, SLUG)
    assert found is not None
    assert found.status == "live"


@pytest.mark.parametrize("who", ["gus", "xenia"])
async def test_who_is_not_of_the_company_proposes_nothing(scene: Scene, who: str) -> None:
    answer = await scene.act(who, "command", command="/answerable", text="propose", channel=CHANNEL)

    assert "Only people of this company can propose a workflow." in answer["private"][0]["text"]
    assert scene.modal(who) is None


async def decide(scene: Scene, who: str, becomes: str, why: str = "We will see.") -> dict[str, Any]:
    """Decide from the register in App Home."""
    await scene.act(who, "open_home")
    where = {"view": "home", "block_id": "home:decide:contract-summaries"}
    await scene.act(who, "click", action_id="decide_workflow", wait_s=5, until="view", **where)
    values = {"becomes": {"becomes": becomes}, "why": {"why": why}}
    return await scene.act(who, "submit", view="decide_workflow", values=values)


def lines_of(shown: dict[str, Any]) -> list[str]:
    """What a view says, line by line."""
    return [line for said in texts(shown["blocks"]) for line in said.split("\n")]


async def register(scene: Scene, who: str) -> str:
    """What App Home and the command say of it; both the same."""
    await scene.act(who, "open_home")
    shown: Any = scene.home(who)
    at_home = next(line for line in lines_of(shown) if line.startswith("contract-summaries · "))
    answer = await scene.act(who, "command", command="/answerable", text="workflows", channel=CHANNEL)
    assert at_home in list(texts(answer["private"][0]["blocks"]))
    return at_home


async def test_its_owner_decides_that_it_begins_and_who_proposed_it_hears(either: Scene) -> None:
    await propose(either)
    assert (await register(either, "tom")).endswith(
        "· Cleo proposed it, 23 Nov 10:00 CET · answer wanted by 25 Nov 10:00 CET"
    )
    (asked,) = either.direct("ada")
    assert "decide_workflow" in buttons(asked)

    done = await decide(either, "ada", "live", "Legal has the time.")

    assert done["ok"], done
    found = look(either, "contract-summaries")
    assert found is not None
    assert found.status == "live"
    told = either.direct("cleo")[-1]["text"]
    said = "Ada has decided: contract-summaries begins. What people approve goes out from now."
    assert told.startswith(said)
    for message in (either.direct("ada")[0], either.direct("cleo")[0]):  # what they had been told
        lines = list(texts(message["blocks"]))
        assert (lines[0].startswith(said), buttons(message)) == (True, [])
        assert lines[0].endswith(": “Legal has the time.”")
        assert any("[workflows.contract-summaries]" in line for line in lines[1:]), (
            "the file stays to be kept"
        )
    assert either.messages()[-1]["text"].startswith("contract-summaries begins: what comes in is judged here")
    assert await register(either, "tom") == (
        "contract-summaries · live · a person decides first · Ada answers for it · 0 waiting"
    )


async def test_what_is_not_for_ai_stays_in_the_register_with_who_and_why(scene: Scene) -> None:
    await propose(scene)

    await decide(scene, "ada", "refused", "<!channel> *A lawyer* reads every line anyway.")

    (asked,) = scene.direct("ada")
    (line,) = texts(asked["blocks"])
    assert line.startswith("Ada has decided: contract-summaries is not for AI.")
    assert (await register(scene, "tom")) == (
        "contract-summaries · not with AI · Ada, 23 Nov 10:00 CET: “<!channel> *A lawyer* reads every line anyway.”"
    )
    assert "<!channel>" not in scene.direct("cleo")[-1]["text"]
    assert "<!channel>" not in scene.messages()[-1]["text"]


async def test_without_a_reason_or_a_choice_nothing_is_decided(scene: Scene) -> None:
    await propose(scene)

    assert (await decide(scene, "ada", "live", "  "))["errors"]
    found = look(scene, "contract-summaries")
    assert found is not None
    assert found.status == "proposed"


async def test_rules_that_change_while_the_window_is_open_are_not_decided_unread(scene: Scene) -> None:
    await propose(scene)
    await scene.act("ada", "open_home")
    where = {"view": "home", "block_id": "home:decide:contract-summaries"}
    await scene.act("ada", "click", action_id="decide_workflow", wait_s=5, until="view", **where)
    other = scene.company.application(Policy(purpose="Other rules"))
    scene.company.db.write_now(apply_workflow, replace(other, slug="contract-summaries"))

    values = {"becomes": {"becomes": "live"}, "why": {"why": "We will see."}}
    done = await scene.act("ada", "submit", view="decide_workflow", values=values)

    assert "have changed since you opened this" in done["errors"]["becomes"]
    found = look(scene, "contract-summaries")
    assert found is not None
    assert found.status == "proposed"


async def test_a_button_pressed_too_late_says_how_it_stands(scene: Scene) -> None:
    await propose(scene)
    scene.fault("conversations.history", "500", times=20)  # so that it has its button still
    await decide(scene, "ada", "live")
    (asked, *_), channel = scene.direct("ada"), scene.box.world
    im = next(one.id for one in channel.channels.values() if one.im_of == user_id("ada"))

    where = {"channel": im, "ts": asked["ts"], "action_id": "decide_workflow"}
    await scene.act("ada", "click", wait_s=5, until="view", **where)

    assert modal_texts(scene, "ada") == ["contract-summaries is decided: live. Nothing has changed."]


async def test_where_nothing_is_configured_home_says_so_and_sets_up_the_first_one(scene: Scene) -> None:
    scene.company.db.write_now(_forget_everything, None)

    await scene.act("cleo", "open_home")
    shown: Any = scene.home("cleo")
    assert next(iter(texts(shown["blocks"]))) == (
        "No AI workflow here yet. Six questions, three minutes, nothing is released meanwhile."
    )
    await scene.act("cleo", "click", view="home", action_id="propose", wait_s=5, until="view")

    assert modal_texts(scene, "cleo")[0] == "Six questions, three minutes. Nothing is released meanwhile."


async def test_that_it_was_proposed_is_on_record_without_the_words(scene: Scene) -> None:
    await propose(scene)

    happenings = scene.company.db.read_now(_story)
    made = [one for one in happenings if one.action == "workflow.proposed"]
    assert len(made) == 1
    assert "Sales" not in str(made[0])


def _story(conn: Any) -> list[Happening]:
    columns = [evidence.c[name] for name in Happening.__dataclass_fields__]
    rows = conn.execute(evidence.select().with_only_columns(*columns))
    return [Happening(**row._mapping) for row in rows]


def _forget_everything(tx: Any, _: None) -> None:
    """As on the first day: no workflow."""
    for table in ("api_keys", "roster", "workflows"):
        tx.conn.exec_driver_sql(f"DELETE FROM {table}")
