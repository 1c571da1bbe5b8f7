"""That a text was fixed: by whom, what is new, and where it is to be found."""

from __future__ import annotations

from datetime import datetime

from handlers.cards.changes import Changes
from handlers.cards.decided import outcome_line
from handlers.cards.elements import link_button, section
from handlers.cards.message import Message, assembled
from handlers.cards.naming import moment, title_of
from handlers.cards.phrase import Sentence, plain, say
from handlers.cards.safe_text import clipped
from storage.card_views import CardView

_TAKEN_OUT_ROOM = 400


def fixed_lines(view: CardView, found: Changes | None) -> list[Sentence]:
    """Return who fixed the text and what became of it; empty where it is as it was handed in."""
    if view.original is None:
        return []
    who = view.name(view.fixed_by) or plain("people.someone")
    return [say("fixed.by", who=clipped(who, 80)), *changed_lines(found)]


def changed_lines(found: Changes | None) -> list[Sentence]:
    """Return that changes are marked, and what of the text before is gone; empty where nothing is marked."""
    return [one for one in (marked_line(found), gone_line(found)) if one is not None]


def marked_line(found: Changes | None) -> Sentence | None:
    """Return that what is new is marked, None where nothing is."""
    if found is None:
        return None
    if not found.can_be_seen:
        return say("changes.blanks")
    puts_in = any(is_new and words.strip() for words, is_new in found.pieces)
    return say("card.changes") if puts_in else None


def gone_line(found: Changes | None) -> Sentence | None:
    """Return what was there before and is not any more, None for nothing."""
    if found is None or not found.taken_out:
        return None
    gone = ", ".join(plain("why.note", note=clipped(words, 80)) for words in found.taken_out)
    return say("changes.taken_out", words=clipped(gone, _TAKEN_OUT_ROOM))


def draw_past_card(view: CardView, now: datetime) -> Message:
    """Return what a message says whose text was fixed: one line, and the way to the new one."""
    said = _past_line(view, now)
    at = view.card.permalink if view.card is not None else None
    way = None if at is None else link_button("open_card", plain("button.open_card"), at)
    return assembled("past", view.output.id, said.mrkdwn(), [("line", section(said.plain(), way))])


def _past_line(view: CardView, now: datetime) -> Sentence:
    if view.card is None and view.output.state != "in_review":
        return outcome_line(view, now)
    fixes = [vote for vote in view.votes if vote.verdict == "fix"]
    who = view.name(fixes[-1].person if fixes else None) or plain("people.someone")
    at = moment(view, fixes[-1].acted_at if fixes else view.output.submitted_at)
    return say("fixed.past", title=clipped(title_of(view), 150), who=clipped(who, 80), at=at)
