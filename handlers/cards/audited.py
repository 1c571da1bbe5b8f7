"""What is said of an output once somebody has looked at it after it had gone out."""

from __future__ import annotations

from handlers.cards.naming import moment, why_of
from handlers.cards.phrase import Sentence, say
from handlers.cards.safe_text import clipped
from storage.card_views import CardView

_WHO_ROOM = 80


def audited_line(view: CardView, title: str) -> Sentence | None:
    """Return what became of what went out and was found good since, in one line; None where nobody has looked."""
    audit = view.audit
    if audit is None or audit.is_open or audit.by is None or audit.by.verdict == "reject":
        return None
    at = moment(view, view.output.submitted_at)
    return say("done.audited", title=title, at=at, who=_who(view, audit.by.person))


def found_wrong_line(view: CardView) -> Sentence | None:
    """Return who found it wrong when they looked, and why; None where no look did."""
    by = None if view.audit is None else view.audit.by
    if by is None or by.verdict != "reject" or by.settled_at is None:
        return None
    why = why_of(by.reason, by.note)
    if why is None:
        return say("audit.said_nothing", who=_who(view, by.person))
    return say("audit.said", who=_who(view, by.person), why=clipped(why, 1_000))


def _who(view: CardView, user_id: str) -> str:
    return clipped(view.name(user_id) or user_id, _WHO_ROOM)
