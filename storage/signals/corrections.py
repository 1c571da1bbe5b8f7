"""How much reviewers changed of what one workflow let out otherwise than it was handed in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, select

from storage.tables import contents, outputs, releases

# What went out later than so long after it was handed in is none of it: what came before is not gone through for it.
LATEST = timedelta(weeks=12)


def corrections(
    conn: Connection, slug: str, begins_at: datetime, ends_at: datetime
) -> Collection[tuple[str, datetime, float]]:
    """Return who corrected what went out from then on and before `ends_at`, when it did, and how much of the text that
    was handed in is changed, as far as that was measured.

    What was taken back later has gone out as well: nothing of a week that is over is otherwise from then on.
    """
    went_out = and_(releases.c.output_id == outputs.c.id, releases.c.sha256 == outputs.c.released_sha256)
    text = and_(contents.c.output_id == outputs.c.id, contents.c.sha256 == outputs.c.released_sha256)
    found = (
        select(outputs.c.submitted_at, releases.c.released_at, contents.c.fixed_by, contents.c.changed)
        .join(releases, went_out)
        .join(contents, text)
        .where(
            outputs.c.workflow == slug,
            outputs.c.released_sha256 != outputs.c.content_sha256,
            outputs.c.submitted_at >= begins_at - LATEST,
            outputs.c.submitted_at < ends_at,
            releases.c.released_at >= begins_at,
            releases.c.released_at < ends_at,
            contents.c.changed.is_not(None),
        )
    )
    return [
        (row.fixed_by, row.released_at, row.changed)
        for row in conn.execute(found)
        if row.released_at - row.submitted_at < LATEST
    ]
