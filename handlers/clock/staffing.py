"""Workflows in which nobody may decide: noticed within a minute, told once."""

from __future__ import annotations

import logging

from handlers.clock.reach import Reach
from storage.unstaffed import staffing_to_note
from usecases.note_unstaffed import NoteUnstaffed, note_unstaffed

log = logging.getLogger(__name__)


async def note_who_decides(reach: Reach) -> None:
    """Note every workflow in which nobody may decide any more, or somebody may again."""
    for slug in await reach.db.read(staffing_to_note, reach.clock.now()):
        noted = await reach.db.write(note_unstaffed, NoteUnstaffed(slug, reach.clock.now()))
        if noted is not None:
            log.warning("%s is %s", slug, noted)
