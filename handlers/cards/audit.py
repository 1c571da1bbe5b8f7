"""The card of what has gone out already and somebody is to look at; what is said of it afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from handlers.cards.elements import Style, actions, button, context, header, line, section
from handlers.cards.giving import menu_of
from handlers.cards.judged import Part, standard_parts, text_parts
from handlers.cards.message import Json, Message, assembled
from handlers.cards.naming import deadline, deciders_of, holder_of, moment, owner_line, requester_of, title_of
from handlers.cards.phrase import Sentence, plain, say
from handlers.cards.safe_text import clipped, inert_within, legible
from handlers.cards.shown_text import ShownText, shown_text
from storage.card_views import CardView

_WHO_ROOM = 80
# As of a card that waits: Slack takes 4,000 characters of the text of a message that is changed.
_ROOM = 3_950


def draw_audit(view: CardView, now: datetime) -> Message:
    """Return the card, marked as gone out already, as it should look at `now`."""
    text = shown_text(view)
    parts = [*_head(view), *text_parts(view, text), *standard_parts(view), *_foot(view, text, now)]
    return assembled("ans", view.output.id, _spoken(view, text), parts, whole=text.whole)


def _head(view: CardView) -> Iterator[Part]:
    yield "title", header(title_of(view))
    who, workflow = requester_of(view), view.output.workflow
    if who is None:
        facts = plain("audit.facts", workflow=workflow)
    else:
        facts = plain("audit.facts_for", workflow=workflow, who=clipped(who, _WHO_ROOM))
    holder = holder_of(view, _WHO_ROOM)
    yield "facts", context(facts, *([] if holder is None else [holder]))
    yield "gone_out", section(plain("audit.gone_out"))


def _foot(view: CardView, text: ShownText, now: datetime) -> Iterator[Part]:
    pending = _pending(view)
    if pending is not None:
        yield "status", line(pending.rich())
    else:
        yield "by", section(_wanted(view).plain())
    yield "decide", actions(*_buttons(view, now))
    said = [owner_line(view).plain()]
    if pending is None and view.policy.accept_reactions and text.whole:
        said.append(plain("audit.marks_work"))
    yield "owner", context(" ".join(said))


def _wanted(view: CardView) -> Sentence:
    """Return by when a look is wanted, and of whom."""
    return say("audit.by", by=deadline(view, view.due_at), deciders=deciders_of(view))


def _buttons(view: CardView, now: datetime) -> Iterator[Json]:
    by = None if view.audit is None else view.audit.by
    if by is None:
        yield _button(view, "approve", "primary")
    if by is None or by.verdict == "approve":
        yield _button(view, "reject", "danger")
    if by is not None and by.final_at > now:
        yield button("undo", plain("button.undo"), view.output.id)
    if by is None:
        yield menu_of(view)


def _button(view: CardView, action_id: str, style: Style) -> Json:
    return button(action_id, plain(f"button.audit_{action_id}"), view.output.id, style)


def _pending(view: CardView) -> Sentence | None:
    by = None if view.audit is None else view.audit.by
    if by is None:
        return None
    return say(f"audit.pending_{by.verdict}", who=_who(view, by.person), at=moment(view, by.final_at))


def _spoken(view: CardView, text: ShownText) -> str:
    """Return it in words alone: the text whole if it fits, else that it has to be opened first."""
    before = [say("card.title", title=title_of(view)).mrkdwn(300), say("audit.gone_out").mrkdwn()]
    standard = view.policy.standard
    if criteria := " · ".join(standard.criteria) or standard.statement:
        before.append(say("card.standard", criteria=criteria).mrkdwn(350))
    if standard.never:
        before.append(say("card.never", never=" · ".join(standard.never)).mrkdwn(350))
    before.append(say("card.text").mrkdwn())
    pending = _pending(view)
    after = [owner_line(view).mrkdwn(70)]
    if pending is None:
        after += [_wanted(view).mrkdwn(200), say("audit.how").mrkdwn()]
    else:
        after.append(pending.mrkdwn(200))
    cut = say("card.beginning_only").mrkdwn()
    room = _ROOM - len("\n".join([*before, cut, *after]))
    told, whole = inert_within(legible(view.text, 2 * _ROOM), room)
    return "\n".join([*before, told, *([] if whole and text.whole else [cut]), *after])


def _who(view: CardView, user_id: str) -> str:
    return clipped(view.name(user_id) or user_id, _WHO_ROOM)
