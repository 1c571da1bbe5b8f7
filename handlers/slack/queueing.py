"""The next step of somebody's *Review now*, as a modal."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.cards.message import Json
from handlers.cards.naming import title_of
from handlers.cards.phrase import Sentence, say
from handlers.cards.queue import Place, draw_queue
from handlers.cards.reading import is_last_page
from handlers.slack.desk import Desk
from handlers.slack.planting import Planted, announced, host_of, past, planted_in, still_planted
from handlers.slack.presses import Submission
from handlers.slack.replies import Opened, Turned
from storage.joining import untrained_in
from storage.queue_views import AskNext, Step, queue_step, reviewer
from usecases.record_reading import RecordReading


@dataclass(frozen=True)
class Shown:
    """The modal to show, and what is known to have been read once it is shown."""

    view: Json
    reading: RecordReading | None


async def show_next(
    desk: Desk, user_id: str, place: Place, said: Sequence[Sentence] = (), *, keep: str | None = None
) -> Shown:
    """Return what comes after this place, or `keep` while it waits for this person.

    What is kept stays as long before them as it has been, on the page it was on.
    """
    others = desk.attention.of_others(user_id)
    kept = host_of(place) if (stays := place.probe is not None and keep == place.output_id) else keep
    question = AskNext(user_id, place.after, kept, others, place.last)
    step = await desk.db.read(queue_step, question, desk.now())
    if keep is not None and kept == place.output_id and not _is_at(step, keep) and not said:
        said = [say("queue.gone", title=(await _title(desk, keep)))]
    planted = None
    if stays:
        planted = await still_planted(desk, user_id, step, place)
    elif keep is None:
        planted = await planted_in(desk, user_id, step, place)
    if planted is not None:
        step = planted.step
    at = _arrived(desk, step, place, planted)
    desk.attention.turn_to(user_id, *([step.spot.output_id] if step.spot is not None else []))
    return Shown(draw_queue(step, at, said), _reading(step, at, user_id))


async def first_step(desk: Desk, user_id: str) -> Opened:
    """Return the queue from its start, to be opened. Whoever was never seen before is looked up first."""
    if await desk.db.read(reviewer, user_id) is None:
        await desk.directory.person(user_id)
    said = [
        say("queue.untrained", slug=slug) for slug in await desk.db.read(untrained_in, user_id, desk.now())
    ]
    if await announced(desk, user_id):
        said.append(say("queue.planted"))
    shown = await show_next(desk, user_id, Place(), said)
    return Opened(shown.view, shown.reading)


async def turned(
    desk: Desk, user_id: str, place: Place, said: Sequence[Sentence] = (), *, keep: str | None = None
) -> Turned:
    """Return it as what is shown in the modal that was pressed in."""
    shown = await show_next(desk, user_id, place, said, keep=keep)
    return Turned(shown.view, shown.reading)


async def step_on(desk: Desk, given: Submission) -> Shown | None:
    """Return the next step of the queue that a submitted modal lay on, None if it lay on none."""
    if given.carried.queue is None:
        return None
    place = Place.unpacked(given.carried.queue)
    decided = given.carried.output_id
    moved = decided == place.output_id
    if moved and place.probe is not None:
        return await show_next(desk, given.person, past(place))
    at = replace(place, last=decided) if moved else replace(place, shown_at=desk.now())
    return await show_next(desk, given.person, at, keep=None if moved else place.output_id)


def _is_at(step: Step, output_id: str) -> bool:
    return step.spot is not None and step.spot.output_id == output_id


def _arrived(desk: Desk, step: Step, place: Place, planted: Planted | None) -> Place:
    """Return the place as it is now: what was before them stays so, what is new comes before them now."""
    real_s = time.time()
    if step.view is None or step.spot is None:
        return replace(
            place, output_id=None, sha256="", spot=None, page=1, drawn_s=real_s, moved=True, probe=None
        )
    output = step.view.output
    if (output.id, output.current_sha256) == (place.output_id, place.sha256):
        return replace(place, spot=step.spot, drawn_s=real_s, moved=False)
    return replace(
        place,
        output_id=output.id,
        sha256=output.current_sha256,
        spot=step.spot,
        page=1,
        shown_at=desk.now(),
        drawn_s=real_s,
        moved=place.output_id is not None,
        probe=None if planted is None else planted.probe.id,
    )


def _reading(step: Step, at: Place, user_id: str) -> RecordReading | None:
    if (
        step.view is None
        or at.output_id is None
        or at.probe is not None
        or (step.spot is not None and step.spot.second)
        or not is_last_page(step.view, at.page)
    ):
        return None
    return RecordReading(at.output_id, at.sha256, user_id)


async def _title(desk: Desk, output_id: str) -> str:
    view = await desk.view(output_id)
    return output_id if view is None else title_of(view)
