"""Modals and App Home over the Web API: triggers, hashes, stacks, limits."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.timing import Timing
from tests.sandbox.conftest import PATIENCE_S, Scripts, button, modal, refusal


@pytest.fixture
def timing() -> Timing:
    return Timing(ack_s=1.0, trigger_s=0.3)


@pytest.fixture
async def trigger(app: AsyncApp, scripts: Scripts) -> Any:
    """Makes a fresh trigger id of Ben's."""
    made: asyncio.Queue[str] = asyncio.Queue()

    @app.shortcut("hand_in")
    async def on_shortcut(ack: Any, shortcut: dict[str, Any]) -> None:
        await ack()
        await made.put(shortcut["trigger_id"])

    async def press() -> str:
        await scripts.act("ben", "shortcut", callback_id="hand_in")
        return await asyncio.wait_for(made.get(), PATIENCE_S)

    return press


async def test_a_trigger_opens_one_modal_and_dies_soon(client: AsyncWebClient, trigger: Any) -> None:
    used = await trigger()
    assert (await client.views_open(trigger_id=used, view=modal()))["view"]["callback_id"] == "reject"
    assert await refusal(client.views_open(trigger_id=used, view=modal())) == "exchanged_trigger_id"
    late = await trigger()
    await asyncio.sleep(0.35)
    assert await refusal(client.views_open(trigger_id=late, view=modal())) == "expired_trigger_id"
    assert await refusal(client.views_open(trigger_id="1.2.3", view=modal())) == "invalid_trigger_id"


async def test_three_modals_lie_on_each_other_and_no_more(client: AsyncWebClient, trigger: Any) -> None:
    assert await refusal(client.views_push(trigger_id=await trigger(), view=modal())) == "not_found"
    first = (await client.views_open(trigger_id=await trigger(), view=modal()))["view"]
    second = (await client.views_push(trigger_id=await trigger(), view=modal()))["view"]
    third = (await client.views_push(trigger_id=await trigger(), view=modal()))["view"]
    assert (second["previous_view_id"], third["root_view_id"]) == (first["id"], first["id"])
    assert await refusal(client.views_push(trigger_id=await trigger(), view=modal())) == "push_limit_reached"


async def test_a_modal_is_updated_by_either_id_and_only_with_the_present_hash(
    client: AsyncWebClient, trigger: Any
) -> None:
    opened = (await client.views_open(trigger_id=await trigger(), view=modal(external_id="mine")))["view"]
    newer = (
        await client.views_update(external_id="mine", hash=opened["hash"], view=modal(external_id="mine"))
    )["view"]

    assert newer["hash"] != opened["hash"]
    stale = client.views_update(view_id=opened["id"], hash=opened["hash"], view=modal())
    assert await refusal(stale) == "hash_conflict"
    assert await refusal(client.views_update(view_id="V404", view=modal())) == "not_found"
    again = client.views_push(trigger_id=await trigger(), view=modal(external_id="mine"))
    assert await refusal(again) == "duplicate_external_id"


async def test_what_was_typed_stays_through_an_update(
    client: AsyncWebClient, scripts: Scripts, trigger: Any
) -> None:
    opened = (await client.views_open(trigger_id=await trigger(), view=modal()))["view"]
    await scripts.act("ben", "type", view="reject", block_id="note", action_id="text", value="wrong sum")
    updated = (await client.views_update(view_id=opened["id"], view=modal(title=_plain("Why"))))["view"]
    assert updated["state"]["values"]["note"]["text"]["value"] == "wrong sum"


async def test_the_home_is_published_to_one_person_and_guards_its_hash(
    client: AsyncWebClient, scripts: Scripts
) -> None:
    ben = await scripts.person("ben")
    home = {"type": "home", "blocks": button("queue")}
    first = (await client.views_publish(user_id=ben, view=home))["view"]
    second = (await client.views_publish(user_id=ben, view=home, hash=first["hash"]))["view"]

    assert first["id"] == second["id"]
    assert await refusal(client.views_publish(user_id=ben, view=home, hash=first["hash"])) == "hash_conflict"
    assert await refusal(client.views_publish(user_id="U404", view=home)) == "user_not_found"
    assert (await scripts.get("/_sandbox/views", **{"as": "mia"}))["home"] is None


