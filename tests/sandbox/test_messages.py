"""Posting, updating and reading messages, and where Slack refuses."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from sandbox.server import Sandbox
from tests.sandbox.conftest import Scripts, button, refusal


async def test_a_posted_message_is_read_back_with_its_block_ids_and_metadata(client: AsyncWebClient) -> None:
    metadata = {"event_type": "review", "event_payload": {"id": "out_1"}}
    posted = await client.chat_postMessage(
        channel="#support-ai-review", text="A card", blocks=button(), metadata=metadata
    )

    history = await client.conversations_history(channel=posted["channel"], include_all_metadata=True)
    message = history["messages"][0]
    assert message["ts"] == posted["ts"]
    assert message["blocks"][0]["block_id"] == "ans:1:0"
    assert message["metadata"] == metadata
    assert (message["bot_id"], message["app_id"]) == ("B0ANSWERABLE", "A0ANSWERABLE")
    plain = await client.conversations_history(channel=posted["channel"])
    assert "metadata" not in plain["messages"][0]


async def test_message_times_are_strings_that_only_grow(client: AsyncWebClient, scripts: Scripts) -> None:
    first = await client.chat_postMessage(channel="#support-ai-review", text="1")
    second = await client.chat_postMessage(channel="#support-ai-review", text="2")
    await scripts.post("/_sandbox/clock", {"advance_s": 3600})
    third = await client.chat_postMessage(channel="#support-ai-review", text="3")

    assert isinstance(first["ts"], str)
    assert float(first["ts"]) < float(second["ts"]) < float(third["ts"]) - 3599


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("#finance-ai-review", "channel_not_found"),
        ("C404", "channel_not_found"),
        ("U000012DORA", "channel_not_found"),
        ("U000013TICKETBOT", "channel_not_found"),
    ],
)
async def test_one_cannot_post_where_slack_would_not_let_the_bot(
    client: AsyncWebClient, channel: str, error: str
) -> None:
    assert await refusal(client.chat_postMessage(channel=channel, text="Hello")) == error


async def test_a_bot_that_was_removed_or_whose_channel_is_archived_cannot_post(
    client: AsyncWebClient, scripts: Scripts
) -> None:
    legal, sales = await scripts.channel("legal-ai-review"), await scripts.channel("sales-ai-review")
    await scripts.admin("kick", channel="legal-ai-review")
    await scripts.admin("archive", channel="sales-ai-review")

    assert await refusal(client.chat_postMessage(channel=legal, text="Hello")) == "not_in_channel"
    assert await refusal(client.conversations_history(channel=legal)) == "not_in_channel"
    assert await refusal(client.chat_postMessage(channel=sales, text="Hello")) == "is_archived"
    assert (await client.conversations_info(channel=sales))["channel"]["is_archived"]
    assert (await client.conversations_history(channel=sales))["ok"]
    await client.conversations_join(channel=legal)
    assert (await client.chat_postMessage(channel=legal, text="Back"))["ok"]


async def test_the_private_channel_opens_when_the_bot_is_invited(
    client: AsyncWebClient, scripts: Scripts
) -> None:
    finance = await scripts.channel("finance-ai-review")
    assert await refusal(client.conversations_info(channel=finance)) == "channel_not_found"
    await scripts.admin("invite", channel="finance-ai-review")
    assert (await client.conversations_info(channel=finance))["channel"]["is_private"]
    assert (await client.chat_postMessage(channel=finance, text="Hello"))["ok"]


async def test_a_message_to_a_person_opens_direct_messages(client: AsyncWebClient, scripts: Scripts) -> None:
    ada = await scripts.person("ada")
    posted = await client.chat_postMessage(channel=ada, text="3 replies are late")
    opened = await client.conversations_open(users=[ada])

    assert posted["channel"].startswith("D")
    assert opened["channel"]["id"] == posted["channel"]
    info = (await client.conversations_info(channel=posted["channel"]))["channel"]
    assert (info["is_im"], info["user"]) == (True, ada)
    assert await refusal(client.conversations_open(users=[await scripts.person("dora")])) == "user_disabled"


async def test_updating_text_alone_takes_the_blocks_away(client: AsyncWebClient, scripts: Scripts) -> None:
    posted = await client.chat_postMessage(channel="#support-ai-review", text="A card", blocks=button())
    where = {"channel": posted["channel"], "ts": posted["ts"]}

    await client.chat_update(**where, blocks=button("undo", "ans:1:1"), text="Approved")
    assert (await scripts.messages())[0]["blocks"][0]["block_id"] == "ans:1:1"
    await client.chat_update(**where, text="Gone out")

    message = (await scripts.messages())[0]
    assert message["text"] == "Gone out"
    assert "blocks" not in message
    assert message["edited"]["user"] == "U0ANSWERABLE"


async def test_only_own_and_public_messages_can_be_updated(client: AsyncWebClient, scripts: Scripts) -> None:
    channel = await scripts.channel("support-ai-review")
    said = await scripts.act("ben", "say", channel=channel, text="Mine")
    line = await client.chat_postEphemeral(channel=channel, user=await scripts.person("ben"), text="Private")

    assert (
        await refusal(client.chat_update(channel=channel, ts=said["ts"], text="x")) == "cant_update_message"
    )
    assert await refusal(client.chat_delete(channel=channel, ts=said["ts"])) == "cant_delete_message"
    gone = client.chat_update(channel=channel, ts=line["message_ts"], text="x")
    assert await refusal(gone) == "message_not_found"


async def test_a_text_that_may_be_posted_may_be_too_long_for_an_update(client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel="#support-ai-review", text="x" * 40_001)
    assert len(posted["message"]["text"]) == 40_000
    update = client.chat_update(channel=posted["channel"], ts=posted["ts"], text="x" * 4_001)
    assert await refusal(update) == "msg_too_long"


async def test_a_private_line_needs_a_member_and_is_in_no_history(
    client: AsyncWebClient, scripts: Scripts
) -> None:
    channel = await scripts.channel("support-ai-review")
    outsider = client.chat_postEphemeral(channel=channel, user=await scripts.person("dora"), text="Hi")
    assert await refusal(outsider) == "user_not_in_channel"
    await client.chat_postEphemeral(channel=channel, user=await scripts.person("ben"), text="Hi")

    assert (await client.conversations_history(channel=channel))["messages"] == []
    assert [m["ephemeral_to"] for m in await scripts.messages()] == [await scripts.person("ben")]


async def test_replies_are_in_the_thread_and_not_in_the_channel(
    client: AsyncWebClient, scripts: Scripts
) -> None:
    card = await client.chat_postMessage(channel="#support-ai-review", text="A card")
    channel = card["channel"]
    await client.chat_postMessage(channel=channel, thread_ts=card["ts"], text="What was it, Ben?")
    await scripts.act("ben", "say", channel=channel, thread_ts=card["ts"], text="The amount")

    history = (await client.conversations_history(channel=channel))["messages"]
    assert [(m["text"], m["reply_count"]) for m in history] == [("A card", 2)]
    thread = (await client.conversations_replies(channel=channel, ts=card["ts"]))["messages"]
    assert [m["text"] for m in thread] == ["A card", "What was it, Ben?", "The amount"]
    assert await refusal(client.conversations_replies(channel=channel, ts="1.0")) == "thread_not_found"
    orphan = client.chat_postMessage(channel=channel, thread_ts="1.0", text="x")
    assert await refusal(orphan) == "thread_not_found"


async def test_history_is_read_in_pages_and_windows(client: AsyncWebClient) -> None:
    posted = [await client.chat_postMessage(channel="#ai-leaders", text=str(n)) for n in range(5)]
    channel, ts = posted[0]["channel"], [p["ts"] for p in posted]

    first = await client.conversations_history(channel=channel, limit=2)
    second = await client.conversations_history(
        channel=channel, limit=2, cursor=first["response_metadata"]["next_cursor"]
    )
    assert [m["text"] for m in [*first["messages"], *second["messages"]]] == ["4", "3", "2", "1"]
    assert first["has_more"]
    window = await client.conversations_history(channel=channel, oldest=ts[1], latest=ts[3])
    assert [m["text"] for m in window["messages"]] == ["2"]
    closed = await client.conversations_history(channel=channel, oldest=ts[1], latest=ts[3], inclusive=True)
    assert [m["text"] for m in closed["messages"]] == ["3", "2", "1"]
    assert await refusal(client.conversations_history(channel=channel, cursor="wrong")) == "invalid_cursor"


async def test_history_may_lag_behind(client: AsyncWebClient, scripts: Scripts) -> None:
    await scripts.post("/_sandbox/timing", {"history_lag_s": 0.3})
    posted = await client.chat_postMessage(channel="#ai-leaders", text="New")

    assert (await client.conversations_history(channel=posted["channel"]))["messages"] == []
    await asyncio.sleep(0.35)
    assert len((await client.conversations_history(channel=posted["channel"]))["messages"]) == 1


async def test_deleting_leaves_a_tombstone_over_a_thread(client: AsyncWebClient, scripts: Scripts) -> None:
    card = await client.chat_postMessage(channel="#ai-leaders", text="A card")
    reply = await client.chat_postMessage(channel=card["channel"], thread_ts=card["ts"], text="A reply")
    await client.chat_delete(channel=card["channel"], ts=card["ts"])
    assert (await scripts.messages("#ai-leaders"))[0]["subtype"] == "tombstone"
    await client.chat_delete(channel=card["channel"], ts=reply["ts"])
    assert (await scripts.messages("#ai-leaders"))[0]["thread"] == []


async def test_a_permalink_leads_to_the_message(box: Sandbox, client: AsyncWebClient) -> None:
    card = await client.chat_postMessage(channel="#ai-leaders", text="A card")
    link = (await client.chat_getPermalink(channel=card["channel"], message_ts=card["ts"]))["permalink"]
    assert link == f"{box.url}/archives/{card['channel']}/p{card['ts'].replace('.', '')}"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({}, "no_text"),
        ({"blocks": "no json"}, "invalid_blocks_format"),
        ({"text": "x", "metadata": {"event_type": "x"}}, "invalid_metadata_schema"),
        (
            {"text": "x", "metadata": {"event_type": "x", "event_payload": {"a": "b" * 9000}}},
            "metadata_too_large",
        ),
    ],
)
async def test_a_message_that_says_nothing_or_nonsense_is_refused(
    client: AsyncWebClient, arguments: dict[str, Any], error: str
) -> None:
    call = client.api_call("chat.postMessage", json={"channel": "#ai-leaders", **arguments})
    assert await refusal(call) == error


async def test_scopes_are_needed_method_by_method(client: AsyncWebClient, scripts: Scripts) -> None:
    channel, user = await scripts.channel("ai-leaders"), await scripts.person("ada")
    await scripts.admin("scopes", scopes=["channels:read", "users:read"])

    calls: list[Callable[[], Any]] = [
        lambda: client.chat_postMessage(channel=channel, text="x"),
        lambda: client.conversations_history(channel=channel),
        lambda: client.reactions_get(channel=channel, timestamp="1.0"),
        lambda: client.users_lookupByEmail(email="ada@example.com"),
        lambda: client.conversations_list(types="public_channel,private_channel"),
    ]
    for call in calls:
        assert await refusal(call()) == "missing_scope"
    assert "email" not in (await client.users_info(user=user))["user"]["profile"]
    assert (await client.auth_test()).headers["x-oauth-scopes"] == "channels:read,users:read"


async def test_tokens_are_checked(box: Sandbox) -> None:
    def client(token: str) -> AsyncWebClient:
        return AsyncWebClient(token=token, base_url=box.api_url)

    assert await refusal(client("").auth_test()) == "not_authed"
    assert await refusal(client("xoxb-stranger").auth_test()) == "invalid_auth"
    assert await refusal(client("xapp-sandbox").auth_test()) == "not_allowed_token_type"
    assert await refusal(client("xoxb-sandbox").api_call("chat.teleport")) == "unknown_method"


async def test_every_call_is_recorded_without_its_token(client: AsyncWebClient, scripts: Scripts) -> None:
    await client.api_call(
        "chat.postMessage", data={"token": "xoxb-sandbox", "channel": "#ai-leaders", "text": "x"}
    )
    await refusal(client.chat_postMessage(channel="#nowhere", text="x"))

    calls = (await scripts.get("/_sandbox/calls", method="chat.postMessage"))["calls"]
    assert [(c["ok"], c["error"], c["status"]) for c in calls] == [
        (True, None, 200),
        (False, "channel_not_found", 200),
    ]
    assert calls[0]["args"] == {"channel": "#ai-leaders", "text": "x"}
    assert "xoxb" not in str(calls)


async def test_an_interaction_may_be_answered_five_times(
    box: Sandbox, scripts: Scripts, client: AsyncWebClient
) -> None:
    channel, ben = await scripts.channel("ai-leaders"), await scripts.person("ben")
    address = f"{box.url}/response/{box.world.triggers.issue_url(ben, channel, None, None)}"
    answers = [await AsyncWebhookClient(address).send(text=str(n)) for n in range(6)]
    public = f"{box.url}/response/{box.world.triggers.issue_url(ben, channel, None, None)}"
    await AsyncWebhookClient(public).send(text="To all", response_type="in_channel")

    assert [a.status_code for a in answers] == [200] * 5 + [404]
    assert "used_url" in answers[5].body
    seen = await scripts.messages("#ai-leaders")
    assert [m.get("ephemeral_to") for m in seen] == [None] + [ben] * 5


async def test_slack_keeps_three_characters_as_entities(client: AsyncWebClient, scripts: Scripts) -> None:
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": "a < b & c"}},
        {"type": "section", "text": {"type": "mrkdwn", "text": "<https://x|x> &lt; & y"}},
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "a < b"}]}],
        },
    ]
    posted = await client.chat_postMessage(channel="#ai-leaders", text="x", blocks=blocks)
    said = await scripts.act("ruth", "say", channel="#ai-leaders", text="a < b & c")

    history = (await client.conversations_history(channel=posted["channel"]))["messages"]
    assert (history[0]["ts"], history[0]["text"]) == (said["ts"], "a &lt; b &amp; c")
    kept = history[1]["blocks"]
    assert kept[0]["text"]["text"] == "a &lt; b &amp; c"
    assert kept[1]["text"]["text"] == "<https://x|x> &lt; &amp; y"
    assert kept[2]["elements"][0]["elements"][0]["text"] == "a < b"
    assert (await scripts.messages("#ai-leaders"))[1]["blocks"][0]["text"]["text"] == "a < b & c"


async def test_a_body_that_is_no_json_object_is_refused(box: Sandbox, scripts: Scripts) -> None:
    headers = {"Authorization": "Bearer xoxb-sandbox", "Content-Type": "application/json"}
    for body, error in ((b"{", "invalid_json"), (b"[1]", "json_not_object")):
        async with scripts.session.post(f"{box.api_url}auth.test", data=body, headers=headers) as response:
            assert await response.json() == {"ok": False, "error": error}


async def test_replies_are_told_to_a_bot_that_is_there_and_may_read_them(
    app: AsyncApp, client: AsyncWebClient, scripts: Scripts
) -> None:
    card = await client.chat_postMessage(channel="#support-ai-review", text="A card")
    heard = []

    async def hear(event: dict[str, Any]) -> None:
        heard.append(event)

    app.event("message")(hear)
    reply = {"channel": card["channel"], "thread_ts": card["ts"]}
    said = await scripts.act("ben", "say", text="Looks good", **reply)
    await scripts.admin("scopes", scopes=["channels:read", "groups:history", "chat:write"])
    await scripts.act("ben", "say", text="Unheard", **reply)

    (event,) = [one for one in heard if one["user"] == await scripts.person("ben")]
    told = {name: event[name] for name in ("text", "ts", "thread_ts", "channel", "channel_type")}
    assert told == {
        "text": "Looks good",
        "ts": said["ts"],
        "thread_ts": card["ts"],
        "channel": card["channel"],
        "channel_type": "channel",
    }
    assert event["parent_user_id"] == card["message"]["user"]
