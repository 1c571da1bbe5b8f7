"""A Bolt app over Socket Mode: events, buttons, modals, commands, shortcuts."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.conftest import PATIENCE_S, Scripts, button, modal

Heard = asyncio.Queue[dict[str, Any]]


async def test_a_reaction_reaches_the_app_and_the_act_answers_at_its_ack(
    app: AsyncApp, client: AsyncWebClient, scripts: Scripts
) -> None:
    heard: Heard = asyncio.Queue()

    @app.event("reaction_added")
    async def on_reaction(event: dict[str, Any]) -> None:
        await heard.put(event)

    posted = await client.chat_postMessage(channel="#support-ai-review", text="A card", blocks=button())
    where = {"channel": posted["channel"], "ts": posted["ts"]}
    answer = await scripts.act("ben", "react", name="white_check_mark", **where)

    assert answer["ok"]
    assert answer["ack_ms"] < 3000
    event = await asyncio.wait_for(heard.get(), PATIENCE_S)
    assert event["reaction"] == "white_check_mark"
    assert event["user"] == await scripts.person("ben")
    assert event["item"] == {"type": "message", **where}
    assert event["item_user"] == (await client.auth_test())["user_id"]


async def test_a_reaction_under_a_reply_names_the_reply(
    app: AsyncApp, client: AsyncWebClient, scripts: Scripts
) -> None:
    heard: Heard = asyncio.Queue()

    @app.event("reaction_added")
    async def on_reaction(event: dict[str, Any]) -> None:
        await heard.put(event)

    card = await client.chat_postMessage(channel="#support-ai-review", text="A card")
    reply = await client.chat_postMessage(channel=card["channel"], thread_ts=card["ts"], text="It's stopped.")
    await scripts.act("ben", "react", channel=card["channel"], ts=reply["ts"], name="+1::skin-tone-3")

    event = await asyncio.wait_for(heard.get(), PATIENCE_S)
    assert event["reaction"] == "+1::skin-tone-3"
    assert event["item"] == {"type": "message", "channel": card["channel"], "ts": reply["ts"]}


async def test_a_button_opens_a_modal_whose_errors_and_success_come_back(
    app: AsyncApp, client: AsyncWebClient, scripts: Scripts
) -> None:
    @app.action("approve")
    async def on_press(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        assert body["message"]["blocks"][0]["block_id"] == "ans:1:0"
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal())

    @app.view("reject")
    async def on_submit(ack: Any, view: dict[str, Any]) -> None:
        if view["state"]["values"]["note"]["text"]["value"] == "no":
            await ack(response_action="errors", errors={"note": "Say more"})
        else:
            await ack()

    posted = await client.chat_postMessage(channel="#support-ai-review", text="A card", blocks=button())
    where = {"channel": posted["channel"], "ts": posted["ts"]}
    pressed = await scripts.act("ben", "click", action_id="approve", wait_s=2, until="view", **where)
    assert pressed["view"]["callback_id"] == "reject"

    empty = await scripts.act("ben", "submit", view="reject")
    assert empty["errors"] == {"note": "Please complete this required field."}
    long = await scripts.act("ben", "submit", view="reject", values={"note": {"text": "x" * 11}})
    assert long["errors"] == {"note": "Enter at most 10 characters."}
    short = await scripts.act("ben", "submit", view="reject", values={"note": {"text": "no"}})
    assert (short["ok"], short["errors"]) == (False, {"note": "Say more"})
    done = await scripts.act("ben", "submit", view="reject", values={"note": {"text": "wrong sum"}})
    assert (done["ok"], done["errors"], done["view"]) == (True, None, None)


async def test_a_modal_can_be_updated_pushed_and_cleared_by_its_ack(
    app: AsyncApp, client: AsyncWebClient, scripts: Scripts
) -> None:
    answers: Iterator[dict[str, Any]] = iter(
        [
            {"response_action": "update", "view": modal(callback_id="second")},
            {"response_action": "push", "view": modal(callback_id="third")},
            {"response_action": "clear"},
        ]
    )

    @app.shortcut("hand_in")
    async def on_shortcut(ack: Any, shortcut: dict[str, Any]) -> None:
        await client.views_open(trigger_id=shortcut["trigger_id"], view=modal())
        await ack()

    @app.view({"type": "view_submission", "callback_id": "reject"})
    @app.view({"type": "view_submission", "callback_id": "second"})
    @app.view({"type": "view_submission", "callback_id": "third"})
    async def on_submit(ack: Any) -> None:
        await ack(**next(answers))

    values = {"note": {"text": "wrong"}}
    assert (await scripts.act("mia", "shortcut", callback_id="hand_in"))["view"]["callback_id"] == "reject"
    assert (await scripts.act("mia", "submit", values=values))["view"]["callback_id"] == "second"
    pushed = await scripts.act("mia", "submit", values=values)
    assert pushed["view"]["callback_id"] == "third"
    assert pushed["view"]["previous_view_id"] == pushed["view"]["root_view_id"] != pushed["view"]["id"]
    assert (await scripts.act("mia", "submit", values=values))["view"] is None


async def test_closing_a_modal_is_told_only_where_the_app_asked(
    app: AsyncApp, client: AsyncWebClient, scripts: Scripts
) -> None:
    heard: Heard = asyncio.Queue()

    @app.shortcut("hand_in")
    async def on_shortcut(ack: Any, shortcut: dict[str, Any]) -> None:
        await client.views_open(trigger_id=shortcut["trigger_id"], view=modal(notify_on_close=True))
        await ack()

    @app.view_closed("reject")
    async def on_close(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        await heard.put(body)

    await scripts.act("mia", "shortcut", callback_id="hand_in")
    closed = await scripts.act("mia", "close", view="reject")

    assert (closed["ok"], closed["view"]) == (True, None)
    assert (await asyncio.wait_for(heard.get(), PATIENCE_S))["is_cleared"] is False


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
    heard: Heard = asyncio.Queue()

    @app.event("message")
    async def on_message(event: dict[str, Any]) -> None:
        await heard.put(event)

    posted = await client.chat_postMessage(channel="#support-ai-review", text="A card")
    said = await scripts.act(
        "mia", "say", channel="#support-ai-review", thread_ts=posted["ts"], text="looks good"
    )

    event = await asyncio.wait_for(heard.get(), PATIENCE_S)
    assert (event["text"], event["thread_ts"], event["ts"]) == ("looks good", posted["ts"], said["ts"])
    assert (event["channel_type"], event["parent_user_id"]) == ("channel", posted["message"]["user"])
    card = (await scripts.messages())[0]
    assert card["thread"][0]["text"] == "looks good"


async def test_a_message_shortcut_carries_the_message(
    app: AsyncApp, client: AsyncWebClient, scripts: Scripts
) -> None:
    heard: Heard = asyncio.Queue()

    @app.shortcut({"type": "message_action", "callback_id": "report_wrong"})
    async def on_shortcut(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        await heard.put(body)

    said = await client.chat_postMessage(channel="#support-ai-review", text="The AI wrote 50 instead of 5")
    where = {"channel": said["channel"], "ts": said["ts"]}
    answer = await scripts.act("mia", "shortcut", callback_id="report_wrong", **where)

    assert answer["ok"]
    body = await asyncio.wait_for(heard.get(), PATIENCE_S)
    assert body["message"]["text"] == "The AI wrote 50 instead of 5"
    assert body["message_ts"] == said["ts"]


async def test_a_private_line_can_be_answered_and_replaced(
    app: AsyncApp, client: AsyncWebClient, scripts: Scripts
) -> None:
    mia, channel = await scripts.person("mia"), await scripts.channel("support-ai-review")
    bodies: Heard = asyncio.Queue()

    @app.action("approve")
    async def on_press(ack: Any, body: dict[str, Any], respond: Any) -> None:
        await ack()
        await bodies.put(body)
        await respond(text="Counted.", replace_original=True)

    line = await client.chat_postEphemeral(channel=channel, user=mia, text="Count this?", blocks=button())
    where = {"channel": channel, "ts": line["message_ts"], "action_id": "approve"}
    assert (await scripts.act("ben", "click", **where))["error"] == "message_not_found"
    assert (await scripts.act("mia", "click", **where))["ok"]

    body = await asyncio.wait_for(bodies.get(), PATIENCE_S)
    assert body["container"]["is_ephemeral"] is True
    assert "message" not in body
    await asyncio.sleep(0.1)
    seen = (await scripts.messages())[0]
    assert (seen["text"], seen["ephemeral_to"]) == ("Counted.", mia)
    assert (await client.conversations_history(channel=channel))["messages"] == []


async def test_opening_the_home_brings_the_view_and_its_buttons_work(
    app: AsyncApp, client: AsyncWebClient, scripts: Scripts
) -> None:
    pressed: Heard = asyncio.Queue()

    @app.event("app_home_opened")
    async def on_home(event: dict[str, Any]) -> None:
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": button("queue")})

    @app.action("queue")
    async def on_press(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        await pressed.put(body)

    home = (await scripts.act("ben", "open_home", wait_s=2, until="view"))["view"]
    assert home == (await scripts.get("/_sandbox/views", **{"as": "ben"}))["home"]
    assert home["blocks"][0]["elements"][0]["action_id"] == "queue"
    assert (await scripts.act("ben", "click", view="home", action_id="queue"))["ok"]
    body = await asyncio.wait_for(pressed.get(), PATIENCE_S)
    assert (body["view"]["id"], body["container"]["type"]) == (home["id"], "view")


async def test_the_real_client_reconnects_when_its_socket_is_refreshed_or_cut(
    app: AsyncApp, client: AsyncWebClient, scripts: Scripts
) -> None:
    heard: Heard = asyncio.Queue()

    @app.event("reaction_added")
    async def on_reaction(event: dict[str, Any]) -> None:
        await heard.put(event)

    posted = await client.chat_postMessage(channel="#support-ai-review", text="A card")
    where = {"channel": posted["channel"], "ts": posted["ts"]}
    for name in ("eyes", "broom"):
        assert (await scripts.post("/_sandbox/disconnect", {"reason": "refresh_requested"}))["sockets"] == 1
        await scripts.act("ben", "react", name=name, **where)
        assert (await asyncio.wait_for(heard.get(), PATIENCE_S))["reaction"] == name


async def test_direct_messages_reach_the_app_and_other_channels_do_not(
    app: AsyncApp, client: AsyncWebClient, scripts: Scripts
) -> None:
    heard: Heard = asyncio.Queue()

    @app.event("message")
    async def on_message(event: dict[str, Any]) -> None:
        await heard.put(event)

    elsewhere = await scripts.act("karl", "say", channel="#finance-ai-review", text="Not for the bot")
    said = await scripts.act("karl", "say", channel="answerable", text="Hello, bot")

    assert (elsewhere["ok"], elsewhere["ack_ms"]) == (True, None)
    event = await asyncio.wait_for(heard.get(), PATIENCE_S)
    assert (event["text"], event["channel"], event["channel_type"]) == ("Hello, bot", said["channel"], "im")
    assert (await scripts.act("ben", "say", channel="#finance-ai-review", text="x"))[
        "error"
    ] == "channel_not_found"
