"""A Bolt app over Socket Mode: events, buttons, modals, commands, shortcuts."""

from __future__ import annotations

import asyncio
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.conftest import Scripts

BUTTON = [
    {
        "type": "actions",
        "block_id": "ans:1:0",
        "elements": [
            {
                "type": "button",
                "action_id": "approve",
                "text": {"type": "plain_text", "text": "Approve"},
                "value": "1",
            }
        ],
    }
]
MODAL = {
    "type": "modal",
    "callback_id": "reject",
    "title": {"type": "plain_text", "text": "Reject"},
    "submit": {"type": "plain_text", "text": "Reject"},
    "blocks": [
        {
            "type": "input",
            "block_id": "note",
            "label": {"type": "plain_text", "text": "Why?"},
            "element": {"type": "plain_text_input", "action_id": "text", "max_length": 10},
        }
    ],
}


async def test_a_reaction_reaches_the_app_and_the_act_answers_at_its_ack(
    app: AsyncApp, client: AsyncWebClient, scripts: Scripts
) -> None:
    heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    @app.event("reaction_added")
    async def on_reaction(event: dict[str, Any]) -> None:
        await heard.put(event)

    posted = await client.chat_postMessage(channel="#support-ai-review", text="A card", blocks=BUTTON)
    where = {"channel": posted["channel"], "ts": posted["ts"]}
    answer = await scripts.act("ben", "react", name="white_check_mark", **where)
    assert answer["ok"]
    assert answer["ack_ms"] < 3000
    event = await asyncio.wait_for(heard.get(), 2)
    assert event["reaction"] == "white_check_mark"
    assert event["user"] == await scripts.person("ben")
    assert event["item"] == {"type": "message", **where}


async def test_a_button_opens_a_modal_whose_errors_and_success_come_back(
    app: AsyncApp, client: AsyncWebClient, scripts: Scripts
) -> None:
    @app.action("approve")
    async def on_press(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        assert body["message"]["blocks"][0]["block_id"] == "ans:1:0"
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @app.view("reject")
    async def on_submit(ack: Any, view: dict[str, Any]) -> None:
        if view["state"]["values"]["note"]["text"]["value"] == "no":
            await ack(response_action="errors", errors={"note": "Say more"})
        else:
            await ack()

    posted = await client.chat_postMessage(channel="#support-ai-review", text="A card", blocks=BUTTON)
    where = {"channel": posted["channel"], "ts": posted["ts"]}
    pressed = await scripts.act("ben", "click", action_id="approve", wait_s=2, until="view", **where)
    assert pressed["view"]["callback_id"] == "reject"

    empty = await scripts.act("ben", "submit", view="reject")
    assert empty["errors"] == {"note": "Please complete this required field."}
    short = await scripts.act("ben", "submit", view="reject", values={"note": {"text": "no"}})
    assert (short["ok"], short["errors"]) == (False, {"note": "Say more"})
    done = await scripts.act("ben", "submit", view="reject", values={"note": {"text": "wrong sum"}})
    assert (done["ok"], done["errors"], done["view"]) == (True, None, None)


async def test_a_command_answers_privately_in_its_ack(app: AsyncApp, scripts: Scripts) -> None:
    @app.command("/answerable")
    async def on_command(ack: Any, command: dict[str, Any]) -> None:
        await ack(f"You said {command['text']}")

    answer = await scripts.act("cleo", "command", command="/answerable", text="queue")
    assert answer["ok"]
    assert [line["text"] for line in answer["private"]] == ["You said queue"]
    assert answer["private"][0]["ephemeral_to"] == await scripts.person("cleo")


async def test_words_in_a_thread_reach_the_app(
    app: AsyncApp, client: AsyncWebClient, scripts: Scripts
) -> None:
    heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    @app.event("message")
    async def on_message(event: dict[str, Any]) -> None:
        await heard.put(event)

    posted = await client.chat_postMessage(channel="#support-ai-review", text="A card")
    said = await scripts.act(
        "mia", "say", channel="#support-ai-review", thread_ts=posted["ts"], text="looks good"
    )
    event = await asyncio.wait_for(heard.get(), 2)
    assert (event["text"], event["thread_ts"], event["ts"]) == ("looks good", posted["ts"], said["ts"])
    card = (await scripts.get("/_sandbox/messages", channel="#support-ai-review"))["messages"][0]
    assert card["thread"][0]["text"] == "looks good"
