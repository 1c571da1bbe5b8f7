"""Whatever is done on a message whose text was fixed since counts for nothing."""

from __future__ import annotations

from sqlalchemy import select

from domain.refusals import Refused
from storage.cards import past_card_at
from storage.outputs import output_for_update
from storage.tables import contents
from storage.transaction import Tx


def refused_on_past_card(tx: Tx, output_id: str, channel_id: str, ts: str) -> Refused | None:
    """Return `text_changed` (facts: by whom) for a message that shows a text of before a fix, else None.

    From here on nobody else changes the output in this transaction: what is found stays true.
    """
    output = output_for_update(tx.conn, output_id)
    past = past_card_at(tx.conn, channel_id, ts)
    if output is None or past is None or past.why != "fixed":
        return None
    fixed_by = select(contents.c.fixed_by).where(
        contents.c.output_id == output.id, contents.c.sha256 == output.current_sha256
    )
    by = tx.conn.execute(fixed_by).scalar_one_or_none()
    return Refused.of("text_changed", state="fixed", by=by)
