"""New ids: time and chance come in here, at the edge."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

from domain.ids import RANDOM_BYTES, new_id


def fresh_id(prefix: str, now: datetime | None = None) -> str:
    """Return a new id with this prefix, as of `now` (default: the system's clock)."""
    return new_id(prefix, now or datetime.now(UTC), secrets.token_bytes(RANDOM_BYTES))
