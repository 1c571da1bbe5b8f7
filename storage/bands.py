"""How a workflow's latest outputs spread over its bands: what a share of them comes to, in cards."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import Connection, select

from domain.bands import share_in
from domain.lane_rules import Looked
from storage.tables import outputs
from storage.workflows import Workflow

# So many of the latest tell how they spread; more would tell hardly more.
_AT_MOST = 2_000


def band_mix(
    conn: Connection, found: Workflow, since: datetime, until: datetime
) -> tuple[tuple[float, int], ...]:
    """Return how many of the workflow's outputs, handed in between these, there were for each share that its bands ask
    for, 0 for those in none (`domain.bands.mean_share`). Nothing where its rules have no bands.
    """
    bands = found.policy.checking.bands
    if not bands:
        return ()
    asked = (
        select(outputs.c.segment, outputs.c.risk, outputs.c.confidence, outputs.c.content_length)
        .where(outputs.c.workflow == found.slug, outputs.c.kind == "real")
        .where(outputs.c.submitted_at >= since, outputs.c.submitted_at <= until)
        .order_by(outputs.c.submitted_at.desc(), outputs.c.id.desc())
        .limit(_AT_MOST)
    )
    counted = Counter(share_in(bands, Looked(*row)) for row in conn.execute(asked))
    return tuple(sorted(counted.items()))
