"""An output as the rules see it, for tests of rules."""

from __future__ import annotations

from dataclasses import replace

from domain.outputs import Output
from tests.builders import MONDAY, SLUG


def an_output(**fields: object) -> Output:
    """Return an output that waits in `reviewed`; any field of it can be given."""
    plain = Output(
        id="out_1",
        workflow=SLUG,
        policy_id=1,
        policy_version=1,
        approvals=1,
        kind="real",
        lane="reviewed",
        needed=1,
        state="in_review",
        objection=None,
        question=None,
        released_sha256=None,
        supersedes=None,
        attempt=1,
        content_sha256="0" * 64,
        current_sha256="0" * 64,
        content_length=40,
        title=None,
        segment=None,
        risk="normal",
        confidence=None,
        model=None,
        model_version=None,
        prompt_version=None,
        beneficiary_team=None,
        requested_by=None,
        requester=None,
        api_key_id="key_support",
        key_owner="nobody",
        idempotency_key="order-1",
        fingerprint="0" * 64,
        callback_url=None,
        submitted_at=MONDAY,
        due_at=MONDAY,
        expires_at=None,
        settles_at=None,
        settled_at=None,
        settled_by_vote=None,
        webhook_sequence=0,
        pi=1.0,
        sampled=True,
        stage=None,
        trial_id=None,
    )
    return replace(plain, **fields)  # type: ignore[arg-type]  # fields by name
