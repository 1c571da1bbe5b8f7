"""Which methods the server in Slack's place lacks, and what that costs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.checks.finding import Finding, fit, note, unfit
from handlers.slack.calling import called
from handlers.slack.failures import UNKNOWN_METHOD, refusal_of

# Every method that the program calls, and what a server that lacks it costs.
METHODS: Mapping[str, str] = {
    "auth.test": "nothing works",
    "chat.postMessage": "no card can be posted",
    "chat.update": "no card can be brought up to date",
    "users.info": "nobody's standing can be verified, so nobody can decide",
    "views.open": "nothing can be decided in a modal, and always_human not at all",
    "views.update": 'a modal that opens with "one moment" stays like that',
    "views.push": "a modal cannot open a second one",
    "views.publish": "App Home stays empty",
    "chat.postEphemeral": "whoever may not decide is not told why",
    "chat.getPermalink": "outputs carry no link to their card",
    "chat.delete": "a card that was posted twice stays there twice",
    "conversations.history": "a card whose posting was cut off is not looked for, and may stand there twice",
    "conversations.replies": "the same for questions in a thread",
    "reactions.get": "a mark whose event got lost is not found again",
    "conversations.open": "nobody gets a message: of a task, or of what came of a report",
    "conversations.info": "what conversations.list says of a channel has to do",
    "conversations.list": "channels must be given by id",
    "users.lookupByEmail": "people must be given by Slack id",
    "files.getUploadURLExternal": "the leaders' message has no pictures below it",
    "files.completeUploadExternal": "the leaders' message has no pictures below it",
    "usergroups.list": "user groups cannot be reviewers",
    "usergroups.users.list": "user groups cannot be reviewers",
}
_YES = "that it has a method does not mean that it does anything"
# Some servers break where they are told of no channel.
_WITH: Mapping[str, Mapping[str, object]] = {"conversations.info": {"channel": "C0000000000"}}
_NEEDED = frozenset({"auth.test", "chat.postMessage", "chat.update", "users.info"})


async def method_findings(client: AsyncWebClient, our_id: str) -> list[Finding]:
    """Return what the server lacks, a line each: each method is called with nothing to do.

    A server that has it complains of something else. All are asked at once: one that answers nothing costs
    the client's timeout, not a multiple of it.
    """
    names = [name for name in METHODS if name != "auth.test"]
    told = dict(zip(names, await asyncio.gather(*(_answer(client, name) for name in names)), strict=True))
    lacking = [
        (unfit if name in _NEEDED else note)("methods", f"{complaint}: {METHODS[name]}")
        for name, complaint in told.items()
        if complaint
    ]
    if told["chat.postMessage"] == "":
        lacking.append(note("methods", f"the server takes a message for no channel: {_YES}"))
    lacking += [unfit("people", line) for line in await _people(client, our_id)]
    return lacking or [fit("methods", "the server has all that are used")]


async def _answer(client: AsyncWebClient, name: str) -> str | None:
    """Return what is wrong with how the method is answered, None if nothing is; "" if it said yes to nothing."""
    try:
        await called(client, name, _WITH.get(name, {}))
    except SlackApiError as error:
        code, _ = refusal_of(error)
        if code == UNKNOWN_METHOD:
            return f"the server has no {name}"
        return (
            f"the server answers {name} with {code.upper().replace('_', ' ')}"
            if code.startswith("http_")
            else None
        )
    except TimeoutError:
        return f"the server does not answer {name} in time"
    except (SlackClientError, aiohttp.ClientError, OSError) as error:
        return f"the server does not answer {name} as Slack would ({type(error).__name__})"
    return ""


async def _people(client: AsyncWebClient, our_id: str) -> Iterator[str]:
    """Give what is missing from what the server says of people: of ourselves, whom it must know."""
    try:
        told = await called(client, "users.info", {"user": our_id})
    except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError):
        return iter(())
    user = told.get("user") or {}
    if user.get("id") != our_id:
        return iter(["users.info does not tell of whom it is asked about, so nobody can decide"])
    if not (user.get("team_id") or user.get("enterprise_user")):
        return iter(["users.info says no team_id, so everybody counts as a stranger, and nobody can decide"])
    return iter(())
