"""Whether Slack, or the server in its place, lets us in and lets us do what each feature needs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.checks.finding import Finding, fit, note, unfit
from bot.checks.the_methods import method_findings
from bot.config import SLACKS_OWN, Settings
from handlers.slack.admission import SHUT_OUT
from handlers.slack.calling import WebClient, called_with_headers
from handlers.slack.failures import UNKNOWN_METHOD, refusal_of

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
    "im:write": "nobody gets a message: of a task, or of what came of a report",
    "im:history": "such a message whose posting was cut off may stand there twice",
    "files:write": "the leaders' weekly message has no pictures below it",
}
_NEEDED_SCOPES = frozenset({"chat:write", "users:read"})


async def slack_findings(settings: Settings) -> AsyncIterator[Finding]:
    """Give what Slack says of our tokens and scopes, and which methods another server lacks."""
    if settings.bot_token is None:
        return
    client = WebClient(settings.bot_token, settings.slack_api_url, timeout=_PATIENCE_S)
    told = await _said(client, "auth.test", needs=("team_id", "user_id"))
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
        for finding in await method_findings(client, str(answer["user_id"])):
            yield finding


_PATIENCE_S = 10
_NO_SUCH = "there is no such method"
_HINTS = {
    _NO_SUCH: "; does SLACK_API_URL name a Slack-compatible server?",
    **{code: f"; {what}. Put its token into the settings and restart" for code, what in SHUT_OUT.items()},
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
    client = WebClient(settings.app_token, settings.slack_api_url, timeout=_PATIENCE_S)
    told = await _said(client, "apps.connections.open", needs=("url",))
    if told == _NO_SUCH:
        return unfit(
            "Socket Mode",
            "the server has none; take SLACK_APP_TOKEN away and set SLACK_SIGNING_SECRET for events over HTTP",
        )
    if isinstance(told, str):
        return unfit(
            "Socket Mode",
            f"no connection is given: {told}; is it on, and has SLACK_APP_TOKEN connections:write?",
        )
    return fit("Socket Mode", "a connection is given")


async def _said(
    client: AsyncWebClient, method: str, *, needs: tuple[str, ...]
) -> tuple[dict[str, Any], Mapping[str, str]] | str:
    """Return what was answered with its headers, or the error in one word or line."""
    try:
        return await called_with_headers(client, method, {}, needs=needs)
    except SlackApiError as error:
        code, _ = refusal_of(error)
        if code.startswith("http_"):
            return f"the answer to {method} is not Slack's ({code.upper().replace('_', ' ')})"
        return _NO_SUCH if code == UNKNOWN_METHOD else code
    except TimeoutError:
        return f"it does not answer in {_PATIENCE_S} seconds"
    except (SlackClientError, aiohttp.ClientError, OSError) as error:
        return str(error).partition("\n")[0] or type(error).__name__
