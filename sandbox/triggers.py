"""Trigger ids and response urls: what an interaction lets the app do afterwards, and for how long."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from sandbox.errors import ApiError

RESPONSE_URL_S = 1800.0
RESPONSE_URL_USES = 5


@dataclass
class Trigger:
    """What one interaction lets the app open, once."""

    user_id: str
    expires_at_s: float
    view_id: str | None = None  # the modal it was pressed in
    used: bool = False


@dataclass
class ResponseUrl:
    """Where one interaction may be answered: up to five times in half an hour."""

    user_id: str
    channel: str
    expires_at_s: float
    message_ts: str | None = None
    thread_ts: str | None = None
    uses: int = 0


@dataclass
class Triggers:
    """All that were given out."""

    live_s: float = 3.0
    given: dict[str, Trigger] = field(default_factory=dict)
    urls: dict[str, ResponseUrl] = field(default_factory=dict)

    def issue(self, user_id: str, view_id: str | None = None) -> str:
        """A new trigger id for what this person just did."""
        trigger_id = f"{len(self.given) + 1}.1.sandbox"
        self.given[trigger_id] = Trigger(user_id, time.monotonic() + self.live_s, view_id)
        return trigger_id

    def redeem(self, trigger_id: str) -> Trigger:
        """Uses the trigger up. ApiError as Slack's if it is unknown, used or older than three seconds."""
        trigger = self.given.get(trigger_id)
        if trigger is None:
            raise ApiError("invalid_trigger_id")
        if time.monotonic() > trigger.expires_at_s:
            raise ApiError("expired_trigger_id")
        if trigger.used:
            raise ApiError("exchanged_trigger_id")
        trigger.used = True
        return trigger

    def issue_url(self, user_id: str, channel: str, message_ts: str | None, thread_ts: str | None) -> str:
        """The name of a new response url, to be put behind `/response/`."""
        name = f"{len(self.urls) + 1:06}-sandbox"
        expires = time.monotonic() + RESPONSE_URL_S
        self.urls[name] = ResponseUrl(user_id, channel, expires, message_ts, thread_ts)
        return name

    def use_url(self, name: str) -> ResponseUrl:
        """Counts one use. ApiError `used_url` or `expired_url` past the limits, `invalid_url` if unknown."""
        url = self.urls.get(name)
        if url is None:
            raise ApiError("invalid_url", status=404)
        if time.monotonic() > url.expires_at_s:
            raise ApiError("expired_url", status=404)
        if url.uses >= RESPONSE_URL_USES:
            raise ApiError("used_url", status=404)
        url.uses += 1
        return url
