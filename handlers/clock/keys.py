"""API keys whose owner has left: noticed within a minute, told once."""

from __future__ import annotations

import logging

from handlers.clock.reach import Reach
from storage.ownerless_keys import key_owners_to_note
from usecases.note_key_owner import NoteKeyOwner, note_key_owner

log = logging.getLogger(__name__)


async def note_who_owns_keys(reach: Reach) -> None:
    """Note every key whose owner has left, and those that have one again or are revoked."""
    for key_id in await reach.db.read(key_owners_to_note):
        noted = await reach.db.write(note_key_owner, NoteKeyOwner(key_id, reach.clock.now()))
        if noted is not None:
            log.warning("the owner of the key %s has left: %s", key_id, noted)
