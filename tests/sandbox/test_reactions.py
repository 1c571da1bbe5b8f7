"""Reactions by people and by the bot, as Slack takes and refuses them."""

from __future__ import annotations

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.conftest import Scripts, refusal


@pytest.fixture
async def card(client: AsyncWebClient) -> dict[str, str]:
    posted = await client.chat_postMessage(channel="#support-ai-review", text="A card")
    return {"channel": posted["channel"], "timestamp": posted["ts"]}


async def test_the_bot_reacts_and_reads_who_reacted(
    client: AsyncWebClient, scripts: Scripts, card: dict[str, str]
) -> None:
    await client.reactions_add(name="eyes", **card)
    where = {"channel": card["channel"], "ts": card["timestamp"]}
    await scripts.act("ben", "react", name="eyes", **where)
    await scripts.act("ticketbot", "react", name="thumbsup", **where)

    reactions = (await client.reactions_get(full=True, **card))["message"]["reactions"]
    assert [(r["name"], r["count"]) for r in reactions] == [("eyes", 2), ("+1", 1)]
    assert reactions[0]["users"] == ["U0ANSWERABLE", await scripts.person("ben")]
    assert await refusal(client.reactions_add(name="eyes", **card)) == "already_reacted"
    await client.reactions_remove(name="eyes", **card)
    assert await refusal(client.reactions_remove(name="eyes", **card)) == "no_reaction"


@pytest.mark.parametrize("name", ["white_tick", "not an emoji", "+1::skin-tone-9"])
async def test_names_that_the_api_does_not_know_are_refused(
    client: AsyncWebClient, card: dict[str, str], name: str
) -> None:
    assert await refusal(client.reactions_add(name=name, **card)) == "invalid_name"


async def test_one_reacts_only_where_one_is_and_to_what_is_there(
    client: AsyncWebClient, scripts: Scripts, card: dict[str, str]
) -> None:
    where = {"channel": card["channel"], "ts": card["timestamp"], "name": "eyes"}
    await scripts.act("karl", "leave", channel=card["channel"])
    assert (await scripts.act("karl", "react", **where))["error"] == "not_in_channel"
    assert (await scripts.act("karl", "join", channel=card["channel"]))["ok"]
    assert (await scripts.act("karl", "react", **where))["ok"]
    assert (await scripts.act("karl", "unreact", **where))["ok"]
    assert (await scripts.act("karl", "unreact", **where))["error"] == "no_reaction"
    assert (await scripts.act("ben", "react", **(where | {"ts": "1.0"})))["error"] == "message_not_found"
    assert (await scripts.act("gus", "join", channel="#ai-leaders"))["error"] == "restricted_action"
    assert await refusal(client.reactions_add(name="eyes", channel=card["channel"], timestamp="1.0")) == (
        "message_not_found"
    )
