"""The one-tap question: of a few outputs that went out, whoever asked for them is asked whether they used them.

Chance chooses which, when they go out and before anything is known of them, so that the answers tell of all of them.
Nobody is reminded, and silence is no answer.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from typing import Literal

from domain.statistics.sampling import draw
from domain.working_time import WorkingHours

# Of so many that go out.
SHARE = 1 / 20
# In one message: whoever asks for much is not asked about all of it at once.
AT_ONCE = 5
# Whoever could not be asked for so long has forgotten.
ASKED_WITHIN = timedelta(days=14)

Answer = Literal["used", "edited", "no_use"]


def use_key(secret: bytes, workflow: str, policy_version: int) -> bytes:
    """Return the key that draws whose use is asked about, from the secret of all draws.

    It is another than the others: whether one is asked about says nothing of whether it is looked at.
    """
    return hmac.digest(secret, f"use:{workflow}:{policy_version}".encode(), "sha256")


def is_drawn(secret: bytes | None, workflow: str, policy_version: int, output_id: str) -> bool:
    """Say whether this output is asked about; without a secret none is."""
    return secret is not None and draw(use_key(secret, workflow, policy_version), output_id) < SHARE


def due_at(released_at: datetime, hours: WorkingHours) -> datetime:
    """Return from when it may be asked about, in UTC: once they have had a working day to use it."""
    return hours.add(released_at, hours.day)
