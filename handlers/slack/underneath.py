"""What a modal was laid on is brought up to date once the modal is submitted."""

from __future__ import annotations

from typing import Any

from handlers.cards.batch import BatchPlace
from handlers.slack.asking import Absent, Unreachable
from handlers.slack.batching import same_batch
from handlers.slack.desk import Desk
from handlers.slack.presses import Submission
from handlers.slack.queueing import step_on
from handlers.slack.replies import read

# Nothing is left to be shown: it was closed, or shows something newer already.
_GONE = frozenset({"not_found", "hash_conflict"})


async def refresh_below(desk: Desk, body: dict[str, Any], given: Submission) -> None:
    """Bring the queue or the batch that a submitted modal lay on to what is true now."""
    view_id = body["view"].get("previous_view_id") or body["view"].get("root_view_id")
    if given.carried.batch is not None:
        shown = await same_batch(desk, given.person, BatchPlace.unpacked(given.carried.batch))
        view, reading = shown.view, shown.reading
    elif (step := await step_on(desk, given)) is not None:
        view, reading = step.view, step.reading
    else:
        return
    try:
        await desk.slack.show("views.update", absent=_GONE, view_id=view_id, view=view)
    except (Absent, Unreachable):  # the next press brings it up to date
        return
    await read(desk, reading)
