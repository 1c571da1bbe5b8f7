"""Workflows in which nobody may decide, or soon nobody will: noticed within a minute, told once."""

from __future__ import annotations

import logging

from handlers.clock.reach import Reach
from storage.training_ends import training_ends_to_tell
from storage.unstaffed import staffing_to_note
from usecases.note_unstaffed import NoteUnstaffed, note_unstaffed
from usecases.tell_training_ends import TellTrainingEnds, tell_training_ends

log = logging.getLogger(__name__)


async def note_who_decides(reach: Reach) -> None:
    """Note every workflow in which nobody may decide any more, or enough may again; tell of training that runs out."""
    for slug in await reach.db.read(staffing_to_note, reach.clock.now()):
        noted = await reach.db.write(note_unstaffed, NoteUnstaffed(slug, reach.clock.now()))
        if noted is not None:
            log.warning("%s is %s", slug, noted)
    for slug in await reach.db.read(training_ends_to_tell, reach.clock.now()):
        await reach.db.write(tell_training_ends, TellTrainingEnds(slug, reach.clock.now()))
