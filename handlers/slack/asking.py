"""Asking Slack: an answer, a definite "there is none", or nobody could be asked."""

from __future__ import annotations

from collections.abc import Awaitable, Collection
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from handlers.slack.failures import UNKNOWN_METHOD, refusal_of

NO_SUCH_PERSON = frozenset({"user_not_found", "users_not_found", "user_not_visible"})
NO_SUCH_CHANNEL = frozenset({"channel_not_found"})
# User groups are for paid plans, and not every Slack-compatible server has them.
NO_GROUPS = frozenset(
    {
        "plan_upgrade_required",
        "paid_teams_only",
        "missing_scope",
        UNKNOWN_METHOD,
        "no_such_subteam",
        "subteam_not_found",
    }
)


class Absent(Exception):
    """Slack says for certain that there is none."""


class Unreachable(Exception):
    """Slack could not be asked, or would not answer: nothing is known. The message says why in a few words."""


class Lacking(Unreachable):
    """The server does not have the method; Slack has them all, others in its place may not."""

    def __init__(self, method: str) -> None:
        super().__init__(f"it has no {method}")
        self.method = method


async def asked(
    method: str, call: Awaitable[dict[str, Any]], *, absent: Collection[str] = ()
) -> dict[str, Any]:
    """Return what the method answers.

    Raises Absent for an error in `absent`, Lacking where there is no such method, Unreachable for any other.
    """
    try:
        return await call
    except SlackApiError as error:
        code, _ = refusal_of(error)
        if code in absent:
            raise Absent(code) from error
        raise Lacking(method) if code == UNKNOWN_METHOD else Unreachable(code) from error
    except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as error:
        raise Unreachable(str(error) or type(error).__name__) from error
