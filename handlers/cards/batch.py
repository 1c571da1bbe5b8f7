"""Five short texts at a time, each whole: stop what is not good enough, then approve the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from domain.lanes import HELD
from handlers.cards.asks import REASONS
from handlers.cards.elements import (
    actions,
    button,
    context,
    divider,
    header,
    menu,
    option,
    section,
    token,
)
from handlers.cards.links import links_line
from handlers.cards.message import Json
from handlers.cards.modals import modal
from handlers.cards.naming import approvers_of, moment, requester_of, title_of, why_of
from handlers.cards.packing import Packed
from handlers.cards.phrase import Moment, Sentence, plain, say
from handlers.cards.queue import named_shortly, waiting_line
from handlers.cards.reading import page_blocks, pages_of
from handlers.cards.safe_text import clipped
from handlers.cards.status import status
from storage.card_views import CardView
from storage.queue_views import Batch, BatchItem

CALLBACK = "batch"

_WHO_ROOM = 80
_INPUT_ROOM = 200
_STANDARD_ROOM = 500
_WHY_ROOM = 200


@dataclass(frozen=True)
class Shown:
    """One text as it was shown."""

    output_id: str
    sha256: str


@dataclass(frozen=True)
class BatchPlace(Packed):
    """Which texts are before somebody, and since when; carried by the modal itself. As `queue.Place`."""

    shown: tuple[Shown, ...] = ()
    shown_at: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    drawn_s: float = 0.0
    moved: bool = False


def draw_batch(batch: Batch, place: BatchPlace, said: Sequence[Sentence] = ()) -> Json:
    """Return the modal with these texts. `said` is what is to be known first."""
    shown = {one.output_id: one.sha256 for one in place.shown}
    blocks = list(_blocks(batch, shown, said))
    return modal(CALLBACK, "modal.batch", blocks) | {"private_metadata": place.packed()}


def _blocks(batch: Batch, shown: Mapping[str, str], said: Sequence[Sentence]) -> Iterator[Json]:
    if said:
        yield section(" ".join(one.plain() for one in said))
    waiting = [item for item in batch.items if item.waits and item.own is None]
    left = [item for item in waiting if _why_alone(item, shown) is None]
    yield from _standards(left) if left else _done(batch)
    for item in batch.items:
        yield divider()
        if item in left:
            yield from _item(item)
        else:
            yield from _alone(item, shown) if item in waiting else _decided(item)
    if left:
        yield divider()
        yield from _end(batch, len(left))


def _standards(items: Sequence[BatchItem]) -> Iterator[Json]:
    """Give what good enough means, once for each workflow."""
    views = {item.view.output.workflow: item.view for item in items}
    for slug, view in sorted(views.items()):
        standard = view.policy.standard
        criteria = " · ".join(standard.criteria) or standard.statement
        if criteria:
            yield context(plain("batch.standard", workflow=slug, criteria=clipped(criteria, _STANDARD_ROOM)))
        if standard.never:
            yield context(plain("card.never", never=clipped(" · ".join(standard.never), _STANDARD_ROOM)))


def _why_alone(item: BatchItem, shown: Mapping[str, str]) -> str | None:
    """Return the line that says why it is no longer one of several, None where it is. `shown` has the hashes of what
    was shown here: of what somebody has fixed, all that is new is marked where it is opened on its own.
    """
    output = item.view.output
    if shown.get(output.id, output.current_sha256) != output.current_sha256:
        return "batch.changed"
    return "batch.confirmed" if output.lane == "always_human" else None


def _alone(item: BatchItem, shown: Mapping[str, str]) -> Iterator[Json]:
    output_id, title = item.view.output.id, named_shortly(title_of(item.view))
    said = plain(str(_why_alone(item, shown)), title=title)
    yield _named(output_id, "alone", section(said, button("single", plain("button.single"), output_id)))


def _item(item: BatchItem) -> Iterator[Json]:
    """Give the whole text, to be stopped or opened on its own."""
    view = item.view
    yield header(title_of(view))
    yield _facts(item)
    if view.input:
        yield context(plain("card.asked", input=clipped(view.input, _INPUT_ROOM)))
    yield from page_blocks(view, pages_of(view.text), 1, None)
    if (links := links_line(view.links)) is not None:
        yield links
    stop = button("reject", plain("button.stop_it"), view.output.id, "danger")
    single = button("single", plain("button.single"), view.output.id)
    yield _named(view.output.id, "decide", actions(stop, single))


def _facts(item: BatchItem) -> Json:
    workflow, who = item.view.output.workflow, requester_of(item.view)
    first = plain("card.for_nobody", workflow=workflow)
    if who is not None:
        first = plain("card.for", workflow=workflow, who=clipped(who, _WHO_ROOM))
    return context(first, token(say("card.by", due=moment(item.view, item.view.due_at)).mrkdwn()))


def _decided(item: BatchItem) -> Iterator[Json]:
    view, own = item.view, item.own
    title = named_shortly(title_of(view))
    if own is None:
        stands = status(view)
        yield section(title if stands is None else f"{title}: {stands.plain()}")
        return
    at, undo = moment(view, own.final_at), button("undo", plain("button.undo"), view.output.id)
    if own.verdict != "reject":
        yield _named(view.output.id, "decided", section(_approved(view, title, at).plain(), undo))
        return
    why = why_of(own.reason, own.note)
    said = (
        say("queue.stopped", title=title, at=at).plain()
        if why is None
        else say("queue.stopped_why", title=title, at=at, why=clipped(why, _WHY_ROOM)).plain()
    )
    if own.reason_until is None:
        yield _named(view.output.id, "decided", section(said, undo))
        return
    yield section(said)
    reasons = [option(plain(f"button.{reason}"), reason) for reason in REASONS]
    yield _named(view.output.id, "decided", actions(menu("reason", plain("queue.why"), reasons), undo))


def _approved(view: CardView, title: str, at: Moment) -> Sentence:
    missing = view.output.needed - len(approvers_of(view))
    if missing > 0:
        return say("queue.one_of_several", title=title, missing=missing)
    return say(
        "queue.approved_held" if view.workflow.status in HELD else "queue.approved", title=title, at=at
    )


def _end(batch: Batch, left: int) -> Iterator[Json]:
    yield context(plain("batch.rest"))
    approve = button("approve_rest", _approve_label(left, len(batch.items)), "rest", "primary")
    yield _named("end", "rest", actions(approve, _one_by_one()))


def _done(batch: Batch) -> Iterator[Json]:
    """Give the way on, above what was decided: nobody has to look for it at the end."""
    yield section(waiting_line(batch.waiting) if batch.waiting else plain("queue.nothing"))
    following = [button("batch", plain("button.next_batch"), "next", "primary")] if batch.more else []
    if batch.waiting:
        yield _named("end", "next", actions(*following, _one_by_one()))


def _one_by_one() -> Json:
    return button("queue", plain("button.one_by_one"), "queue")


def _approve_label(left: int, of: int) -> str:
    if left == 1:
        return plain("button.approve_last") if of > 1 else plain("button.approve")
    return plain("button.approve_rest" if left < of else "button.approve_all", count=left)


def _named(about: str, part: str, block: Json) -> Json:
    return block | {"block_id": f"batch:{about}:{part}"}
