"""The person who handed a text in uses it, now that it is approved: that is its release."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from domain.api_keys import is_by_hand
from domain.eligibility import Person
from domain.outputs import Output
from domain.refusals import Refused
from storage.api_keys import api_key
from storage.outputs import output as output_of
from storage.transaction import Tx
from usecases.hand_in import may_hand_in
from usecases.release_output import ReleaseOutput, release_output


@dataclass(frozen=True)
class UseHandIn:
    """A press of *Use it*. However often it is pressed, it is one release. `draws` as for every release."""

    output_id: str
    person: Person
    now: datetime
    draws: bytes | None = field(default=None, repr=False)

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def use_hand_in(tx: Tx, command: UseHandIn) -> Output | Refused:
    """Release the output to the one who handed it in, in this transaction.

    Refuses `not_yours` (facts say whose it is), who is no member, `hand_in_stopped` (their key was revoked), and as
    `release_output` does: nothing is released but what is approved, by a press and never by the clock.
    """
    output = output_of(tx.conn, command.output_id)
    if output is None or not is_by_hand(output.api_key_id):
        return Refused.of("not_found")
    if output.key_owner != command.person.user_id:
        return Refused.of("not_yours", by=output.key_owner, act="use")
    refused = may_hand_in(command.person, now=command.now)
    if refused is not None:
        return refused
    key = api_key(tx.conn, output.api_key_id)
    if key is None or key.revoked_at is not None:
        return Refused.of("hand_in_stopped", workflow=output.workflow, act="use")
    act, now = f"use:{output.id}", command.now
    release = ReleaseOutput(output.id, output.workflow, output.api_key_id, act, now, command.draws)
    return release_output(tx, release)
