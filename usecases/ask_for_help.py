"""Somebody who checks finds it too much, and asks whoever answers for the workflow for help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.eligibility import Person, unfit
from domain.refusals import Refused
from storage import outbox
from storage.answering import who_answers
from storage.digests import add_digests
from storage.evidence import Happening, record
from storage.transaction import Tx
from storage.transitions import transition
from storage.workflows import workflow


@dataclass(frozen=True)
class AskForHelp:
    """Who asks, after which change of how much is checked. The person's facts were looked up just before."""

    transition_id: int
    person: Person
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return f"help:{self.transition_id}"


@dataclass(frozen=True)
class HelpAsked:
    """Who is asked (a Slack id). `repeated`: somebody had asked already, after this change."""

    owner: str
    repeated: bool = False


def ask_for_help(tx: Tx, command: AskForHelp) -> HelpAsked | Refused:
    """Wish, in this transaction, that whoever answers hears it, once after each change, whoever asks.

    Refuses `not_found`, and who is no member.
    """
    change = transition(tx.conn, command.transition_id)
    live = None if change is None else workflow(tx.conn, change.workflow)
    if change is None or live is None:
        return Refused.of("not_found")
    if refused := unfit(command.person, now=command.now):
        return refused
    owner = who_answers(tx.conn, live, command.now) or live.owner
    if not add_digests(tx.conn, "help", [str(command.transition_id)], "issued", now=command.now):
        return HelpAsked(owner, repeated=True)
    payload = {"asks": command.person.user_id, "person": owner}
    wish = outbox.wish(
        "help", route=f"person:{owner}", subject=str(command.transition_id), now=command.now, payload=payload
    )
    outbox.want(tx, [wish])
    happening = Happening(
        "help.asked",
        command.now,
        command.person.subject,
        workflow=live.slug,
        policy_version=live.policy_version,
    )
    record(tx.conn, happening)
    return HelpAsked(owner)