@pytest.mark.parametrize(
    ("view", "said"),
    [
        (
            modal(title=None) | {"title": {"type": "plain_text", "text": "x" * 25}},
            "must be less than 25 characters",
        ),
        ({k: v for k, v in modal().items() if k != "title"}, "missing required field: title"),
        ({k: v for k, v in modal().items() if k != "submit"}, "missing required field: submit"),
        (modal(private_metadata="x" * 3001), "must be less than 3001 characters"),
        (modal({"type": "markdown", "text": "Hi"}), "unsupported type: markdown"),
        (modal(*[{"type": "divider"}] * 101), "no more than 100 items allowed"),
        (modal(colour="red"), "invalid additional property: colour"),
        (modal(type="home"), "must be one of modal"),
    ],
)
async def test_a_wrong_modal_is_refused_and_slack_says_where(
    client: AsyncWebClient, trigger: Any, view: dict[str, Any], said: str
) -> None:
    call = client.api_call("views.open", json={"trigger_id": await trigger(), "view": view})
    with pytest.raises(Exception, match="invalid_arguments") as refused:
        await call
    assert said in str(refused.value)


async def test_every_kind_of_input_takes_what_a_person_enters(
    app: AsyncApp, client: AsyncWebClient, scripts: Scripts, trigger: Any
) -> None:
    submitted: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    @app.view("reject")
    async def on_submit(ack: Any, view: dict[str, Any]) -> None:
        await ack()
        await submitted.put(view["state"]["values"])

    options = [{"text": _plain(name.title()), "value": name} for name in ("wrong", "tone")]
    elements: dict[str, dict[str, Any]] = {
        "reason": {"type": "static_select", "options": options},
        "also": {"type": "checkboxes", "options": options},
        "how": {"type": "radio_buttons", "options": options, "initial_option": options[0]},
        "who": {"type": "users_select"},
        "whom": {"type": "multi_users_select"},
        "where": {"type": "conversations_select"},
        "when": {"type": "datepicker"},
        "minutes": {"type": "number_input", "is_decimal_allowed": False, "min_value": "0"},
        "mail": {"type": "email_text_input"},
    }
    blocks = [
        {"type": "input", "block_id": name, "label": _plain(name), "element": element | {"action_id": "it"}}
        for name, element in elements.items()
    ]
    await client.views_open(trigger_id=await trigger(), view=modal(*blocks))
    wrong = await scripts.act("ben", "submit", values={"minutes": {"it": "-1"}, "mail": {"it": "nobody"}})
    assert wrong["errors"]["minutes"] == "Enter a number of at least 0."
    assert wrong["errors"]["mail"] == "Enter a valid email address."
    assert "how" not in wrong["errors"]
    entered = {
        "reason": "Tone",
        "also": ["wrong", "tone"],
        "who": "ada",
        "whom": ["mia", "tom"],
        "where": "#ai-leaders",
        "when": "2026-11-24",
        "minutes": 12,
        "mail": "a@example.com",
    }
    done = await scripts.act("ben", "submit", values={name: {"it": value} for name, value in entered.items()})

    assert done["ok"]
    state = await asyncio.wait_for(submitted.get(), PATIENCE_S)
    assert state["reason"]["it"]["selected_option"]["value"] == "tone"
    assert [o["value"] for o in state["also"]["it"]["selected_options"]] == ["wrong", "tone"]
    assert state["how"]["it"]["selected_option"]["value"] == "wrong"
    assert state["who"]["it"] == {"type": "users_select", "selected_user": await scripts.person("ada")}
    assert len(state["whom"]["it"]["selected_users"]) == 2
    assert state["where"]["it"]["selected_conversation"] == await scripts.channel("ai-leaders")
    assert state["when"]["it"]["selected_date"] == "2026-11-24"
    assert state["minutes"]["it"]["value"] == "12"


async def test_scripts_are_told_what_there_is_when_they_name_the_wrong_thing(
    client: AsyncWebClient, scripts: Scripts, trigger: Any
) -> None:
    await client.views_open(trigger_id=await trigger(), view=modal())
    wrong_view = await scripts.act("ben", "submit", view="approve")
    assert (wrong_view["error"], wrong_view["open"]) == ("no_such_view", ["reject"])
    wrong_field = await scripts.act("ben", "submit", values={"note": {"reason": "x"}})
    assert (wrong_field["error"], wrong_field["elements"]) == ("no_such_element", [["note", "text"]])
    assert (await scripts.act("ben", "dance"))["error"] == "unknown_act"
    assert (await scripts.act("nobody", "say"))["error"] == "user_not_found"


async def test_errors_for_blocks_that_are_no_inputs_are_an_error_of_the_app(
    app: AsyncApp, client: AsyncWebClient, scripts: Scripts, trigger: Any
) -> None:
    @app.view("reject")
    async def on_submit(ack: Any) -> None:
        await ack(response_action="errors", errors={"elsewhere": "Hm"})

    await client.views_open(trigger_id=await trigger(), view=modal())
    answer = await scripts.act("ben", "submit", values={"note": {"text": "x"}})
    assert (answer["ok"], answer["error"]) == (False, "invalid_errors")
    assert answer["view"]["callback_id"] == "reject"


def _plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}
