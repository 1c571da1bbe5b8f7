"""Somebody wrote in the thread of a card: an answer, or words that a reviewer may want to count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from domain.announcements import stamp
from domain.eligibility import Person, may_decide
from domain.judging import may_mean_otherwise, own_standing
from domain.outputs import Output
from domain.questions import Question
from storage import outbox
from storage.cards import card_of
from storage.inserting import add_if_new
from storage.outputs import output_for_update, votes_of
from storage.people import roster_of
from storage.questions import questions_about
from storage.second_looks import waits
from storage.tables import talkers
from storage.transaction import Tx
from usecases.answer_question import Answered, AnswerQuestion, answer_question
from usecases.finish_event import FinishEvent, finish_event
from usecases.tell import whisper

# Somebody who is asked about what they wrote long ago would only wonder.
FRESH_WORDS = timedelta(minutes=15)

Heard = Literal["answered", "told", "asked_back", "nothing"]


@dataclass(frozen=True)
class HearWords:
    """One message in a card's thread, as plain text. `left` is what is kept of the stored event: no words."""

    output_id: str
    channel_id: str
    thread_ts: str
    ts: str
    person: Person
    text: str
    said_at: datetime
    now: datetime
    inbox_id: int
    left: Mapping[str, object]

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def hear_words(tx: Tx, command: HearWords) -> Heard:
    """Take the words for what they are, in this transaction, and finish the stored event without them.

    Of whoever may answer the open question they are the answer; a reviewer who may decide is asked back,
    privately, what they count as. Everybody else's words are silence. Whoever writes there is asked for no second look.
    """
    output = output_for_update(tx.conn, command.output_id)
    heard: Heard = "nothing" if output is None else _heard(tx, command, output)
    if output is not None and waits(tx.conn, output.id):
        add_if_new(tx.conn, talkers, {"output_id": output.id, "person": command.person.user_id})
    finish_event(tx, FinishEvent(command.inbox_id, heard, command.now, left=command.left))
    return heard


def _heard(tx: Tx, command: HearWords, output: Output) -> Heard:
    put = _waiting_then(tx, command, output)
    if put is not None:
        answer = AnswerQuestion(
            output_id=output.id,
            answer=command.text,
            via="thread",
            now=command.now,
            question_id=put.id,
            person=command.person,
        )
        done = answer_question(tx, answer)
        if isinstance(done, Answered):
            _say(tx, command, "question.thanks", {"by": put.person})
            return "answered"
        if done.code in ("already_answered", "no_question"):
            _say(tx, command, f"refused.{done.code}", done.facts)
            return "told"
    return _asked_back(tx, command, output)


def _waiting_then(tx: Tx, command: HearWords, output: Output) -> Question | None:
    """Return the question that was open when this was written, else None."""
    open_then = [one for one in questions_about(tx.conn, output.id) if one.was_open(command.said_at)]
    return next((one for one in open_then if one.closed_at is None), next(reversed(open_then), None))


def _asked_back(tx: Tx, command: HearWords, output: Output) -> Heard:
    """Ask a reviewer what their words count as, unless they have decided for good, or said it long ago. Whoever can
    still undo their approval may mean just that.

    What is said below a card of the past is about a text that nobody judges any more.
    """
    card = card_of(tx.conn, output.id)
    about_it = card is not None and card.ts == command.thread_ts
    if not about_it or output.state != "in_review" or command.now - command.said_at > FRESH_WORDS:
        return "nothing"
    refused = may_decide(
        command.person, roster_of(tx.conn, output.workflow, command.now), output, now=command.now
    )
    who = command.person.user_id
    own = own_standing(votes_of(tx.conn, output.id), who)
    if refused is not None or (own is not None and not may_mean_otherwise(own, command.said_at, command.now)):
        return "nothing"
    payload = {
        "channel_id": command.channel_id,
        "thread_ts": command.thread_ts,
        "ts": command.ts,
        "person": who,
    }
    route = f"slack:{command.channel_id}:private"
    wish = outbox.wish("ask_words", route=route, subject=output.id, now=command.now, payload=payload)
    outbox.want(tx, [wish])
    return "asked_back"


def _say(tx: Tx, command: HearWords, line: str, facts: Mapping[str, object]) -> None:
    told = {name: stamp(fact) if isinstance(fact, datetime) else fact for name, fact in facts.items()}
    whisper(
        tx,
        channel_id=command.channel_id,
        person=command.person.user_id,
        line=line,
        now=command.now,
        thread_ts=command.thread_ts,
        output_id=command.output_id,
        facts=told,
    )
