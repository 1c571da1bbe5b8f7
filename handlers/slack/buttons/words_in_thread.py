"""What a reviewer's words in the thread count as: the reviewer says so, and every rule applies as ever."""

from __future__ import annotations

from domain.refusals import Refused
from handlers.cards.phrase import say
from handlers.fresh import fresh_id
from handlers.slack.asking import Absent, Unreachable
from handlers.slack.buttons.deciding import approve, reject, undo
from handlers.slack.desk import Desk
from handlers.slack.heard import plain_words
from handlers.slack.presses import Press
from handlers.slack.replies import Answered, Reply, Told, refused
from handlers.slack.requesters import with_requester
from storage.card_views import CardView
from usecases.ask_question import AskQuestion, ask_question

_GONE = frozenset({"thread_not_found", "message_not_found"})


async def count_words(desk: Desk, press: Press, view: CardView) -> Reply:
    """Do what the person chose for the message that the button names."""
    ts, _, sha256 = press.value.partition("/")
    if press.choice in ("approve", "reject") and sha256 != view.output.current_sha256:
        return refused(Refused.of("text_changed"), view)
    match press.choice:
        case "approve":
            return await approve(desk, press, view) or Answered(view.output.id, say("words.approved"))
        case "reject":
            return await reject(desk, press, view)
        case "take_back":
            return await undo(desk, press, view)
        case "question":
            return await _as_question(desk, press, view, ts)
        case _:
            return Answered(view.output.id, say("words.nothing"))


async def _as_question(desk: Desk, press: Press, view: CardView, ts: str) -> Reply:
    """Ask with the person's own words, as they stand in the thread now: we have kept none."""
    try:
        body = await _words(desk, press, view, ts)
    except Unreachable:
        return Told("words.unreachable", view=view)
    if not body:
        return Told("words.gone", view=view)
    person = await desk.directory.person(press.person, workflow=view.output.workflow)
    if person is None:
        return refused(Refused.of("unknown_person"), view)
    view = await with_requester(desk, view)
    now = desk.now()
    where = view.card.channel_id if view.card is not None else ""
    command = AskQuestion(
        question_id=fresh_id("question", now),
        output_id=view.output.id,
        person=person,
        body=body,
        source=f"words:{where}:{ts}",
        now=now,
    )
    done = await desk.decide(ask_question, command)
    if isinstance(done, Refused):
        return refused(done, view)
    return Answered(view.output.id, say("words.asked"))


async def _words(desk: Desk, press: Press, view: CardView, ts: str) -> str:
    """Return what the person wrote in that message, "" if it is not there any more. Raises Unreachable."""
    if view.card is None:
        return ""
    try:
        told = await desk.slack.ask(
            "conversations.replies",
            channel=view.card.channel_id,
            ts=view.card.ts,
            oldest=ts,
            latest=ts,
            inclusive=True,
            limit=5,
            needs=("messages",),
            absent=_GONE,
        )
    except Absent:
        return ""
    mine = (
        message
        for message in told["messages"]
        if message.get("ts") == ts and message.get("user") == press.person
    )
    message = next(mine, None)
    return "" if message is None else await plain_words(desk, str(message.get("text") or ""))
