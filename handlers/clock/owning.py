"""Workflows whose owner has left: noticed within a minute, told once."""

from __future__ import annotations

import logging

from handlers.clock.reach import Reach
from storage.unowned import ownership_to_note
from usecases.note_ownership import NoteOwnership, note_ownership

log = logging.getLogger(__name__)


async def note_who_owns(reach: Reach) -> None:
    """Note every workflow that has lost its owner, or has one again."""
    for slug in await reach.db.read(ownership_to_note):
        command = NoteOwnership(slug, reach.leaders_channel, reach.clock.now())
        noted = await reach.db.write(note_ownership, command)
        if noted is not None:
            log.warning("%s is %s", slug, noted)
