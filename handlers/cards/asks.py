"""Questions to one person: why was it stopped, and does the objection stand?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.outputs import Vote
from handlers.cards.elements import actions, button, line, section
from handlers.cards.message import Json, Message, assembled
from handlers.cards.naming import approvers_of, names_in, title_of, vote_of, why_of
from handlers.cards.phrase import Mention, Sentence, plain, say
from handlers.cards.safe_text import clipped
from storage.card_views import CardView

REASONS = ("wrong", "not_useful", "incomplete", "unsafe", "tone", "other")
SKIP = "skip"


def draw_ask_reason(view: CardView, vote: Vote, *, now: datetime) -> Message:
    """Return the question why, with a button for each reason; Slack wants each button's id to differ.

    While its minute runs, *Undo* is among them: Slack lets nothing but a press on it take a private message away.
    """
    held = view.output.objection == vote.id
    asked = say("ask.reason_held" if held else "ask.reason", who=clipped(view.name(vote.person) or "", 80))
    choices = [button(f"reason:{one}", plain(f"button.{one}"), view.output.id) for one in (*REASONS, SKIP)]
    if vote.final_at > now:
        choices.append(button("undo", plain("button.undo"), view.output.id))
    parts = [("question", section(asked.plain())), ("reasons", actions(*choices))]
    return assembled("ask", view.output.id, asked.mrkdwn(), parts)


def draw_ask_objection(view: CardView) -> Message:
    """Return the question to whoever settles the objection; the buttons say what each of them does."""
    lines = list(_objection(view))
    parts: list[tuple[str, Json]] = [
        (f"line{number}", line(one.rich())) for number, one in enumerate(lines, start=1)
    ]
    if view.judge is not None:
        put = view.output.objection or view.output.id  # the message stays, and another objection may come
        uphold = button("uphold", plain("button.uphold"), put, "danger")
        overrule = button("overrule", plain("button.overrule"), put)
        parts.append(("settle", actions(uphold, overrule)))
    return assembled("ask", view.output.id, "\n".join(one.mrkdwn() for one in lines), parts)


def draw_answered(output_id: str, answer: Sentence) -> Message:
    """Return what stands in a question's place once it is answered."""
    return assembled("ask", output_id, answer.mrkdwn(), [("answer", section(answer.plain()))])


def _objection(view: CardView) -> Iterator[Sentence]:
    objection = vote_of(view, view.output.objection)
    someone = plain("people.someone")
    facts = {
        "who": clipped(view.name(objection.person if objection else None) or someone, 80),
        "approver": clipped(names_in(view, approvers_of(view)) or someone, 200),
    }
    if view.judge is None:
        yield say("pending.objected_nobody", who=facts["who"])
    else:
        judge = Mention(view.judge, clipped(view.name(view.judge) or someone, 80))
        yield say("ask.objection", judge=judge, title=clipped(title_of(view), 150), **facts)
    why = why_of(objection.reason, objection.note) if objection else None
    if why is not None:
        yield say("ask.objection_why", who=facts["who"], why=clipped(why, 1_000))
