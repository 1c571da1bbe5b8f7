"""What Slack's refusals and broken lines mean for a wish: again, doubtful, or never."""

from __future__ import annotations

from collections.abc import Mapping

import aiohttp
from slack_sdk.errors import SlackApiError

from handlers.outbox.outcomes import Dead, Doubtful, NotYet, PutOff, Retry
from handlers.slack.admission import SHUT_OUT
from handlers.slack.calling import OddAnswer

SOON_S = 5.0
"""After something that passes by itself."""
LATER_S = 60.0
"""After something that an operator has to put right, and will be told of again and again until then."""
MUCH_LATER_S = 300.0
"""After something that has to be put right in Slack: a channel that is gone or closed to us."""

UNKNOWN_METHOD = "unknown_method"
# How servers say so that do not say it as Slack does.
_NO_SUCH_METHOD = frozenset({"method_not_supported", "http_404", "http_405", "http_501"})

RATE_LIMITED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})

# Parts of the work may have been done all the same.
_UNCLEAR = frozenset({"fatal_error", "internal_error", "service_unavailable", "request_timeout"})

# What to do about it, for the log. The bot goes on trying: nothing is lost, and nothing is skipped.
_FOR_THE_OPERATOR = {
    **SHUT_OUT,
    "missing_scope": "the Slack app lacks a scope: install it again with slack_manifest.yaml",
    "no_permission": "the Slack app lacks a right: install it again with slack_manifest.yaml",
    "org_login_required": "the workspace is being moved",
    "team_added_to_org": "the workspace is being moved",
}
_FOR_THE_CHANNEL = {
    "access_denied": "the bot may not post there",
    "channel_not_found": "there is no such channel, or it is private and the bot was not invited",
    "ekm_access_denied": "the organisation's key management does not let messages through",
    "is_archived": "the channel is archived",
    "not_in_channel": "the bot is not in the channel: invite it",
    "restricted_action": "only some people may post there",
    "restricted_action_non_threadable_channel": "the channel takes no threads",
    "restricted_action_read_only_channel": "the channel is read-only",
    "restricted_action_thread_only_channel": "the channel takes threads only",
    "team_access_not_granted": "the app was not granted access to this workspace",
}

# That the channel itself is gone for us: asked about it, Slack says the same.
GONE = frozenset({"channel_not_found", "is_archived", "not_in_channel"})

# That it takes messages, and none of ours: of that it says nothing when asked.
RESTRICTED = frozenset(
    {
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
    }
)

Failure = Retry | NotYet | Doubtful | Dead


def refusal_of(error: SlackApiError) -> tuple[str, Mapping[str, object]]:
    """Return Slack's error code and the response's headers; "http_<status>" where the body is no answer.

    The SDK hands on whatever came: a raw response, or text instead of JSON. That there is no such method is
    always "unknown_method".
    """
    response = error.response
    status = getattr(response, "status_code", None) or getattr(response, "status", None)
    headers = getattr(response, "headers", None) or {}
    data = getattr(response, "data", None)
    code = data.get("error") if isinstance(data, Mapping) else None
    said = str(code or ("ratelimited" if status == 429 else f"http_{status}"))
    return (UNKNOWN_METHOD if said in _NO_SUCH_METHOD else said), headers


def retry_after_s(headers: Mapping[str, object]) -> float:
    """Return how long Slack asks to be left alone; a second if it does not say, or unclearly."""
    found = {name.lower(): value for name, value in headers.items()}.get("retry-after")
    try:
        return max(0.0, float(str(found)))
    except ValueError:
        return 1.0


def meaning_of(code: str, *, repeatable: bool, changes: bool) -> Failure:
    """Return what an error code means. A call that is `repeatable` is simply made again; one that `changes` something
    may have done so.
    """
    if code in _FOR_THE_OPERATOR:
        return Retry(LATER_S, f"{code}: {_FOR_THE_OPERATOR[code]}")
    if code in _FOR_THE_CHANNEL:
        return Retry(MUCH_LATER_S, f"{code}: {_FOR_THE_CHANNEL[code]}")
    if code in _UNCLEAR or code.startswith("http_"):
        return Retry(SOON_S, code, changed=changes) if repeatable else Doubtful(code)
    return Dead(code)


def is_closed_to_us(failure: Failure | PutOff) -> bool:
    """Say whether the call failed since the bot has no way into the channel."""
    return failure.why.partition(":")[0] in _FOR_THE_CHANNEL


def meaning_of_broken_line(error: Exception, *, repeatable: bool, changes: bool) -> Failure:
    """Return what a connection that failed means: where none was made, surely nothing was sent."""
    name = str(error) if isinstance(error, OddAnswer) else type(error).__name__
    never_sent = isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)
    if never_sent:
        return Retry(SOON_S, name)
    return Retry(SOON_S, name, changed=changes) if repeatable else Doubtful(name)
