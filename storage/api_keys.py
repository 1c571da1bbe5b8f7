"""API keys as domain values."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from domain.api_keys import SCOPES, ApiKey
from storage.tables import api_keys


def api_key(conn: Connection, key_id: str) -> ApiKey | None:
    """Return the key with this id, revoked or not, or None."""
    row = conn.execute(select(api_keys).where(api_keys.c.id == key_id)).one_or_none()
    return None if row is None else _as_key(row)


def all_api_keys(conn: Connection) -> list[ApiKey]:
    """Return every key, revoked ones too, by workflow and age."""
    rows = conn.execute(select(api_keys).order_by(api_keys.c.workflow, api_keys.c.made_at, api_keys.c.id))
    return [_as_key(row) for row in rows]


def add_api_key(conn: Connection, key: ApiKey) -> None:
    """Store a new key in this transaction."""
    scopes = ",".join(scope for scope in SCOPES if scope in key.scopes)
    conn.execute(insert(api_keys).values(vars(key) | {"scopes": scopes}))


def mark_revoked(conn: Connection, key: ApiKey) -> None:
    """Store when the key was revoked, in this transaction."""
    conn.execute(update(api_keys).where(api_keys.c.id == key.id).values(revoked_at=key.revoked_at))


def _as_key(row: Row[*tuple[Any, ...]]) -> ApiKey:
    named = row.scopes.split(",")
    facts = dict(row._mapping) | {"scopes": frozenset(scope for scope in SCOPES if scope in named)}
    return ApiKey(**facts)
