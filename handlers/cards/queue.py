"""*Review now*: one text after the other in one modal, whole, with all that is needed to decide it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from domain.audits import AuditVote
from domain.outputs import UNRELEASED
from handlers.cards.asks import REASONS
from handlers.cards.changes import Changes, changes_of
from handlers.cards.elements import (
    actions,
    button,
    context,
    divider,
    header,
    line,
    menu,
    option,
    quote,
    section,
    token,
    verbatim,
)
from handlers.cards.fixed import fixed_lines, gone_line
from handlers.cards.fixing import can_be_fixed
from handlers.cards.links import links_line
from handlers.cards.message import Json
from handlers.cards.modals import modal
from handlers.cards.naming import deadline, holder_of, owner_line, requester_of, title_of, why_of
from handlers.cards.packing import Packed
from handlers.cards.phrase import Moment, Sentence, plain, say, say_count
from handlers.cards.questions import question_lines
from handlers.cards.reading import PORTION, is_last_page, page_blocks, pages_of
from handlers.cards.review import INPUT_ROOM, again_line, undo_line
from handlers.cards.safe_text import clipped, portions, size, visible
from handlers.cards.standing import stopped_line
from handlers.cards.status import status
from storage.card_views import CardView
from storage.places import COUNTED, Spot
from storage.queue_views import LastLooked, LastSaid, Step

CALLBACK = "queue"

_TITLE_ROOM = 80
_WHO_ROOM = 80
_STANDARD_ROOM = 1_000
_WHY_ROOM = 300
_ASKED_PORTIONS = 2


@dataclass(frozen=True)
class Place(Packed):
    """Where somebody is in their queue: carried by the modal itself, so that nothing of it is stored.

    `after` is the last output that they went past, None at the start. `last` is what they decided last.
    `shown_at` is when the text came before them, by the clock; `drawn_s` when this view was drawn, in real
    seconds. `moved`: a press has just brought it there.
    `probe` is the planted mistake that is shown, before what stands at `spot`; None: that output itself is shown.
    `unplanted` is the output before which one was shown last.
    """

    output_id: str | None = None
    sha256: str = ""
    page: int = 1
    spot: Spot | None = None
    after: Spot | None = None
    last: str | None = None
    shown_at: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    drawn_s: float = 0.0
    moved: bool = False
    probe: str | None = None
    unplanted: str | None = None


def draw_queue(step: Step, place: Place, said: Sequence[Sentence] = ()) -> Json:
    """Return the modal with the text that the step came to, or the end. `said` is what is to be known first."""
    view = step.view
    at = replace(place, page=_page(view, place)) if view is not None else place
    before = list(_before(step.last, said))
    shown = _end(step, at) if view is None else _blocks(view, step, at)
    blocks = [*before, *([divider()] if before else []), *shown]
    return modal(CALLBACK, "modal.queue", blocks) | {"private_metadata": at.packed()}


def waiting_line(count: int) -> str:
    """Return how much waits, in words."""
    if count > COUNTED:
        return plain("queue.waiting_many", count=COUNTED)
    return say_count("queue.waiting", count).plain()


def named_shortly(title: str) -> str:
    """Return a title for a line about something else: on one line, and not long."""
    return clipped(" ".join(title.split()), _TITLE_ROOM)


def last_line(last: LastSaid | LastLooked) -> Sentence:
    """Return what the person decided last, and when it can no longer be undone."""
    if isinstance(last, LastLooked):
        return _last_looked(last)
    vote, title = last.vote, named_shortly(_title(last))
    if last.output.state not in UNRELEASED:
        return say("queue.last_stopped" if vote.verdict == "reject" else "queue.last_approved", title=title)
    at = Moment(vote.final_at, last.zone)
    if vote.verdict == "reject":
        why = why_of(vote.reason, vote.note)
        if why is None:
            return say("queue.stopped", title=title, at=at)
        return say("queue.stopped_why", title=title, at=at, why=clipped(why, _WHY_ROOM))
    missing = last.output.needed - last.approved_by
    if missing > 0:
        return say("queue.one_of_several", title=title, missing=missing)
    if last.output.state == "approved":
        return say("queue.last_approved", title=title)
    return say("queue.approved_held" if last.held else "queue.approved", title=title, at=at)


def _last_looked(last: LastLooked) -> Sentence:
    vote, title = last.vote, named_shortly(_title(last))
    if vote.verdict == "approve":
        if vote.settled_at is not None or last.output.state != "released":
            return say("queue.last_looked_good", title=title)
        return say("queue.looked_good", title=title, at=Moment(vote.final_at, last.zone))
    why = why_of(vote.reason, vote.note)
    if why is None:
        return say("queue.looked_wrong", title=title)
    return say("queue.looked_wrong_why", title=title, why=clipped(why, _WHY_ROOM))


def last_elements(last: LastSaid | LastLooked) -> Iterator[Json]:
    """Give what can be done about what the person decided last: say why it was stopped, undo it."""
    vote, output_id = last.vote, last.output.id
    if isinstance(vote, AuditVote):
        if vote.final_at > vote.recorded_at and vote.settled_at is None and last.output.state == "released":
            yield button("undo", plain("button.undo"), output_id)
        return
    if vote.verdict == "reject" and vote.reason_until is not None and last.output.state in UNRELEASED:
        reasons = [option(plain(f"button.{reason}"), reason) for reason in REASONS]
        yield menu("reason", plain("queue.why"), reasons)
    if vote.final_at > vote.recorded_at and last.output.state == "in_review":
        yield button("undo", plain("button.undo"), output_id)


def _title(last: LastSaid | LastLooked) -> str:
    return (last.output.title or "").strip() or plain("card.untitled", workflow=last.output.workflow)


def _before(last: LastSaid | LastLooked | None, said: Sequence[Sentence]) -> Iterator[Json]:
    """Give what was said of the press before, and what it did."""
    if said:
        yield section(" ".join(one.plain() for one in said))
    if last is None:
        return
    elements = list(last_elements(last))
    if [element["type"] for element in elements] == ["button"]:  # beside it, to leave the text more room
        yield _named(last.output.id, "last", section(last_line(last).plain(), elements[0]))
        return
    yield line(last_line(last).rich())
    if elements:
        yield _named(last.output.id, "last", actions(*elements))


def _page(view: CardView, place: Place) -> int:
    return min(max(place.page, 1), len(pages_of(view.text)))


def _blocks(view: CardView, step: Step, place: Place) -> Iterator[Json]:
    yield header(title_of(view))
    yield _facts(view, step)
    if _is_second(step):
        yield section(plain("second.what"))
    found = changes_of(view)
    yield from _history(view, found)
    if view.input:
        yield from _asked(view.input)
    yield from page_blocks(view, pages_of(view.text), place.page, found)
    yield from _pages(view, place)
    if (links := links_line(view.links)) is not None:
        yield links
    yield from _standard(view)
    if questions := question_lines(view):
        yield section("\n".join(one.plain() for one in questions))
    if (stands := status(view)) is not None:
        yield line(stands.rich())
    if (stopped := stopped_line(view)) is not None:
        yield line(stopped.rich())
    yield _named(view.output.id, "decide", actions(*_decisions(view, step, place)))
    if elsewhere := list(_elsewhere(view, step, place)):
        yield _named(view.output.id, "elsewhere", actions(*elsewhere))
    yield context(" ".join(_foot(view, step)))


def _history(view: CardView, found: Changes | None) -> Iterator[Json]:
    """Give what has become of it until now: gone out, tried before, fixed. `found` are what is marked."""
    if view.is_audited:
        yield section(plain("audit.gone_out"))
    if (again := again_line(view, found if view.original is None else None)) is not None:
        yield section(again)
    if fixed := fixed_lines(view, found):
        yield section(" ".join(one.plain() for one in fixed))
    elif (gone := gone_line(found)) is not None:
        yield context(gone.plain())


def _asked(asked: str) -> Iterator[Json]:
    if size(asked) <= INPUT_ROOM:
        yield context(plain("card.asked", input=asked))
        return
    yield context(plain("modal.asked"))
    shown = list(portions(visible(asked), PORTION))[:_ASKED_PORTIONS]
    yield from (quote([verbatim(one)]) for one in shown)


def _facts(view: CardView, step: Step) -> Json:
    workflow, who = view.output.workflow, requester_of(view)
    if _is_second(step):
        return _second_facts(workflow, who, step)
    if who is None:
        first = plain("audit.facts" if view.is_audited else "card.for_nobody", workflow=workflow)
    else:
        known = clipped(who, _WHO_ROOM)
        first = plain("audit.facts_for" if view.is_audited else "card.for", workflow=workflow, who=known)
    due = say("card.by", due=deadline(view, view.due_at)).mrkdwn()
    said: list[str | Json] = [first, token(due) if view.question is None else plain("card.clock_stands")]
    if step.spot is not None and step.spot.holder == "mine":
        said.append(plain("queue.yours" if view.has_taken_it else "queue.given"))
    elif (holder := holder_of(view, _WHO_ROOM)) is not None:
        said.append(holder)
    if view.output.needed > 1:
        said.append(plain("card.quorum", needed=view.output.needed))
    return context(*said, f"· {waiting_line(step.waiting)}")


def _is_second(step: Step) -> bool:
    return step.spot is not None and step.spot.second


def _second_facts(workflow: str, who: str | None, step: Step) -> Json:
    """Return what is known of it beforehand: not who has it, or by when it was wanted, which is over."""
    if who is None:
        first = plain("second.facts", workflow=workflow)
    else:
        first = plain("second.facts_for", workflow=workflow, who=clipped(who, _WHO_ROOM))
    return context(first, f"· {waiting_line(step.waiting)}")


def _pages(view: CardView, place: Place) -> Iterator[Json]:
    pages = len(pages_of(view.text))
    if pages == 1:
        return
    yield context(plain("modal.page", page=place.page, pages=pages))
    turns = []
    if place.page < pages:
        turns.append(button("page:next", plain("button.next_page"), str(place.page + 1)))
    if place.page > 1:
        turns.append(button("page:previous", plain("button.previous_page"), str(place.page - 1)))
    yield _named(view.output.id, "pages", actions(*turns))
    if place.page < pages:
        yield context(plain("modal.last_page"))


def _standard(view: CardView) -> Iterator[Json]:
    standard = view.policy.standard
    if criteria := " · ".join(standard.criteria) or standard.statement:
        yield section(plain("card.standard", criteria=clipped(criteria, _STANDARD_ROOM)))
    if standard.never:
        yield context(plain("card.never", never=clipped(" · ".join(standard.never), _STANDARD_ROOM)))


def _decisions(view: CardView, step: Step, place: Place) -> Iterator[Json]:
    output_id = view.output.id
    if view.is_audited or _is_second(step):
        look = "second" if _is_second(step) else "audit"
        if is_last_page(view, place.page):
            yield button("approve", plain(f"button.{look}_approve"), output_id, "primary")
        yield button("reject", plain(f"button.{look}_reject"), output_id, "danger")
        yield button("skip", plain("button.skip"), output_id)
        return
    if is_last_page(view, place.page):
        yield button("approve", plain("button.approve"), output_id, "primary")
    yield button("reject", plain("button.reject"), output_id, "danger")
    if can_be_fixed(view):
        yield button("fix", plain("button.fix"), output_id)
    if view.question is None:
        yield button("ask", plain("button.ask"), output_id)
    yield button("skip", plain("button.skip"), output_id)


def _elsewhere(view: CardView, step: Step, place: Place) -> Iterator[Json]:
    if place.after is not None:
        yield button("back", plain("button.back"), view.output.id)
    if step.short:
        yield button("batch", plain("button.batch"), view.output.id)


def _foot(view: CardView, step: Step) -> Iterator[str]:
    yield owner_line(view).plain()
    if _is_second(step):
        yield plain("second.foot")
    elif view.output.lane == "always_human":
        yield plain("queue.confirm")
    elif (undo := undo_line(view)) is not None:
        yield undo


def _end(step: Step, place: Place) -> Iterator[Json]:
    """Give the end: what the person did today is for them alone."""
    if step.waiting:
        yield header(plain("queue.end"))
        yield section(plain("queue.passed_one") if step.waiting == 1 else _passed(step.waiting))
        yield _named("end", "elsewhere", actions(button("back", plain("button.back"), "end", "primary")))
        return
    yield header(plain("queue.done") if step.today else plain("queue.nothing"))
    if step.today:
        yield section(say_count("queue.today", step.today).plain())


def _passed(count: int) -> str:
    if count > COUNTED:
        return plain("queue.passed_many", count=COUNTED)
    return plain("queue.passed", count=count)


def _named(about: str, part: str, block: Json) -> Json:
    """Return the block under the output's own id: what has the focus there loses it with the next one."""
    return block | {"block_id": f"queue:{about}:{part}"}
