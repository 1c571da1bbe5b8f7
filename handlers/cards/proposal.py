"""A proposed use of AI: what was answered, how a card of it would look, and the file to keep."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.cards.deciding_workflow import decide_button
from handlers.cards.elements import actions, header, preformatted, section, verbatim
from handlers.cards.message import Json, Message, assembled
from handlers.cards.modals import modal
from handlers.cards.naming import listed
from handlers.cards.phrase import Moment, Sentence, plain, say
from handlers.cards.safe_text import clipped, visible
from storage.proposals import Proposed

_NAME_ROOM = 80
_ANSWER_ROOM = 600
_LINES_ROOM = 1_500


def draw_proposal(found: Proposed, person: str) -> Message:
    """Return the message to this person: its owner is asked, who proposed it gets it to keep."""
    lines = [_first(found, person), *_answers(found)]
    parts: list[tuple[str, Json]] = [
        (f"line{number}", section(one.plain())) for number, one in enumerate(lines, start=1)
    ]
    if person == found.workflow.owner and found.workflow.status == "proposed":
        parts.append(("decide", actions(decide_button(found.workflow.slug))))
    parts += [("keep", section(plain("proposal.keep"))), ("file", _file(found))]
    heard = "\n".join(one.mrkdwn(3_500 // len(lines)) for one in lines)
    return assembled("proposal", found.workflow.slug, heard, parts)


def proposal_mark(slug: str) -> str:
    """Return how the blocks of that message are recognised."""
    return f"proposal:{slug}:"


def draw_proposed(found: Proposed, sample: list[Json]) -> Json:
    """Return the modal that says what came of the six answers; `sample` is how a card of it would look."""
    blocks = [
        section(plain("proposed.done", slug=found.workflow.slug, owner=_name(found, found.workflow.owner))),
        header(plain("proposed.sample")),
        *sample,
        header(plain("proposed.file")),
        section(plain("proposal.keep")),
        _file(found),
    ]
    return modal("proposed", "modal.proposed", blocks)


def _first(found: Proposed, person: str) -> Sentence:
    who = _name(found, found.proposed_by)
    if person != found.workflow.owner:
        return say("proposal.yours", slug=found.workflow.slug, owner=_name(found, found.workflow.owner))
    if person == found.proposed_by:
        return say("proposal.own", slug=found.workflow.slug)
    at = Moment(found.proposed_at, found.workflow.policy.working_hours.timezone, day=True)
    return say("proposal.asks", slug=found.workflow.slug, who=who, at=at)


def _answers(found: Proposed) -> Iterator[Sentence]:
    standard = found.workflow.policy.standard
    yield say("proposal.what_for", answer=clipped(found.workflow.policy.purpose, _ANSWER_ROOM))
    yield say("proposal.gains", answer=clipped(found.gains, _ANSWER_ROOM))
    yield say("proposal.carries", answer=clipped(found.carries, _ANSWER_ROOM))
    yield say("proposal.good_enough", answer=clipped(" · ".join(standard.criteria), _LINES_ROOM))
    yield say("proposal.never", answer=clipped(" · ".join(standard.never), _LINES_ROOM))
    yield say("proposal.stop_when", answer=clipped(found.stop_when, _ANSWER_ROOM))
    reviewers = [_name(found, one) for one in found.reviewers]
    yield say("proposal.deciders", deciders=listed(reviewers, "list.or") or plain("people.someone"))


def _file(found: Proposed) -> Json:
    return preformatted([verbatim(visible(found.file))])


def _name(found: Proposed, user_id: str) -> str:
    return clipped(found.name(user_id), _NAME_ROOM)
