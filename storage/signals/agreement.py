"""The blind pairs of one workflow."""

from __future__ import annotations

from sqlalchemy import Connection

from domain.signals.agreement import ReviewersAgree
from storage.second_looks import pairs_told
from storage.signals.scope import Scope


def read(conn: Connection, scope: Scope) -> ReviewersAgree:
    """Return how those agree who looked again during the half year up to the last Saturday of the period."""
    return ReviewersAgree(pairs_told(conn, scope.live.slug, scope.ends_at))
