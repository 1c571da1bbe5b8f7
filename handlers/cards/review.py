"""The card of an output: whatever is true of it now, with only the buttons that work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from handlers.cards.audit import draw_audit
from handlers.cards.blind import draw_blind, is_blind
from handlers.cards.changes import Changes
from handlers.cards.decided import draw_decided
from handlers.cards.elements import (
    Style,
    actions,
    button,
    context,
    header,
    line,
    section,
    token,
)
from handlers.cards.fixed import fixed_lines, gone_line, marked_line
from handlers.cards.fixing import can_be_fixed
from handlers.cards.giving import menu_of
from handlers.cards.judged import Part, standard_parts, text_parts
from handlers.cards.lane_rules import by_rule
from handlers.cards.marks import MEANINGS
from handlers.cards.message import Json, Message, assembled
from handlers.cards.naming import deadline, holder_of, last_time, owner_line, requester_of, title_of
from handlers.cards.phrase import plain, say, say_count
from handlers.cards.questions import question_lines
from handlers.cards.safe_text import clipped, size
from handlers.cards.shown_text import ShownText, shown_text
from handlers.cards.spoken import spoken
from handlers.cards.standing import stopped_line
from handlers.cards.status import can_be_undone, status, stray_lines
from storage.card_views import CardView
from usecases.record_mark import Meaning

INPUT_ROOM = 300
_WHO_ROOM = 80
_WHY_ROOM = 300


def draw_card(view: CardView, *, now: datetime, meanings: Mapping[str, Meaning] = MEANINGS) -> Message:
    """Return the card as it should look at `now`. The same truth gives the same message."""
    if is_blind(view):
        return draw_blind(view)
    if view.is_audited:
        return draw_audit(view, now)
    if view.output.state != "in_review":
        return draw_decided(view, now)
    text = shown_text(view)
    parts = [
        *_head(view, text),
        *text_parts(view, text),
        *standard_parts(view),
        *_foot(view, text, now, meanings),
    ]
    heard = spoken(view, shown_whole=text.whole, meanings=meanings)
    return assembled("ans", view.output.id, heard, parts, whole=text.whole)


def again_line(view: CardView, found: Changes | None) -> str | None:
    """Return what a later try says of the one before it, None for a first try. `found` are what is marked."""
    if view.output.attempt < 2 and view.last_try is None:
        return None
    counted = {2: "card.second", 3: "card.third"}.get(view.output.attempt, "card.again")
    said = [plain(counted, attempt=view.output.attempt)]
    fixed, why = last_time(view)
    if fixed is not None:
        said.append(plain("card.last_fixed", who=clipped(fixed, _WHO_ROOM)))
    if why is not None:
        said.append(plain("card.last_time", why=clipped(why, _WHY_ROOM)))
    if (marked := marked_line(found)) is not None:
        said.append(marked.plain())
    return " ".join(said)


def undo_line(view: CardView) -> str | None:
    """Return how long a click can be taken back, None if it cannot."""
    seconds = int(view.policy.undo.total_seconds())
    if seconds <= 0 or view.output.lane == "always_human":
        return None
    if seconds % 60:
        return say_count("undo.seconds", seconds).plain()
    return say_count("undo.minutes", seconds // 60).plain()


def _head(view: CardView, text: ShownText) -> Iterator[Part]:
    yield "title", header(title_of(view))
    yield "facts", _facts(view)
    if (again := again_line(view, text.changes if view.original is None else None)) is not None:
        yield "again", section(again)
    if fixed := fixed_lines(view, text.changes):
        yield "fixed", section(" ".join(one.plain() for one in fixed))
    elif (gone := gone_line(text.changes)) is not None:
        yield "gone", context(gone.plain())
    if view.input:
        yield "asked", _asked(view, view.input)


def _facts(view: CardView) -> Json:
    workflow, who = view.output.workflow, requester_of(view)
    first = (
        plain("card.for_nobody", workflow=workflow)
        if who is None
        else plain("card.for", workflow=workflow, who=clipped(who, _WHO_ROOM))
    )
    due = say("card.by", due=deadline(view, view.due_at)).mrkdwn()
    said: list[str | Json] = [first, token(due) if view.question is None else plain("card.clock_stands")]
    if (holder := holder_of(view, _WHO_ROOM)) is not None:
        said.append(holder)
    if view.output.needed > 1:
        said.append(plain("card.quorum", needed=view.output.needed))
    return context(*said)


def _asked(view: CardView, asked: str) -> Json:
    """Return what the AI was asked; of a long one its beginning, and the rest where the whole text is read."""
    said = plain("card.asked", input=clipped(asked, INPUT_ROOM))
    if size(asked) <= INPUT_ROOM:
        return context(said)
    return section(said, button("read_all", plain("button.read_all"), view.output.id))


def _foot(view: CardView, text: ShownText, now: datetime, meanings: Mapping[str, Meaning]) -> Iterator[Part]:
    if (said := status(view)) is not None:
        yield "status", line(said.rich())
    if (stopped := stopped_line(view)) is not None:
        yield "stopped", line(stopped.rich())
    if questions := question_lines(view):
        yield "question", section("\n".join(one.plain() for one in questions))
    if strays := stray_lines(view, meanings):
        yield "strays", section(" ".join(one.plain() for one in strays))
    if buttons := list(_buttons(view, now)):
        yield "decide", actions(*buttons)
    yield "owner", context(" ".join(_owner(view, text)))


def _buttons(view: CardView, now: datetime) -> Iterator[Json]:
    outcome = view.standing.outcome if view.standing is not None else "open"
    if outcome == "open":
        yield _button(view, "approve", "primary")
    if outcome != "open" and can_be_undone(view, now):
        yield _button(view, "undo")
    if outcome in ("open", "approving"):
        yield _button(view, "reject", "danger")
    if outcome == "open" and can_be_fixed(view):
        yield _button(view, "fix")
    if outcome == "open" and view.question is None:
        yield _button(view, "ask")
    if outcome == "open" and can_be_undone(view, now):
        yield _button(view, "undo")
    if outcome == "open":
        yield menu_of(view)


def _button(view: CardView, action_id: str, style: Style | None = None) -> Json:
    return button(action_id, plain(f"button.{action_id}"), view.output.id, style)


def _owner(view: CardView, text: ShownText) -> Iterator[str]:
    yield owner_line(view).plain()
    if (rule := by_rule(view)) is not None:
        yield rule
    if view.standing is None or view.standing.outcome != "open":
        return
    if view.output.lane == "always_human":
        yield plain("card.confirm")
    elif view.policy.accept_reactions and text.whole:
        yield plain("card.marks_work")
    if (undo := undo_line(view)) is not None:
        yield undo
