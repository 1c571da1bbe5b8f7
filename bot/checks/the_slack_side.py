"""Whether Slack, or the server in its place, lets us in and lets us do what each feature needs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.checks.finding import Finding, fit, note, unfit
from bot.config import SLACKS_OWN, Settings
from handlers.slack.asking import error_code

# Each scope of the manifest that something would be missing without, and what.
SCOPES: Mapping[str, str] = {
    "chat:write": "no card can be posted",
    "reactions:read": "✅ and ❌ on a card are not heard",
    "channels:read": "public channels cannot be looked up",
    "groups:read": "private channels cannot be looked up",
    "users:read": "nobody's standing can be verified, so nobody can decide",
    "users:read.email": "people cannot be named by e-mail address",
    "usergroups:read": "reviewers cannot be named by user group",
    "channels:history": "a card whose posting was cut off is looked for in vain, and may stand there twice",
    "groups:history": "the same in private channels",
}
_NEEDED_SCOPES = frozenset({"chat:write", "users:read"})

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
    "conversations.history": "a card whose posting was cut off is looked for in vain, and may stand there twice",
    "conversations.replies": "the same for questions in a thread",
    "conversations.info": "channels must be named by what conversations.list says",
    "conversations.list": "channels must be given by id",
    "users.lookupByEmail": "people must be given by Slack id",
    "usergroups.list": "user groups cannot be reviewers",
    "usergroups.users.list": "user groups cannot be reviewers",
}
_NEEDED_METHODS = frozenset({"auth.test", "chat.postMessage", "chat.update", "users.info"})


async def slack_findings(settings: Settings) -> AsyncIterator[Finding]:
    """Give what Slack says of our tokens and scopes, and which methods another server lacks."""
    if settings.bot_token is None:
        return
    client = AsyncWebClient(settings.bot_token, settings.slack_api_url, timeout=10)
    told = await _said(client, "auth.test")
    if isinstance(told, str):
        yield unfit("Slack", f"{settings.slack_api_url} does not let us in: {told}{_HINTS.get(told, '')}")
        return
    answer, headers = told
    yield fit("Slack", f"{answer.get('team', 'a workspace')} as {answer.get('user', 'a bot')}")
    for finding in _scopes(headers):
        yield finding
    if settings.app_token is not None:
        yield await _socket_mode(settings)
    if settings.slack_api_url != SLACKS_OWN:
        async for finding in _methods(client):
            yield finding


_HINTS = {
    "invalid_auth": "; is SLACK_BOT_TOKEN the one of this workspace?",
    "token_revoked": "; install the app again and copy the new token",
    "account_inactive": "; install the app again and copy the new token",
}


def _scopes(headers: Mapping[str, str]) -> Iterator[Finding]:
    said = next((value for name, value in headers.items() if name.lower() == "x-oauth-scopes"), None)
    if said is None:
        yield note("scopes", "the server does not say which it grants")
        return
    granted = {scope.strip() for scope in said.split(",")}
    missing = [scope for scope in SCOPES if scope not in granted]
    for scope in missing:
        verdict = unfit if scope in _NEEDED_SCOPES else note
        yield verdict(
            "scopes", f"{scope} is missing: {SCOPES[scope]}. Paste slack_manifest.yaml and install again"
        )
    if not missing:
        yield fit("scopes", "all that the manifest asks for")


async def _socket_mode(settings: Settings) -> Finding:
    client = AsyncWebClient(base_url=settings.slack_api_url, timeout=10)
    told = await _said(client, "apps.connections.open", token=settings.app_token)
    if isinstance(told, str):
        return unfit(
            "Socket Mode",
            f"no connection is given: {told}; is it on, and has SLACK_APP_TOKEN connections:write?",
        )
    return fit("Socket Mode", "a connection is given")


async def _methods(client: AsyncWebClient) -> AsyncIterator[Finding]:
    """Ask for each method with nothing to do: a server that has it complains of something else."""
    lacking = [name for name in METHODS if name != "auth.test" and await _lacks(client, name)]
    for name in lacking:
        verdict = unfit if name in _NEEDED_METHODS else note
        yield verdict("methods", f"the server has no {name}: {METHODS[name]}")
    if not lacking:
        yield fit("methods", "the server has all that are used")


async def _lacks(client: AsyncWebClient, name: str) -> bool:
    return await _said(client, name) in ("unknown_method", "no_answer", "method_not_supported")


async def _said(
    client: AsyncWebClient, method: str, *, token: str | None = None
) -> tuple[dict[str, Any], Mapping[str, str]] | str:
    """Return what was answered with its headers, or the error in one word or line."""
    arguments = {"token": token} if token else {}
    try:
        answer = await client.api_call(method, params=arguments)
    except SlackApiError as error:
        return error_code(error)
    except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError, AttributeError) as error:
        # AttributeError: the SDK met an answer that is no JSON.
        return str(error).partition("\n")[0] or type(error).__name__
    data = answer.data
    return (data if isinstance(data, dict) else {}), answer.headers
