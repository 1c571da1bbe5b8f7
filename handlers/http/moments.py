"""Instants that callers give."""

from __future__ import annotations

from datetime import UTC, datetime

from handlers.http.answers import Problem


def moment(given: datetime | None, field: str) -> datetime | None:
    """Return it in UTC, None for none. Raises Problem for one at the edge of what a calendar holds."""
    try:
        return None if given is None else given.astimezone(UTC)
    except OverflowError:
        raise Problem(422, "invalid_time", f"`{field}` is too far away.", field=field) from None
