"""The buttons that ask about an output, and that answer."""

from __future__ import annotations

from domain.questions import Accountable, Question, may_answer
from domain.refusals import Refused
from handlers.cards.modals import Carried
from handlers.cards.questions import draw_ask, draw_give_answer
from handlers.fresh import fresh_id
from handlers.slack.desk import Desk
from handlers.slack.presses import Press
from handlers.slack.replies import Opened, Reply, refused
from handlers.slack.requesters import with_requester
from storage.card_views import CardView
from storage.questions import question
from usecases.ask_question import why_not_ask


async def ask(desk: Desk, press: Press, view: CardView) -> Reply:
    """Open the modal that asks; whoever may not, or comes too late, is told so instead."""
    person = await desk.directory.person(press.person, workflow=view.output.workflow)
    if person is None:
        return refused(Refused.of("unknown_person"), view)
    refusal = await desk.db.read(why_not_ask, view.output, person, desk.now())
    if refusal is not None:
        return refused(refusal, view)
    return Opened(draw_ask(await with_requester(desk, view), _carried(desk, view)))


async def answer(desk: Desk, press: Press, view: CardView) -> Reply:
    """Open the modal that answers, for whoever the question is for and while it is open."""
    put = await desk.db.read(question, press.value)
    if put is None or put.output_id != view.output.id:
        return refused(Refused.of("no_question"), view)
    person = await desk.directory.person(press.person)
    if person is None:
        return refused(Refused.of("unknown_person"), view)
    accountable = Accountable(view.workflow.owner, view.workflow.deputy)
    refusal = may_answer(person, view.output, put.person, accountable, now=desk.now()) or _closed(put)
    if refusal is not None:
        return refused(refusal, view)
    return Opened(draw_give_answer(view, put, _carried(desk, view, put.id)))


def _closed(put: Question) -> Refused | None:
    if put.answer is not None:
        return Refused.of("already_answered", by=put.answered_by, at=put.closed_at)
    return None if put.closed_at is None else Refused.of("no_question")


def _carried(desk: Desk, view: CardView, question_id: str | None = None) -> Carried:
    nonce = fresh_id("view", desk.now())
    return Carried(view.output.id, view.output.current_sha256, nonce, question=question_id)
