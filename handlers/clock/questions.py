"""Questions that nobody answered for a working day go to the owner."""

from __future__ import annotations

from handlers.clock.reach import Reach
from usecases.ask_owner import AT_ONCE, AskOwner, ask_owner, waiting_questions


async def ask_owners(reach: Reach) -> None:
    """Ask the owner about every question that has waited for a working day."""
    while True:
        now = reach.clock.now()
        due = await reach.db.read(waiting_questions, now)
        for question_id, output_id in due:
            await reach.db.write(ask_owner, AskOwner(question_id, output_id, now))
        if len(due) < AT_ONCE:
            return
