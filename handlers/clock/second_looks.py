"""Second looks that nobody is asked for any more are closed."""

from __future__ import annotations

from handlers.clock.reach import Reach
from storage.second_looks import seconds_over
from usecases.end_second_look import EndSecondLook, end_second_look

AT_ONCE = 200


async def end_second_looks(reach: Reach) -> None:
    """Close those that are over; where thousands are, the rest waits for the next tick."""
    now = reach.clock.now()
    for output_id in await reach.db.read(seconds_over, now, AT_ONCE):
        await reach.db.write(end_second_look, EndSecondLook(output_id, now))
