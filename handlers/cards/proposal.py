"""A proposed use of AI: what was answered, how a card of it would look, and the file to keep."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from handlers.cards.deciding_workflow import decide_button, verdict_line
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
    """Return the message to this person: its owner is asked, who proposed it gets it to keep. Decided, it says who
    decided what, and still has the file where there is a use for it.
    """
    decided = _decided(found)
    lines = [_first(found, person), *_by(found, person), *_answers(found)] if decided is None else [decided]
    parts: list[tuple[str, Json]] = [
        (f"line{number}", section(one.plain())) for number, one in enumerate(lines, start=1)
    ]
    if person == found.workflow.owner and found.workflow.status == "proposed":
        parts.append(("decide", actions(decide_button(found.workflow.slug))))
    if found.decided is None or found.decided.becomes != "refused":
        parts += [("keep", section(plain("proposal.keep"))), ("file", _file(found))]
    heard = "\n".join(one.mrkdwn(3_500 // len(lines)) for one in lines)
    return assembled("proposal", found.workflow.slug, heard, parts)


def proposal_mark(slug: str) -> str:
    """Return how the blocks of that message are recognised."""
    return f"proposal:{slug}:"


def draw_undecided(
    found: Proposed, person: str, *, away_until: datetime | None = None, has_left: bool = False
) -> Message:
    """Return the message that it is still undecided: its owner is reminded, who proposed it hears whom to talk to.

    `away_until`: until when the owner is away, None where they are not; `has_left`: they are no member any more.
    Decided since, it says who decided what.
    """
    parts: list[tuple[str, Json]] = []
    decided = _decided(found)
    lines = (
        list(_undecided(found, person, away_until=away_until, has_left=has_left))
        if decided is None
        else [decided]
    )
    parts += [(f"line{number}", section(one.plain())) for number, one in enumerate(lines, start=1)]
    if person == found.workflow.owner and decided is None:
        parts.append(("decide", actions(decide_button(found.workflow.slug))))
    return assembled("undecided", found.workflow.slug, "\n".join(one.mrkdwn() for one in lines), parts)


def undecided_mark(slug: str) -> str:
    """Return how the blocks of that message are recognised."""
    return f"undecided:{slug}:"


def _undecided(
    found: Proposed, person: str, *, away_until: datetime | None, has_left: bool
) -> Iterator[Sentence]:
    slug, owner = found.workflow.slug, _name(found, found.workflow.owner)
    if person == found.workflow.owner:
        own = person == found.proposed_by
        who = {} if own else {"who": _name(found, found.proposed_by)}
        yield say("proposal.late_own" if own else "proposal.late", slug=slug, by=_wanted(found), **who)
        return
    yield say("proposal.late_yours", slug=slug, by=_wanted(found), owner=owner)
    if has_left:
        yield say("proposal.late_left", owner=owner)
    elif away_until is not None:
        until = Moment(away_until, found.workflow.policy.working_hours.timezone, day=True)
        yield say("proposal.late_away", owner=owner, until=until)


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


def _decided(found: Proposed) -> Sentence | None:
    if found.decided is None:
        return None
    return verdict_line(found.decided, found.names, found.workflow.policy.working_hours.timezone)


def _first(found: Proposed, person: str) -> Sentence:
    who = _name(found, found.proposed_by)
    if person != found.workflow.owner:
        return say("proposal.yours", slug=found.workflow.slug, owner=_name(found, found.workflow.owner))
    if person == found.proposed_by:
        return say("proposal.own", slug=found.workflow.slug)
    at = Moment(found.proposed_at, found.workflow.policy.working_hours.timezone, day=True)
    return say("proposal.asks", slug=found.workflow.slug, who=who, at=at)


def _by(found: Proposed, person: str) -> Iterator[Sentence]:
    """Give by when it is to be decided, as long as it is not."""
    if found.workflow.status == "proposed":
        yield say("proposal.by" if person == found.workflow.owner else "proposal.yours_by", by=_wanted(found))


def _wanted(found: Proposed) -> Moment:
    return Moment(found.answer_by, found.workflow.policy.working_hours.timezone, day=True)


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
