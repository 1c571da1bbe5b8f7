"""Outputs as the API shows them."""

from __future__ import annotations

from datetime import datetime

import msgspec

from domain.announcements import asked, decision, stamp
from domain.judging import standing
from domain.outputs import Output, Vote
from handlers.http import shapes
from storage.output_views import OutputView


def output_shape(view: OutputView, now: datetime) -> shapes.Output:
    """Return an output with all that is said of it, as of `now`."""
    output = view.output
    return shapes.Output(
        id=output.id,
        workflow=output.workflow,
        lane=output.lane,
        state=output.state,
        content_sha256=output.content_sha256,
        policy_version=output.policy_version,
        sampled=output.stage is not None and output.sampled,
        submitted_at=stamp(output.submitted_at),
        due_at=stamp(output.due_at),
        assignee=None if view.assignee is None else _person(view, view.assignee),
        decision=_settled(view) if view.votes else None,
        decision_pending=_pending(view, now) if view.votes else None,
        question=_question(view),
        decisions=[_vote(view, vote) for vote in view.votes],
        released_sha256=output.released_sha256,
        released_at=None if view.released_at is None else stamp(view.released_at),
        slack=shapes.Place(view.channel_id, view.permalink),
    )


def new_shape(output: Output, channel_id: str) -> shapes.Output:
    """Return an output that was handed in just now: nothing has been said of it yet."""
    released_at = output.submitted_at if output.state == "released" else None
    return output_shape(OutputView(output, channel_id, released_at=released_at), output.submitted_at)


def _question(view: OutputView) -> shapes.Question | None:
    put = view.question
    if put is None:
        return None
    return msgspec.convert(asked(put, view.names.get(put.person, put.person)), shapes.Question)


def _settled(view: OutputView) -> shapes.Decision | None:
    """Return the final decision that settled it; its content is the fixed text, whoever fixed it."""
    output = view.output
    found = next((vote for vote in view.votes if vote.id == output.settled_by_vote), None)
    if found is None or not found.stands or output.state == "in_review":
        return None
    content = _fixed_text(view, found, output.current_sha256)
    return msgspec.convert(_said(view, found, content), shapes.Decision)


def _pending(view: OutputView, now: datetime) -> shapes.PendingDecision | None:
    """Return the decision that will settle it unless it is undone."""
    output = view.output
    if output.state != "in_review" or output.needed < 1:
        return None
    stand = standing(
        view.votes,
        sha256=output.current_sha256,
        needed=output.needed,
        now=now,
        objection=output.objection,
    )
    if stand.by is None:
        return None
    said = _said(view, stand.by, _fixed_text(view, stand.by, stand.by.sha256))
    return msgspec.convert(said | {"final_at": stamp(stand.by.final_at)}, shapes.PendingDecision)


def _vote(view: OutputView, vote: Vote) -> shapes.Vote:
    gone_at = vote.withdrawn_at or vote.voided_at
    ends = {"final_at": stamp(vote.final_at), "withdrawn_at": None if gone_at is None else stamp(gone_at)}
    content = _fixed_text(view, vote, vote.sha256)
    return msgspec.convert(_said(view, vote, content) | ends, shapes.Vote)


def _fixed_text(view: OutputView, vote: Vote, sha256: str) -> str | None:
    """Return the text that a decision is about, None if it is the one that was handed in."""
    is_fixed = vote.verdict == "fix" or sha256 != view.output.content_sha256
    return view.fixes.get(sha256) if is_fixed else None


def _said(view: OutputView, vote: Vote, content: str | None) -> dict[str, object]:
    return decision(vote, view.names.get(vote.person, vote.person), content=content)


def _person(view: OutputView, user_id: str) -> shapes.Person:
    return shapes.Person(user_id, view.names.get(user_id, user_id))
