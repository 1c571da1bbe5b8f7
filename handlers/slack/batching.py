"""Several short texts of somebody's queue at once, as a modal."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from handlers.cards.batch import BatchPlace, Shown, draw_batch
from handlers.cards.phrase import Sentence
from handlers.cards.queue import Place
from handlers.slack.desk import Desk
from handlers.slack.queueing import turned
from handlers.slack.replies import Turned
from storage.queue_views import batch_of


async def next_batch(desk: Desk, user_id: str) -> Turned:
    """Return the next five short ones in the modal that was pressed in; where there are none, the queue."""
    batch = await desk.db.read(batch_of, user_id, (), desk.attention.of_others(user_id), desk.now())
    if not batch.items:
        return await turned(desk, user_id, Place())
    shown = tuple(Shown(item.view.output.id, item.view.output.current_sha256) for item in batch.items)
    desk.attention.turn_to(user_id, *(one.output_id for one in shown))
    place = BatchPlace(shown, desk.now(), time.time(), moved=True)
    return Turned(draw_batch(batch, place))


async def same_batch(desk: Desk, user_id: str, place: BatchPlace, said: Sequence[Sentence] = ()) -> Turned:
    """Return the same texts as they are now."""
    ids = [one.output_id for one in place.shown]
    batch = await desk.db.read(batch_of, user_id, ids, (), desk.now())
    return Turned(draw_batch(batch, replace(place, drawn_s=time.time(), moved=False), said))
