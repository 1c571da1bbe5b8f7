"""Whether Slack lets us in at all: a token that was revoked is tried once a minute, not by everything that waits."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping

# What to do about it, by Slack's word for it.
SHUT_OUT: Mapping[str, str] = {
    "account_inactive": "the app was uninstalled, or its bot deactivated: install the app again",
    "invalid_auth": "SLACK_BOT_TOKEN is not valid in this workspace: copy it from the app's settings",
    "not_allowed_token_type": "SLACK_BOT_TOKEN is not a bot token (xoxb-): copy that from the app's settings",
    "not_authed": "SLACK_BOT_TOKEN is missing: copy it from the app's settings",
    "token_expired": "SLACK_BOT_TOKEN has expired: switch token rotation off and install the app again",
    "token_revoked": "SLACK_BOT_TOKEN was revoked: install the app again",
}
AGAIN_S = 60.0

log = logging.getLogger(__name__)


class Admission:
    """What Slack said last of our token. While it is refused, one call a minute tries whether it still is."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._again_s = 0.0
        self.refusal: str | None = None
        """Slack's word for why it lets us in no more; None while it does."""

    @property
    def problem(self) -> str | None:
        """Return in one sentence what is wrong and what to do; None while Slack lets us in. No token is in it."""
        if self.refusal is None:
            return None
        return (
            f"Slack lets us in no more ({self.refusal}): {SHUT_OUT[self.refusal]}, put its token into the settings "
            "(.env) and restart; what waits is kept, and goes out then."
        )

    def wait_s(self) -> float:
        """Return how long to leave Slack alone; 0 if not at all. While it refuses us, whoever is told 0 tries."""
        if self.refusal is None:
            return 0.0
        wait_s = self._again_s - self._now_s()
        if wait_s > 0:
            return wait_s
        self._again_s = self._now_s() + AGAIN_S
        return 0.0

    def heard(self, code: str | None) -> None:
        """Note an answer: None if it was one, else Slack's error. What only says that the line broke says nothing."""
        if code is None:
            if self.refusal is not None:
                log.warning("Slack lets us in again")
            self.refusal = None
        elif code in SHUT_OUT:
            self._again_s = self._now_s() + AGAIN_S
            if self.refusal != code:
                self.refusal = code
                log.error("%s", self.problem)
