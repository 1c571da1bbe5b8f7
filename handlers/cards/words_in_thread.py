"""What a reviewer is asked back, privately, who wrote something in a card's thread."""

from __future__ import annotations

from collections.abc import Iterator

from domain.outputs import Vote
from handlers.cards.elements import actions, button, section
from handlers.cards.message import Json, Message, assembled
from handlers.cards.naming import listed
from handlers.cards.phrase import Sentence, plain, say
from storage.card_views import CardView

WORDS = "words"


def draw_count_as(view: CardView, ts: str, *, own: Vote | None = None) -> Message | None:
    """Return the question what the message `ts` counts as; None where there is nothing to choose from. `own` is the
    approval of whoever wrote it, as long as it can be undone.
    """
    choices = list(_choices(view)) if own is None else ["reject", "take_back"]
    if not choices:
        return None
    asked = _asked(view) if own is None else say("words.count_as_own")
    # The text that they are about goes with them: a fix in between is another one.
    value = f"{ts}/{view.output.current_sha256}"
    buttons: list[Json] = [
        button(f"{WORDS}:{one}", plain(f"words.button.{one}"), value) for one in (*choices, "nothing")
    ]
    parts = [("words", section(asked.plain())), ("choices", actions(*buttons))]
    return assembled("ask", view.output.id, asked.mrkdwn(), parts)


def _asked(view: CardView) -> Sentence:
    approvers = [vote.person for vote in view.votes if vote.stands and vote.verdict != "reject"]
    if view.standing is None or view.standing.outcome != "approving" or not approvers:
        return say("words.count_as")
    who = listed([view.name(person) or person for person in approvers], "list.and")
    return say("words.count_as_approved", who=who)


def _choices(view: CardView) -> Iterator[str]:
    outcome = view.standing.outcome if view.standing is not None else None
    if outcome == "open":
        yield "approve"
    if outcome in ("open", "approving"):
        yield "reject"
    if outcome == "open" and view.question is None:
        yield "question"
