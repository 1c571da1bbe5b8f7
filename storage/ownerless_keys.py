"""API keys that can be used and whose owner has left the company: nobody answers for what comes through them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from domain.api_keys import ApiKey, is_by_hand
from domain.lanes import CLOSED
from storage.api_keys import api_key
from storage.outputs import names_of
from storage.tables import api_keys, ownerless_keys, people, workflows


@dataclass(frozen=True)
class OwnerlessKey:
    """A key, since when it was noted to have no owner, and what its owner was called."""

    key: ApiKey
    since_at: datetime
    owner_name: str


def ownerless(conn: Connection) -> set[str]:
    """Return the ids of the keys that can be used and whose owner is known to be no member any more.

    Without those that stand for what people hand in by hand: nothing comes through them by itself.
    """
    found = (
        select(api_keys.c.id)
        .join(people, people.c.user_id == api_keys.c.owner)
        .join(workflows, workflows.c.slug == api_keys.c.workflow)
        .where(people.c.kind != "member", api_keys.c.revoked_at.is_(None), workflows.c.status.not_in(CLOSED))
    )
    return {one for one in conn.execute(found).scalars() if not is_by_hand(one)}


def key_owners_to_note(conn: Connection) -> list[str]:
    """Return the keys of which it is not noted yet that their owner has left, or that this is over."""
    noted = set(conn.execute(select(ownerless_keys.c.key_id)).scalars())
    return sorted(ownerless(conn) ^ noted)


def ownerless_key(conn: Connection, key_id: str) -> OwnerlessKey | None:
    """Return how the key stands, None where it has an owner, or is revoked."""
    since = select(ownerless_keys.c.since_at).where(ownerless_keys.c.key_id == key_id)
    since_at, key = conn.execute(since).scalar_one_or_none(), api_key(conn, key_id)
    if since_at is None or key is None:
        return None
    return OwnerlessKey(key, since_at, names_of(conn, [key.owner]).get(key.owner, key.owner))
