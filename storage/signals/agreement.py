"""The blind pairs of one workflow."""

from __future__ import annotations

from sqlalchemy import Connection

from domain.signals.agreement import ReviewersAgree
from storage.second_looks import WINDOW, pairs_in
from storage.signals.scope import Scope


def read(conn: Connection, scope: Scope) -> ReviewersAgree:
    """Return how those agree whose texts were handed in during the half year up to the last Saturday of the period."""
    until = scope.last_sunday_at
    return ReviewersAgree(pairs_in(conn, scope.live.slug, until - WINDOW, until))
