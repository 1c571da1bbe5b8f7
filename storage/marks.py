"""Reactions: the newest word of one person on one emoji of one message, by Slack's own stamp."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, and_, insert, select, update

from storage.lists import one_of
from storage.tables import marks


@dataclass(frozen=True)
class Mark:
    """Whose reaction it is, and on what. `name` is canonical (no skin tone, no alias)."""

    channel_id: str
    ts: str
    person: str
    name: str


@dataclass(frozen=True)
class Word:
    """What was said of a mark: that it is on or off, as of this stamp of Slack's."""

    event_ts: str
    present: bool

    @property
    def stamp(self) -> tuple[int, int]:
        """Return the stamp as numbers: seconds and the rest. A float would lose the last digits."""
        seconds, _, rest = self.event_ts.partition(".")
        return int(seconds), int(rest.ljust(6, "0") or 0)


def words_on(conn: Connection, channel_id: str, ts: str) -> dict[Mark, Word]:
    """Return the newest word on every mark of the message that was ever heard of, those taken off too."""
    found = select(marks).where(marks.c.channel_id == channel_id, marks.c.ts == ts)
    return {
        Mark(row.channel_id, row.ts, row.person, row.name): Word(row.event_ts, row.present)
        for row in conn.execute(found)
    }


def words_on_all(conn: Connection, channel_id: str, stamps: Collection[str]) -> dict[str, dict[Mark, Word]]:
    """Return the same of several messages in a channel, by their stamp; of each, whether anything was heard or not."""
    found: dict[str, dict[Mark, Word]] = {ts: {} for ts in stamps}
    on_these = select(marks).where(marks.c.channel_id == channel_id, one_of(marks.c.ts, "stamps"))
    for row in conn.execute(on_these, {"stamps": sorted(stamps)}):
        mark = Mark(row.channel_id, row.ts, row.person, row.name)
        found[row.ts][mark] = Word(row.event_ts, row.present)
    return found


def say_of_mark(conn: Connection, mark: Mark, word: Word) -> Word | None:
    """Store the word if it is the newest on this mark. Return the one stored before, None for the first."""
    key = and_(*(marks.c[part] == value for part, value in vars(mark).items()))
    stored = conn.execute(
        select(marks.c.event_ts, marks.c.present).where(key).with_for_update()
    ).one_or_none()
    if stored is None:
        conn.execute(insert(marks).values(**vars(mark), **vars(word)))
        return None
    before = Word(stored.event_ts, stored.present)
    if before.stamp < word.stamp:
        conn.execute(update(marks).where(key).values(**vars(word)))
    return before
