"""The owner says that somebody on the roster is fit to decide, with a reason: where others cannot train them yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.eligibility import Person, unfit
from domain.refusals import Refused
from domain.training import trained_until
from storage.people import listed_on, subject_of
from storage.transaction import Tx
from storage.workflows import workflow_for_update
from usecases.pause_workflow import may_resume
from usecases.tell import whisper
from usecases.train import Train, train


@dataclass(frozen=True)
class SignIn:
    """Who signs whom in, and why, in words. Both were looked up just before."""

    workflow: str
    person: Person
    who: Person
    reason: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.workflow


def sign_in(tx: Tx, command: SignIn) -> datetime | Refused:
    """Let them decide from now on, in this transaction, and return until when; they are told privately.

    Refuses `only_owner` for anyone but the owner or the deputy, `no_training` where none is asked for, what keeps the
    person named from being a reviewer anywhere, and `not_on_roster`.
    """
    found = workflow_for_update(tx.conn, command.workflow)
    if found is None:
        return Refused.of("workflow_unknown", workflow=command.workflow)
    refusal = unfit(command.person, now=command.now)
    if refusal is not None:
        return refusal
    if not may_resume(found, command.person.user_id):
        return Refused.of("only_owner", judge=found.owner)
    if found.live.training_months is None:
        return Refused.of("no_training", workflow=found.slug)
    refusal = unfit(command.who, now=command.now)
    if refusal is not None:
        return refusal
    if not listed_on(tx.conn, found.slug).includes(command.who):
        return Refused.of("not_on_roster")
    zone = found.policy.working_hours.timezone
    until = trained_until(command.now, found.live.training_months, zone)
    signed = Train(
        found.slug,
        found.policy_version,
        command.who.user_id,
        "signed",
        until,
        subject_of(tx.conn, command.person.user_id),
        command.now,
        by=command.person.user_id,
        reason=command.reason,
    )
    train(tx, signed)
    if command.who.user_id != command.person.user_id:
        facts = {"slug": found.slug, "by_name": command.person.name, "until": until.isoformat(), "zone": zone}
        whisper(
            tx,
            channel_id=found.channel_id,
            person=command.who.user_id,
            line="training.signed",
            now=command.now,
            facts=facts,
        )
    return until
