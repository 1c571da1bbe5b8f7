"""What a reviewer asked about an output: on its card, in its thread, and in the modals to ask and to answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.questions import ANSWER_LENGTH, QUESTION_LENGTH, Question, asked_next, words_of
from handlers.cards.elements import actions, button, context, header, line, quote, section, verbatim
from handlers.cards.message import Json, Message, assembled
from handlers.cards.modals import Carried, modal
from handlers.cards.naming import deadline, listed, title_of
from handlers.cards.phrase import Fact, Mention, Sentence, plain, say
from handlers.cards.safe_text import clipped
from storage.card_views import CardView

# On the card; the whole of it is in the thread.
_TEXT_ROOM = 300
_NAME_ROOM = 80
_TITLE_ROOM = 150

QUESTION = "question"
ANSWER = "answer"


def question_lines(view: CardView) -> list[Sentence]:
    """Return what the card says of the open question, else of the last one that was answered; at most two lines."""
    put = view.question
    if put is not None:
        waiting = listed(_waiting_for(view, put), "list.and")
        return [
            say("question.open", who=_asker(view, put), text=clipped(put.body, _TEXT_ROOM), waiting=waiting)
        ]
    answered = view.answered
    if answered is None:
        return []
    return [
        say("question.asked", who=_asker(view, answered), text=clipped(answered.body, _TEXT_ROOM)),
        say(
            "question.answer",
            who=answerer_of(view, answered),
            text=clipped(answered.answer or "", _TEXT_ROOM),
        ),
    ]


def question_mark(put: Question) -> str:
    """Return what the ids of the blocks begin with where `draw_question` was posted."""
    return f"question-{put.id}:"


def owner_question_mark(put: Question) -> str:
    """Return what the ids of the blocks begin with where `draw_question_to_owner` was posted."""
    return f"question-owner-{put.id}:"


def draw_question(view: CardView, put: Question) -> Message:
    """Return what is posted in the card's thread: it mentions whoever asked for the output."""
    asked = _mention(view, view.asked_first)
    said = say("question.put", asked=asked, who=_asker(view, put), title=clipped(title_of(view), _TITLE_ROOM))
    return _put(view, put, question_mark(put), said)


def draw_question_to_owner(view: CardView, put: Question) -> Message | None:
    """Return what is posted after a working day, to the owner; None where there is nobody else to ask."""
    owner = next_asked(view, put)
    if owner is None:
        return None
    first, who = _called(view, view.asked_first), _asker(view, put)
    said = say("question.put_to_owner", owner=_mention(view, owner), asked=first, who=who)
    return _put(view, put, owner_question_mark(put), said)


def draw_answer(view: CardView, answered: Question) -> Message:
    """Return what is posted once there is an answer: it mentions whoever asked. What was said in the thread is
    not said again.
    """
    facts: dict[str, Fact] = {
        "asker": _mention(view, answered.person),
        "due": deadline(view, view.due_at),
    }
    if _by_system(answered):
        said = say("question.answered_by_system", **facts)
    else:
        said = say("question.answered", who=answerer_of(view, answered), **facts)
    parts = [("answered", line(said.rich()))]
    heard = [said.mrkdwn()]
    if answered.answered_via != "thread":
        parts.append(("answer", quote([verbatim(clipped(answered.answer or "", ANSWER_LENGTH))])))
        heard.append(say("question.text", text=answered.answer or "").mrkdwn())
    return assembled(f"answer-{answered.id}", view.output.id, "\n".join(heard), parts)


def draw_ask(view: CardView, carried: Carried) -> Json:
    """Return the modal with one field that asks."""
    whom = _called(view, view.asked_first)
    blocks = [
        header(title_of(view)),
        _field(QUESTION, "modal.question_label", QUESTION_LENGTH),
        context(plain("modal.ask_then", who=whom)),
    ]
    return modal("ask", "modal.ask", blocks, carried=carried, submit="button.ask", close="button.cancel")


def draw_give_answer(view: CardView, put: Question, carried: Carried) -> Json:
    """Return the modal that answers."""
    asked = say("question.asked", who=_asker(view, put), text=put.body)
    blocks = [
        header(title_of(view)),
        section(asked.plain()),
        _field(ANSWER, "modal.answer_label", ANSWER_LENGTH),
    ]
    return modal(
        "answer", "modal.answer", blocks, carried=carried, submit="button.send", close="button.cancel"
    )


def written(values: Mapping[str, Any], field: str) -> str:
    """Return what was written in one of the two modals, "" for nothing but blanks."""
    value = values.get(field, {}).get(field, {}).get("value") or ""
    return words_of(str(value), ANSWER_LENGTH)


def answerer_of(view: CardView, answered: Question) -> str:
    """Return who answered: a person, or the AI system."""
    by = answered.answered_by or ""
    return plain("question.by_system") if _by_system(answered) else clipped(view.name(by) or by, _NAME_ROOM)


def _by_system(answered: Question) -> bool:
    return (answered.answered_by or "").startswith("key:")


def asked_of(view: CardView) -> str:
    """Return who may answer, as a refusal names them: whoever asked for it, or who answers for the workflow."""
    people = dict.fromkeys((view.asked_first, view.workflow.owner))
    return listed([_called(view, one) for one in people], "list.or")


def _waiting_for(view: CardView, put: Question) -> list[str]:
    owner = None if put.owner_asked_at is None else next_asked(view, put)
    return [_called(view, one) for one in (view.asked_first, owner) if one is not None]


def next_asked(view: CardView, put: Question) -> str | None:
    """Return who is asked where the first does not answer, None where there is nobody else."""
    candidates = (view.workflow.owner, view.workflow.deputy, view.output.key_owner)
    return asked_next(candidates, asker=put.person, first=view.asked_first)


def _put(view: CardView, put: Question, mark: str, said: Sentence) -> Message:
    parts: list[tuple[str, Json]] = [
        ("asked", line(said.rich())),
        ("text", quote([verbatim(clipped(put.body, ANSWER_LENGTH))])),
    ]
    heard = [said.mrkdwn(), say("question.text", text=put.body).mrkdwn()]
    if put.closed_at is None:  # once nobody waits for it, there is nothing to press
        how = plain("question.how" if view.card is not None else "question.how_without_card")
        parts += [
            ("how", context(how)),
            ("answer", actions(button("answer", plain("button.answer"), put.id))),
        ]
        heard.append(how)
    return assembled(mark.removesuffix(":"), view.output.id, "\n".join(heard), parts)


def _asker(view: CardView, put: Question) -> str:
    return clipped(view.name(put.person) or put.person, _NAME_ROOM)


def _mention(view: CardView, user_id: str) -> Mention:
    return Mention(user_id, _called(view, user_id))


def _called(view: CardView, user_id: str) -> str:
    return clipped(view.names.get(user_id) or plain("people.someone"), _NAME_ROOM)


def _field(name: str, label: str, room: int) -> Json:
    element: Json = {"type": "plain_text_input", "action_id": name, "multiline": True, "max_length": room}
    return {
        "type": "input",
        "block_id": name,
        "label": {"type": "plain_text", "text": plain(label)},
        "element": element,
    }
