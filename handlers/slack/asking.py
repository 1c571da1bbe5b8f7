"""Reading from Slack: an answer, a definite "there is none", or nobody could be asked."""

from __future__ import annotations

from collections.abc import Awaitable, Collection
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from handlers.slack.failures import refusal_of

NO_SUCH_PERSON = frozenset({"user_not_found", "users_not_found", "user_not_visible"})
NO_SUCH_CHANNEL = frozenset({"channel_not_found"})
# User groups are for paid plans, and not every Slack-compatible server has them.
NO_GROUPS = frozenset(
    {
        "plan_upgrade_required",
        "paid_teams_only",
        "missing_scope",
        "unknown_method",
        "no_such_subteam",
        "subteam_not_found",
    }
)


class Absent(Exception):
    """Slack says for certain that there is none."""


class Unreachable(Exception):
    """Slack could not be asked, or would not answer: nothing is known. The message says why in a few words."""


async def asked(call: Awaitable[Any], *, absent: Collection[str] = ()) -> dict[str, Any]:
    """Return what Slack answers. Raises Absent for an error in `absent`, Unreachable for any other."""
    try:
        answer = await call
    except SlackApiError as error:
        code = error_code(error)
        if code in absent:
            raise Absent(code) from error
        raise Unreachable(code) from error
    except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError, AttributeError) as error:
        # AttributeError: the SDK met an answer that is text and no JSON.
        raise Unreachable(str(error) or type(error).__name__) from error
    data: dict[str, Any] = answer.data
    return data


def error_code(error: SlackApiError) -> str:
    """Return Slack's word for what was wrong; "no_answer" where it was not even JSON."""
    code, _ = refusal_of(error)
    return "no_answer" if code.startswith("http_") else code
