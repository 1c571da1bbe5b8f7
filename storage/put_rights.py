"""The tasks that wrong releases open, as domain values."""

from __future__ import annotations

from sqlalchemy import Connection, select

from domain.aftermath import PutRight
from storage.tables import put_rights

IS_OPEN_TASK = put_rights.c.done_at.is_(None)

_PUT_RIGHT = select(*(put_rights.c[name] for name in PutRight.__dataclass_fields__))


def put_right_of(conn: Connection, output_id: str) -> PutRight | None:
    """Return the task to put this output right, None if none was ever opened."""
    row = conn.execute(_PUT_RIGHT.where(put_rights.c.output_id == output_id)).one_or_none()
    return None if row is None else PutRight(**row._mapping)
