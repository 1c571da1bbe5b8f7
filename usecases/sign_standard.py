"""The owner signs what is good enough; where the impact is high, a second person too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from domain.eligibility import Person, unfit
from domain.lanes import CLOSED
from domain.refusals import Refused
from domain.standards import Part, differing, is_signed, with_fields, wording_of
from storage import outbox
from storage.evidence import Happening, record
from storage.inserting import add_if_new, insert_into
from storage.people import subject_of
from storage.standards import (
    Draft,
    Signature,
    draft_with,
    first_with_standard,
    seconds_of,
    signatures_under,
    standard_made_at,
)
from storage.tables import signed_fields, standard_drafts, standard_signatures
from storage.transaction import Tx
from storage.unowned import is_gone
from storage.workflows import Workflow, workflow_for_update
from usecases.renew_policy import RenewPolicy, renew_policy
from usecases.tell import draft_wish, redraw_open_cards, second_wish
from usecases.tell_over import TellOver, tell_over


@dataclass(frozen=True)
class SignStandard:
    """The person signs the standard of the policy they were shown, `policy_id`; with `draft_id` that draft of it."""

    workflow: str
    person: Person
    policy_id: int
    now: datetime
    draft_id: str | None = None

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.workflow


@dataclass(frozen=True)
class Signed:
    """What came of it. `is_complete`: nobody else's signature is wanted. `version`: the policy now in force."""

    version: int
    is_complete: bool
    new_version: bool = False


def sign_standard(tx: Tx, command: SignStandard) -> Signed | Refused:
    """Keep the signature in this transaction; a draft that has all it takes is in force as a new version at once.

    Refuses `only_owner` for whoever's signature is not wanted, `workflow_unowned` where the owner has left,
    `standard_changed` where other rules than those they saw hold by now, or the draft was replaced,
    `standard_signed` where they have signed it or nobody has to any more.
    """
    found = workflow_for_update(tx.conn, command.workflow)
    if found is None:
        return Refused.of("workflow_unknown", workflow=command.workflow)
    draft = None if command.draft_id is None else draft_with(tx.conn, command.draft_id)
    if refused := _why_not(command, found, draft):
        return refused
    signed = _signatures(tx, found, draft)
    part = _part_of(tx, found, signed, command.person.user_id)
    if isinstance(part, Refused):
        return part
    signed = (*signed, Signature(part, command.person.user_id, command.now))
    _record(tx, command, found, part, draft)
    _question_over(tx, found, draft, part, command.now)
    complete = is_signed({one.part for one in signed}, high_impact=found.policy.high_impact)
    if draft is None:
        _sign(tx, first_with_standard(tx.conn, found.policy_id), signed[-1])
        if not complete:
            outbox.want(tx, [second_wish(found.slug, found.policy_id, now=command.now)])
        return Signed(found.policy_version, complete)
    if not complete:
        _sign_draft(tx, command, draft)
        return Signed(found.policy_version, is_complete=False)
    return _put_in_force(tx, command, found, draft, signed)


def _why_not(command: SignStandard, found: Workflow, draft: Draft | None) -> Refused | None:
    """Return why nobody can sign this, None where somebody can."""
    if refused := unfit(command.person, now=command.now):
        return refused
    if found.status in CLOSED:
        return Refused.of("workflow_closed", workflow=found.slug, status=found.status)
    if command.draft_id is not None and (draft is None or draft.workflow != found.slug):
        return Refused.of("not_found")
    if draft is not None and draft.state == "in_force":
        return Refused.of("standard_signed", workflow=found.slug)
    is_replaced = draft is not None and (draft.state != "open" or draft.policy_id != found.policy_id)
    if is_replaced or command.policy_id != found.policy_id or not found.readable:
        return Refused.of("standard_changed", workflow=found.slug)
    return None


def _signatures(tx: Tx, found: Workflow, draft: Draft | None) -> tuple[Signature, ...]:
    """Return who has signed so far. Of a draft, the present owner's counts: another may not speak for them."""
    if draft is None:
        return signatures_under(tx.conn, [found.policy_id])[found.policy_id]
    if draft.signed_by is None or draft.signed_at is None or draft.signed_by != found.owner:
        return ()
    return (Signature("owner", draft.signed_by, draft.signed_at),)


