"""Who cleans up after whom: the hours that one team spends on what another gains from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from domain.signals.signal import Reading
from domain.weeks import Week
from handlers.cards.phrase import plain, say_count
from handlers.cards.safe_text import clipped
from handlers.cards.signals.measures import duration
from handlers.pictures.picture import ROWS, BarRow, Bars, Picture
from handlers.pictures.told import in_words

_TEAM_ROOM = 20


def cleanup(week: Week, readings: Iterable[Reading]) -> Picture | None:
    """Return the picture of the table of that signal, of all workflows together; None where nobody cleaned up for
    another team. Which teams may be named there is settled already.
    """
    minutes: dict[tuple[str, str], float] = defaultdict(float)
    for reading in readings:
        for row in reading.rows:
            if row["cleans_up"] not in (None, row["gains"]):
                minutes[str(row["cleans_up"]), str(row["gains"])] += float(row["minutes"] or 0)
    most = sorted(minutes, key=lambda pair: (-minutes[pair], pair))[:ROWS]
    if not most:
        return None
    rows = tuple(
        BarRow(_called(*pair), duration(minutes[pair]), (minutes[pair] / 60,)) for pair in sorted(most)
    )
    title = plain("picture.cleanup", week=week.number)
    more = len(minutes) - len(most)
    notes = (say_count("picture.more", more).plain(),) if more else ()
    said = [plain("picture.cleanup_row", who=row.label, time=row.said) for row in rows]
    return Picture(
        "cleanup", title, Bars(rows, (plain("picture.hours_of"),)), notes, in_words(title, said, notes)
    )


def _called(cleans: str, gains: str) -> str:
    teams = {"cleans": cleans.capitalize(), "gains": gains.capitalize()}
    return plain("picture.after", **{side: clipped(team, _TEAM_ROOM) for side, team in teams.items()})
