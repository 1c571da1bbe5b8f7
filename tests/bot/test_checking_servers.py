"""What `answerable check` says of a server in Slack's place: a line for each thing, whatever it answers."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp import web

from bot.checks.finding import Finding
from bot.checks.the_methods import METHODS, method_findings
from bot.checks.the_slack_side import slack_findings
from bot.config import Settings
from handlers.slack.calling import WebClient
from tests.ground.other_server import PEOPLE, US, OtherServer, as_text, page, running


async def told(server: OtherServer, **settings: Any) -> dict[str, list[str]]:
    """Return what is said of each part, with the verdict before it."""
    async with running(server):
        given = Settings(bot_token="xoxb-1", slack_api_url=server.api_url, **settings)
        return by_part([finding async for finding in slack_findings(given)])


def by_part(findings: list[Finding]) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for one in findings:
        said.setdefault(one.part, []).append(f"{one.verdict} {one.says}")
    return said


@pytest.mark.parametrize(
    "lacking",
    [
        lambda: web.json_response({"ok": False, "error": "unknown_method"}),
        lambda: web.json_response({"message": "Not Found"}, status=404),
        lambda: as_text({"ok": False, "error": "unknown_method"}),
        lambda: page(404),
        lambda: page(405),
        lambda: web.Response(status=501),
    ],
)
async def test_each_method_that_is_lacking_is_named_with_what_it_costs(lacking: Any) -> None:
    server = OtherServer(lacking=lacking)

    said = await told(server)

    missing = [name for name in METHODS if name not in server.methods]
    assert said["methods"] == [f"note the server has no {name}: {METHODS[name]}" for name in missing]
    assert said["Slack"][0].startswith("fit ")


async def test_without_a_method_that_everything_rests_on_it_is_not_fit() -> None:
    server = OtherServer()
    del server.methods["chat.update"]

    said = await told(server)

    assert "unfit the server has no chat.update: no card can be brought up to date" in said["methods"]


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        (lambda _: {"ok": True, "user_id": US}, "the answer to auth.test has no team_id"),
        (lambda _: {"ok": True}, "the answer to auth.test has no team_id"),
        (lambda _: {}, "the answer to auth.test is not Slack's (HTTP 200)"),
        (lambda _: page(200), "the answer to auth.test is not Slack's (HTTP 200)"),
        (lambda _: page(500), "the answer to auth.test is not Slack's (HTTP 500)"),
        (lambda _: web.json_response([1]), "the answer to auth.test is not Slack's"),
        (lambda _: page(404), "there is no such method; does SLACK_API_URL name a Slack-compatible server?"),
    ],
)
async def test_who_we_are_must_be_known(answer: Any, line: str) -> None:
    server = OtherServer()
    server.methods["auth.test"] = answer

    said = await told(server)

    assert said == {"Slack": [f"unfit {server.api_url} does not let us in: {line}"]}


@pytest.mark.parametrize(
    ("user", "line"),
    [
        ({"id": US, "name": "answerable"}, "users.info says no team_id"),
        (PEOPLE["U0BEN"], "users.info does not tell of whom it is asked about"),
    ],
)
async def test_people_who_cannot_be_verified_are_a_line(user: Any, line: str) -> None:
    server = OtherServer()
    server.methods["users.info"] = lambda _: {"ok": True, "user": user}

    said = await told(server)

    assert said["people"][0].startswith(f"unfit {line}")
    assert "nobody can decide" in said["people"][0]


async def test_a_server_that_says_yes_to_everything_is_not_believed() -> None:
    server = OtherServer(lacking=lambda: web.json_response({"ok": True}))
    server.methods["chat.postMessage"] = lambda _: {"ok": True}

    said = await told(server)

    assert said["methods"] == [
        "note the server takes a message for no channel: that it has a method does not mean that it does anything"
    ]


async def test_without_socket_mode_it_says_what_to_do_instead() -> None:
    said = await told(OtherServer(), app_token="xapp-1")

    assert said["Socket Mode"] == [
        "unfit the server has none; take SLACK_APP_TOKEN away and set SLACK_SIGNING_SECRET for events over HTTP"
    ]


async def test_methods_that_never_answer_cost_one_timeout_together() -> None:
    class Hanging(OtherServer):
        async def answer(self, request: web.Request) -> web.StreamResponse:
            if request.match_info["method"] in self.methods:
                return await super().answer(request)
            await asyncio.sleep(60)
            return page(200)

    async with running(Hanging()) as server, asyncio.timeout(8):
        findings = await method_findings(WebClient("xoxb-1", server.api_url, timeout=1), US)

    said = by_part(findings)["methods"]
    assert len(said) == len(METHODS) - 4
    assert "note the server does not answer views.open in time: nothing can be decided in a modal" in str(
        said
    )


async def test_a_server_that_has_everything_is_fit() -> None:
    server = OtherServer()
    no = {"ok": False, "error": "invalid_arguments"}
    server.methods = {name: lambda _: no for name in METHODS} | server.methods

    said = await told(server)

    assert said["methods"] == ["fit the server has all that are used"]
