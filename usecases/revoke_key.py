"""A key stops working, at once and for good; what came through it stays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from domain.api_keys import ApiKey
from domain.refusals import Refused
from storage.api_keys import api_key, mark_revoked
from storage.evidence import Happening, record
from storage.transaction import Tx


@dataclass(frozen=True)
class RevokeKey:
    """Which key, and who says so."""

    key_id: str
    now: datetime
    actor: str = "operator"


def revoke_key(tx: Tx, command: RevokeKey) -> ApiKey | Refused:
    """Revoke the key in this transaction; asked again it changes nothing. Refuses `not_found`.

    Serving processes notice within a second.
    """
    key = api_key(tx.conn, command.key_id)
    if key is None:
        return Refused.of("not_found")
    if key.revoked_at is not None:
        return key
    revoked = replace(key, revoked_at=command.now)
    mark_revoked(tx.conn, revoked)
    happening = Happening(
        "key.revoked", command.now, command.actor, workflow=key.workflow, facts={"key": key.id}
    )
    record(tx.conn, happening)
    return revoked
