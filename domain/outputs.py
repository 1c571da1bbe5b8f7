"""An output as the rules see it: one thing an AI system handed in, and where its life stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.lanes import Lane, Stage

State = Literal["in_review", "approved", "rejected", "expired", "released", "superseded", "recalled"]
Verdict = Literal["approve", "fix", "reject"]
Via = Literal["reaction", "button", "modal"]

FINAL: frozenset[State] = frozenset({"rejected", "expired", "superseded", "recalled"})
UNRELEASED: frozenset[State] = frozenset({"in_review", "approved"})

# The only moves there are; triggers in the database hold them too. No timer leads to approved.
MOVES: tuple[tuple[State, State], ...] = (
    ("in_review", "approved"),
    ("in_review", "rejected"),
    ("in_review", "expired"),
    ("in_review", "superseded"),
    ("in_review", "recalled"),
    ("approved", "released"),
    ("approved", "in_review"),
    ("approved", "superseded"),
    ("approved", "recalled"),
    ("released", "recalled"),
)


@dataclass(slots=True)  # frozen, it would take three times as long to make, and each submitter waits for one
class Output:
    """One output, never changed in place. Fixed at creation: policy, text, requester.

    Times are aware UTC; None means "not so far". `needed` approvals of distinct people release it (0: a
    signature lets it out at once). `current_sha256` is the text being judged. `objection` is the vote that
    objected to an approval, until the owner settles it; `question` is what a reviewer asked, until it is
    answered. `due_at` is the requester's: no question moves it.
    `pi` is the chance it had of being looked at (None: from before anything was drawn), `sampled` what was drawn;
    `stage` is None outside `automated`; `trial_id` names the attempt it counts towards, None: towards none.
    `findable`: the same text handed in again finds it.
    """

    id: str
    workflow: str
    policy_id: int
    policy_version: int
    approvals: int
    kind: Literal["real", "probe"]
    lane: Lane
    needed: int
    state: State
    objection: str | None
    question: str | None
    released_sha256: str | None
    supersedes: str | None
    attempt: int
    content_sha256: str
    current_sha256: str
    content_length: int
    title: str | None
    segment: str | None
    risk: str
    confidence: float | None
    model: str | None
    model_version: str | None
    prompt_version: str | None
    beneficiary_team: str | None
    requested_by: str | None
    requester: str | None
    api_key_id: str
    key_owner: str
    idempotency_key: str
    fingerprint: str
    callback_url: str | None
    submitted_at: datetime
    due_at: datetime
    expires_at: datetime | None
    settles_at: datetime | None
    settled_at: datetime | None
    settled_by_vote: str | None
    webhook_sequence: int
    pi: float | None
    sampled: bool
    stage: Stage | None
    trial_id: int | None
    findable: bool = True

    def expires_by(self, now: datetime) -> bool:
        """Say whether its time has run out with no decision pending, and no objection and no question open."""
        return (
            self.state == "in_review"
            and self.expires_at is not None
            and self.expires_at <= now
            and self.settles_at is None
            and self.objection is None
            and self.question is None
        )


@dataclass(frozen=True)
class Vote:
    """What one person said about one text of one output.

    `acted_at` is when they did it by Slack's own stamp, and decides between two acts of one person;
    `final_at` is when it can no longer be undone.
    """

    id: str
    output_id: str
    sha256: str
    person: str
    verdict: Verdict
    reason: str | None
    note: str | None
    via: Via
    acted_at: datetime
    recorded_at: datetime
    final_at: datetime
    withdrawn_at: datetime | None = None
    voided_at: datetime | None = None
    void_why: str | None = None
    reason_until: datetime | None = None

    @property
    def stands(self) -> bool:
        """Say whether it still counts: neither withdrawn by its person nor voided by a rule."""
        return self.withdrawn_at is None and self.voided_at is None
