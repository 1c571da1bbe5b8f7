"""A correction takes the place of the text that is judged. Part of recording a fix."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import update

from domain.fixing import Correction
from domain.outputs import Output
from storage.inserting import add_if_new
from storage.tables import contents, outputs, votes
from storage.transaction import Tx
from usecases.tell import channel_of, whisper


def correct_text(tx: Tx, output: Output, correction: Correction, *, by: str, now: datetime) -> Output:
    """Return the output with the correction as the text that is judged, in this transaction.

    Approvals of any other text no longer count, and whoever gave one is told. The caller holds the output for
    update, and settles it. Corrected back to an earlier text, it is that text again.
    """
    _keep(tx, output, correction, by)
    tx.conn.execute(update(outputs).where(outputs.c.id == output.id).values(current_sha256=correction.sha256))
    outdated = (
        update(votes)
        .where(
            votes.c.output_id == output.id,
            votes.c.sha256 != correction.sha256,
            votes.c.verdict != "reject",
            votes.c.withdrawn_at.is_(None),
            votes.c.voided_at.is_(None),
        )
        .values(voided_at=now, void_why="fixed")
        .returning(votes.c.person)
    )
    channel_id = channel_of(tx, output)
    for person in sorted(set(tx.conn.execute(outdated).scalars())):
        whisper(
            tx,
            channel_id=channel_id,
            person=person,
            line="vote.fixed_over",
            now=now,
            output_id=output.id,
            facts={"by": by},
        )
    return replace(output, current_sha256=correction.sha256)


def _keep(tx: Tx, output: Output, correction: Correction, by: str) -> None:
    row = {
        "output_id": output.id,
        "sha256": correction.sha256,
        "body": correction.text,
        "salt": correction.salt,
        "commitment": correction.commitment,
        "fixed_by": by,
        "changed": correction.changed,
    }
    add_if_new(tx.conn, contents, row)
