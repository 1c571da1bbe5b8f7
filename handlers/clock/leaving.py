"""Leaves that begin move on what their people had, and so does leaving for good; those that are over end."""

from __future__ import annotations

from handlers.clock.reach import Reach
from handlers.fresh import fresh_id
from handlers.moving_on import move_on
from usecases.come_back import ComeBack, come_back
from usecases.move_put_right import MovePutRight, move_put_right, tasks_of_the_gone
from usecases.note_leave_moved import leaves_that_are_over, leaves_to_move


async def begin_and_end_leaves(reach: Reach) -> None:
    """Move on what people had whose leave has begun, and note who is back."""
    now = reach.clock.now()
    for person in await reach.db.read(leaves_that_are_over, now):
        await reach.db.write(come_back, ComeBack(person, None, now))
    for leave_id, person in await reach.db.read(leaves_to_move, now):
        await move_on(reach.db, leave_id, person, now)
    for person, output_id in await reach.db.read(
        tasks_of_the_gone
    ):  # their reviews are moved where all are given
        act_id = fresh_id("act", now)
        await reach.db.write(move_put_right, MovePutRight(output_id, person, act_id, now))