def _part_of(tx: Tx, found: Workflow, signed: tuple[Signature, ...], person: str) -> Part | Refused:
    """Return as what the person signs it, or why not."""
    parts = {one.part for one in signed}
    if is_signed(parts, high_impact=found.policy.high_impact) or person in {one.person for one in signed}:
        return Refused.of("standard_signed", workflow=found.slug)
    if "owner" not in parts:
        if is_gone(tx.conn, found.owner):
            return Refused.of("workflow_unowned", workflow=found.slug)
        return "owner" if person == found.owner else Refused.of("only_owner", judge=found.owner)
    seconds = seconds_of(tx.conn, found)
    if person in seconds:
        return "second"
    return Refused.of("only_owner", judge=seconds[0]) if seconds else Refused.of("only_owner")


def _sign(tx: Tx, policy_id: int, signature: Signature) -> None:
    added = add_if_new(tx.conn, standard_signatures, {"policy_id": policy_id} | vars(signature))
    assert added, "somebody has signed this before them"


def _sign_draft(tx: Tx, command: SignStandard, draft: Draft) -> None:
    own = update(standard_drafts).where(standard_drafts.c.id == draft.id)
    tx.conn.execute(own.values(signed_by=command.person.user_id, signed_at=command.now))
    outbox.want(tx, [draft_wish(draft.id, "second", command.workflow, now=command.now)])


def _question_over(tx: Tx, found: Workflow, draft: Draft | None, part: Part, now: datetime) -> None:
    """Let the message that asked for this signature say that it is given, and have no button any more."""
    asked = [found.owner] if part == "owner" else seconds_of(tx.conn, found)
    if draft is not None:
        about, since = f"{part}-{draft.id}", draft.drafted_at
    else:
        first_id = first_with_standard(tx.conn, found.policy_id)
        since = standard_made_at(tx.conn, first_id)
        about = f"file-{first_id}" if part == "owner" else f"second-{found.policy_id}"
    tell_over(tx, TellOver("draft", f"standard:{about}", since, asked, now, facts={"slug": found.slug}))


def _put_in_force(
    tx: Tx, command: SignStandard, found: Workflow, draft: Draft, signed: tuple[Signature, ...]
) -> Signed:
    # What its file said and nobody had signed is not asked about any more either.
    _question_over(tx, found, None, "owner", command.now)
    changed = differing(wording_of(found.policy), draft.wording)
    policy = with_fields(found.policy, draft.wording, changed)
    renewed = renew_policy(tx, RenewPolicy(found, policy, command.person.subject, command.now))
    for signature in signed:
        _sign(tx, renewed.policy_id, signature)
    own = update(standard_drafts).where(standard_drafts.c.id == draft.id)
    tx.conn.execute(own.values(state="in_force"))
    rows = [{"workflow": found.slug, "key": key, "signed_at": command.now} for key in changed]
    kept = insert_into(tx.conn, signed_fields).values(rows)
    again = {"signed_at": kept.excluded.signed_at}
    tx.conn.execute(kept.on_conflict_do_update(index_elements=["workflow", "key"], set_=again))
    redraw_open_cards(tx, found.slug, now=command.now)
    if draft.drafted_by not in {one.person for one in signed}:
        outbox.want(tx, [draft_wish(draft.id, "drafter", draft.drafted_by, now=command.now)])
    return Signed(renewed.version, is_complete=True, new_version=True)


def _record(tx: Tx, command: SignStandard, found: Workflow, part: Part, draft: Draft | None) -> None:
    about = {} if draft is None else {"draft": draft.id, "drafted_by": subject_of(tx.conn, draft.drafted_by)}
    happening = Happening(
        "standard.signed",
        command.now,
        command.person.subject,
        workflow=found.slug,
        policy_version=found.policy_version,
        facts={"part": part, **about},
    )
    record(tx.conn, happening)
