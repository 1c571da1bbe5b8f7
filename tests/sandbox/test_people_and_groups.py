"""The cast as the Web API shows it, and what happens to people, groups and channels."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.conftest import PATIENCE_S, Scripts, refusal


async def test_the_default_workspace_has_everyone_a_review_needs(scripts: Scripts) -> None:
    people = (await scripts.get("/_sandbox/people"))["people"]
    kinds = [p["kind"] for p in people]
    channels = (await scripts.get("/_sandbox/channels"))["channels"]

    assert kinds.count("member") >= 8
    assert {"guest", "external", "deactivated", "bot"} <= set(kinds)
    assert {"#support-ai-review", "#legal-ai-review", "#sales-ai-review", "#ai-leaders"} <= {
        f"#{c['name']}" for c in channels
    }


async def test_users_info_tells_who_may_not_judge(client: AsyncWebClient, scripts: Scripts) -> None:
    async def user(name: str) -> dict[str, Any]:
        found: dict[str, Any] = (await client.users_info(user=await scripts.person(name)))["user"]
        return found

    ada, gus, xenia = await user("ada"), await user("gus"), await user("xenia")
    dora, ticketbot, tom = await user("dora"), await user("ticketbot"), await user("tom")
    assert (ada["tz"], ada["profile"]["email"]) == ("Europe/Berlin", "ada@example.com")
    assert tom["tz"] == "America/New_York"
    assert (gus["is_restricted"], ada["is_restricted"]) == (True, False)
    assert (xenia["is_stranger"], xenia["team_id"] != ada["team_id"]) == (True, True)
    assert "email" not in xenia["profile"]
    assert dora["deleted"]
    assert "tz" not in dora
    assert ticketbot["is_bot"]
    assert await refusal(client.users_info(user="U404")) == "user_not_found"


async def test_only_active_people_of_the_workspace_are_found_by_e_mail(client: AsyncWebClient) -> None:
    assert (await client.users_lookupByEmail(email="Ben@Example.com"))["user"]["name"] == "ben"
    for stranger in ("dora@example.com", "xenia@example.com", "nobody@example.com"):
        assert await refusal(client.users_lookupByEmail(email=stranger)) == "users_not_found"


async def test_groups_are_listed_with_their_members(client: AsyncWebClient, scripts: Scripts) -> None:
    groups = (await client.usergroups_list(include_users=True))["usergroups"]
    support = next(g for g in groups if g["handle"] == "support")
    members = [await scripts.person(name) for name in ("ben", "mia", "tom")]

    assert support["users"] == members
    assert (await client.usergroups_users_list(usergroup=support["id"]))["users"] == members
    assert await refusal(client.usergroups_users_list(usergroup="S404")) == "no_such_subteam"


async def test_lists_come_in_pages(client: AsyncWebClient) -> None:
    names: list[str] = []
    async for part in await client.users_list(limit=4):
        names += [member["name"] for member in part["members"]]
    assert len(names) == len(set(names)) == 14
    channels = (await client.conversations_list(types="public_channel,private_channel"))["channels"]
    assert "finance-ai-review" not in [c["name"] for c in channels]
    assert all(c["is_member"] for c in channels)


async def test_do_not_disturb_tells_the_present_or_next_window(
    client: AsyncWebClient, scripts: Scripts
) -> None:
    await scripts.admin("set_person", user="ben", tz="UTC", quiet_hours=["22:00", "07:00"])
    await scripts.post("/_sandbox/clock", {"to": "2030-01-05T03:00:00+00:00"})
    ben = await scripts.person("ben")
    night = await client.dnd_info(user=ben)
    await scripts.post("/_sandbox/clock", {"advance_s": 12 * 3600})
    day = await client.dnd_info(user=ben)
    now = (await scripts.get("/_sandbox/clock"))["now"]

    assert night["next_dnd_start_ts"] < night["next_dnd_end_ts"] < now < day["next_dnd_start_ts"]
    assert day["next_dnd_end_ts"] - day["next_dnd_start_ts"] == 9 * 3600
    assert (await client.dnd_info(user=await scripts.person("ticketbot")))["dnd_enabled"] is False


@pytest.mark.parametrize(
    ("change", "event", "expected"),
    [
        ({"do": "deactivate", "user": "tom"}, "user_change", {"user": {"deleted": True}}),
        (
            {"do": "set_person", "user": "tom", "tz": "Asia/Tokyo"},
            "user_change",
            {"user": {"tz": "Asia/Tokyo"}},
        ),
        (
            {"do": "rename", "channel": "ai-leaders", "name": "leads"},
            "channel_rename",
            {"channel": {"name": "leads"}},
        ),
        ({"do": "archive", "channel": "ai-leaders"}, "channel_archive", {}),
        (
            {"do": "change_id", "channel": "ai-leaders"},
            "channel_id_changed",
            {"type": "channel_id_changed"},
        ),
        ({"do": "kick", "channel": "ai-leaders"}, "channel_left", {}),
        ({"do": "delete_channel", "channel": "ai-leaders"}, "channel_deleted", {}),
        ({"do": "revoke_token"}, "tokens_revoked", {"tokens": {"bot": ["U0ANSWERABLE"]}}),
        ({"do": "uninstall"}, "app_uninstalled", {}),
        ({"do": "disable_group", "group": "@legal"}, "subteam_updated", {"subteam": {"handle": "legal"}}),
        ({"do": "kick", "channel": "ai-leaders"}, "member_left_channel", {"user": "U0ANSWERABLE"}),
        ({"do": "invite", "channel": "finance-ai-review"}, "member_joined_channel", {"user": "U0ANSWERABLE"}),
        (
            {"do": "add_to_group", "group": "@legal", "users": ["ada"]},
            "subteam_members_changed",
            {"added_users_count": 1},
        ),
        (
            {"do": "remove_from_group", "group": "legal", "users": ["dan"]},
            "subteam_updated",
            {"subteam": {"users": []}},
        ),
    ],
)
async def test_the_app_hears_what_happens_to_the_workspace(
    app: AsyncApp, scripts: Scripts, change: dict[str, Any], event: str, expected: dict[str, Any]
) -> None:
    heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    @app.event(event)
    async def on_event(event: dict[str, Any]) -> None:
        await heard.put(event)

    await scripts.post("/_sandbox/timing", {"ack_s": 0.3})
    assert (await scripts.post("/_sandbox/admin", change))["ok"]
    got = await asyncio.wait_for(heard.get(), PATIENCE_S)
    for name, value in expected.items():
        held = {key: got[name][key] for key in value} if isinstance(value, dict) else got[name]
        assert held == value


async def test_who_is_deactivated_leaves_channels_and_groups_and_does_nothing_more(
    client: AsyncWebClient, scripts: Scripts
) -> None:
    tom, channel = await scripts.person("tom"), await scripts.channel("support-ai-review")
    await scripts.admin("deactivate", user="tom")

    assert tom not in (await client.conversations_members(channel=channel))["members"]
    groups = (await client.usergroups_list(include_users=True))["usergroups"]
    assert all(tom not in group["users"] for group in groups)
    answer = await scripts.act("tom", "say", channel=channel, text="Still here?")
    assert answer["error"] == "account_inactive"


async def test_a_renamed_channel_keeps_its_id(client: AsyncWebClient, scripts: Scripts) -> None:
    channel = await scripts.channel("ai-leaders")
    await scripts.admin("rename", channel="ai-leaders", name="#leads")
    assert (await client.conversations_info(channel=channel))["channel"]["name"] == "leads"
    assert await refusal(client.chat_postMessage(channel="#ai-leaders", text="x")) == "channel_not_found"


async def test_a_group_that_is_disabled_is_none_until_it_is_asked_for(
    client: AsyncWebClient, scripts: Scripts
) -> None:
    legal = next(g for g in (await client.usergroups_list())["usergroups"] if g["handle"] == "legal")
    await scripts.admin("disable_group", group="legal")

    assert legal["id"] not in [g["id"] for g in (await client.usergroups_list())["usergroups"]]
    assert await refusal(client.usergroups_users_list(usergroup=legal["id"])) == "no_such_subteam"
    assert (await client.usergroups_users_list(usergroup=legal["id"], include_disabled=True))["users"]
    await scripts.admin("enable_group", group="legal")
    assert (await client.usergroups_users_list(usergroup=legal["id"]))["users"]


@pytest.mark.parametrize(
    ("what", "said"), [("revoke_token", "token_revoked"), ("uninstall", "account_inactive")]
)
async def test_a_dead_token_opens_nothing_and_a_new_one_everything(
    client: AsyncWebClient, scripts: Scripts, what: str, said: str
) -> None:
    await scripts.admin(what)
    dead = await refusal(client.auth_test())
    await scripts.admin("reinstall")

    assert dead == await refusal(client.auth_test()) == said
    client.token = "xoxb-sandbox-2"
    assert (await client.auth_test())["ok"]


async def test_a_channel_that_was_deleted_is_none(client: AsyncWebClient, scripts: Scripts) -> None:
    channel = await scripts.channel("ai-leaders")
    await scripts.admin("delete_channel", channel="ai-leaders")

    assert await refusal(client.conversations_info(channel=channel)) == "channel_not_found"
    assert await refusal(client.chat_postMessage(channel=channel, text="x")) == "channel_not_found"


async def test_reset_brings_everything_back(client: AsyncWebClient, scripts: Scripts) -> None:
    channel = await scripts.channel("ai-leaders")
    await client.chat_postMessage(channel=channel, text="x")
    await scripts.admin("rename", channel="ai-leaders", name="leads")
    await scripts.fault("*", "500", times=9)
    await scripts.post("/_sandbox/reset")

    assert await scripts.channel("ai-leaders") == channel
    assert await scripts.messages("#ai-leaders") == []
    assert (await client.auth_test())["ok"]
