"""The modals that ask about an output, and that answer."""

from __future__ import annotations

from domain.refusals import Refused
from handlers.cards.message import Json
from handlers.cards.phrase import Sentence, say
from handlers.cards.questions import ANSWER, QUESTION, written
from handlers.cards.whispers import whispered
from handlers.fresh import fresh_id
from handlers.slack.desk import Desk
from handlers.slack.presses import Submission
from handlers.slack.submissions.answers import CLOSES
from usecases.answer_question import AnswerQuestion, answer_question
from usecases.ask_question import AskQuestion, ask_question


async def ask(desk: Desk, given: Submission) -> Json:
    """Ask what was written; why not is said at the field, and nothing written is lost."""
    body = written(given.values, QUESTION)
    if not body:
        return _at(QUESTION, say("modal.write_something"))
    view = await desk.view(given.carried.output_id)
    if view is None:
        return _at(QUESTION, whispered("refused.not_found", {}, None))
    person = await desk.directory.person(given.person, workflow=view.output.workflow)
    if person is None:
        return await _refused(desk, given, QUESTION, Refused.of("unknown_person"))
    now = desk.now()
    question_id = fresh_id("question", now)
    command = AskQuestion(question_id, view.output.id, person, body, given.source, now)
    done = await desk.decide(ask_question, command)
    return await _refused(desk, given, QUESTION, done) if isinstance(done, Refused) else CLOSES


async def answer(desk: Desk, given: Submission) -> Json:
    """Answer the question that the modal was opened for."""
    words = written(given.values, ANSWER)
    if not words:
        return _at(ANSWER, say("modal.write_something"))
    person = await desk.directory.person(given.person)
    if person is None:
        return await _refused(desk, given, ANSWER, Refused.of("unknown_person"))
    command = AnswerQuestion(
        output_id=given.carried.output_id,
        answer=words,
        via="modal",
        now=desk.now(),
        question_id=given.carried.question,
        person=person,
    )
    done = await desk.decide(answer_question, command)
    return await _refused(desk, given, ANSWER, done) if isinstance(done, Refused) else CLOSES


async def _refused(desk: Desk, given: Submission, field: str, refusal: Refused) -> Json:
    view = await desk.view(given.carried.output_id)
    return _at(field, whispered(f"refused.{refusal.code}", refusal.facts, view))


def _at(field: str, said: Sentence) -> Json:
    return {"response_action": "errors", "errors": {field: said.plain()}}
