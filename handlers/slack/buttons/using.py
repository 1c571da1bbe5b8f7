"""*Used it*, *Changed it first* and *No use*, below the question that somebody was asked."""

from __future__ import annotations

from typing import get_args

from domain.refusals import Refused
from domain.use_questions import Answer
from handlers.cards.use_question import draw_use_questions
from handlers.fresh import fresh_id
from handlers.slack.desk import Desk
from handlers.slack.presses import Press
from handlers.slack.replies import Redrawn, Reply, refused
from storage.use_questions import asked_on
from usecases.answer_use_question import AnswerUseQuestion, answer_use_question

_ANSWERS: dict[str, Answer] = {one: one for one in get_args(Answer)}


async def say_use(desk: Desk, press: Press) -> Reply:
    """Keep the answer; the message says thanks in the question's place."""
    answer, output_id = _ANSWERS.get(press.choice or ""), press.output_id
    person = await desk.directory.person(press.person)
    if answer is None or output_id is None:
        return None
    if person is None:
        return refused(Refused.of("unknown_person"), None)
    now = desk.now()
    command = AnswerUseQuestion(output_id, person, answer, fresh_id("fb", now), now)
    day = await desk.decide(answer_use_question, command)
    if isinstance(day, Refused):
        return refused(day, None)
    asked = await desk.db.read(asked_on, press.person, day)
    return Redrawn(draw_use_questions(asked, f"{press.person}:{day}"))
