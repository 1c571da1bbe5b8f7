"""A card of a workflow that has none yet, to look at: nothing on it can be pressed."""

from __future__ import annotations

from datetime import datetime

from domain.content import content_sha256
from domain.deadlines import due_at, expires_at
from domain.judging import standing
from domain.lanes import heavier
from domain.outputs import Output
from handlers.cards.message import Json
from handlers.cards.phrase import plain
from handlers.cards.review import draw_card
from storage.card_views import CardView
from storage.proposals import Proposed

_ID = "out_00000000000000000000000000"


def draw_sample(found: Proposed, now: datetime) -> list[Json]:
    """Return the blocks of the card that something handed in `now` would have."""
    blocks = draw_card(_view(found, now), now=now).blocks
    return [block for block in blocks if block["type"] != "actions"]


def _view(found: Proposed, now: datetime) -> CardView:
    output = _output(found, now)
    return CardView(
        output=output,
        workflow=found.workflow,
        policy=found.workflow.policy,
        text=plain("sample.text"),
        input=None,
        links=(),
        votes=(),
        standing=standing([], sha256=output.current_sha256, needed=output.needed, now=now),
        names=found.names,
        deciders=found.reviewers,
    )


def _output(found: Proposed, now: datetime) -> Output:
    workflow, policy = found.workflow, found.workflow.policy
    sha256 = content_sha256(plain("sample.text"))
    return Output(
        id=_ID,
        workflow=workflow.slug,
        policy_id=workflow.policy_id,
        policy_version=workflow.policy_version,
        approvals=policy.approvals,
        kind="real",
        lane=heavier(policy.lane, "reviewed"),
        needed=policy.approvals,
        state="in_review",
        objection=None,
        question=None,
        released_sha256=None,
        supersedes=None,
        attempt=1,
        content_sha256=sha256,
        current_sha256=sha256,
        content_length=len(plain("sample.text")),
        title=plain("sample.title"),
        segment=None,
        risk="normal",
        confidence=None,
        model=None,
        model_version=None,
        prompt_version=None,
        beneficiary_team=None,
        requested_by=None,
        requester=None,
        api_key_id="",
        key_owner="",
        idempotency_key="",
        fingerprint="",
        callback_url=None,
        submitted_at=now,
        due_at=due_at(policy, now, None),
        expires_at=expires_at(policy, now),
        settles_at=None,
        settled_at=None,
        settled_by_vote=None,
        webhook_sequence=0,
        pi=1.0,
        sampled=True,
        stage=None,
        trial_id=None,
    )
