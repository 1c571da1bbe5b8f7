"""Somebody who joins says what they would have done with a text that others have decided: compared, never counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, update

from domain.eligibility import Person
from domain.refusals import Refused
from domain.training import SHADOWED, Said, trained_until
from storage.evidence import Happening, record
from storage.joining import Joining, Shadow, joining_for_update, joining_with, to_shadow
from storage.outputs import commitment_of, output
from storage.tables import joinings, shadows
from storage.transaction import Tx
from storage.workflows import Workflow, hold_workflows, workflow
from usecases.begin_joining import may_join
from usecases.tell import whisper
from usecases.train import Train, train


@dataclass(frozen=True)
class RecordShadow:
    """What the person says of this text. `reason` is why they would stop it, and given where they would."""

    joining_id: str
    output_id: str
    sha256: str
    person: Person
    verdict: Said
    reason: str | None
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.joining_id


@dataclass(frozen=True)
class Shadowed:
    """The joining as it is now, with until when they are trained if that was the last; and what was said in it."""

    joining: Joining
    shadow: Shadow


def record_shadow(tx: Tx, command: RecordShadow) -> Shadowed | Refused:
    """Keep and compare it in this transaction; with the fifth the person is trained. No output is touched by it.

    Said again of the same text, the first word stays. `not_found` where the joining is not theirs, or the text is not
    one to be tried on any more.
    """
    begun = joining_with(tx.conn, command.joining_id)
    hold_workflows(tx.conn, [begun.workflow] if begun is not None else [])
    joining = joining_for_update(tx.conn, command.joining_id)
    live = None if joining is None else workflow(tx.conn, joining.workflow)
    if joining is None or live is None or joining.person != command.person.user_id:
        return Refused.of("not_found")
    said = next((one for one in joining.given if one.output_id == command.output_id), None)
    if said is not None:
        return Shadowed(joining, said)
    refusal = may_join(tx, live.slug, command.person, command.now)
    if refusal is not None:
        return refusal
    candidates = to_shadow(tx.conn, joining, command.person, command.now)
    about = next((one for one in candidates if one.output_id == command.output_id), None)
    if about is None or about.sha256 != command.sha256 or joining.finished_at is not None:
        return Refused.of("not_found")
    reason = command.reason if command.verdict == "reject" else None
    shadow = Shadow(joining.place, about.output_id, about.sha256, command.verdict, reason, about.verdict)
    tx.conn.execute(insert(shadows).values(joining_id=joining.id, **vars(shadow)))
    _record(tx, command, live, joining)
    if joining.place == SHADOWED:
        _finish(tx, command, live, joining)
    return Shadowed(joining_with(tx.conn, joining.id) or joining, shadow)


def _record(tx: Tx, command: RecordShadow, live: Workflow, joining: Joining) -> None:
    """Record that it was said, not what: how well somebody judges is shown to them alone."""
    happening = Happening(
        "training.shadowed",
        command.now,
        command.person.subject,
        workflow=live.slug,
        policy_version=live.policy_version,
        commitment=commitment_of(tx.conn, command.output_id, command.sha256),
        facts={"joining": joining.id, "place": joining.place},
    )
    record(tx.conn, happening)


def _finish(tx: Tx, command: RecordShadow, live: Workflow, joining: Joining) -> None:
    months = live.live.training_months
    if months is None:
        raise ValueError(f"{live.slug} asks for no training")  # may_join has said so
    zone = live.policy.working_hours.timezone
    until = trained_until(command.now, months, zone)
    done = update(joinings).where(joinings.c.id == joining.id).values(finished_at=command.now)
    tx.conn.execute(done)
    trained = Train(
        live.slug,
        live.policy_version,
        joining.person,
        "shadowed",
        until,
        command.person.subject,
        command.now,
        facts={"joining": joining.id, "examples": _examples(tx, joining), "shadowed": SHADOWED},
    )
    train(tx, trained)
    if live.owner != joining.person:
        facts = {
            "slug": live.slug,
            "by_name": command.person.name,
            "until": until.isoformat(),
            "zone": zone,
        }
        whisper(
            tx,
            channel_id=live.channel_id,
            person=live.owner,
            line="training.joined",
            now=command.now,
            facts=facts,
        )


def _examples(tx: Tx, joining: Joining) -> list[str]:
    """Return what the person was shown solved, each by its commitment."""
    found = (output(tx.conn, one) for one in joining.examples)
    return [commitment_of(tx.conn, one.id, one.content_sha256) for one in found if one is not None]
