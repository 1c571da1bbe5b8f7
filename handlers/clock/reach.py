"""What a tick is given."""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.clock import Clock
from domain.weeks import MONDAY_MORNING, TimeOfWeek
from handlers.slack.desk import Desk
from storage.database import Database


@dataclass
class Reach:
    """`timezone` is the installation's; `leaders_channel` is a channel's id, None where nobody wants summaries,
    and until Slack has said which channel it is. `desk` is where acts are taken, None where Slack is not asked;
    `has_looks` is False where the server in Slack's place cannot say what is under a message, `has_history` where it
    does not say that of many at once; `line_was_down`: events may have got lost since that was last looked at;
    `was_late` says whether steps were late when that was last looked at; `digest_at` is when leaders want to read.
    `draws` is what all keys of draws are made from; None: nobody is drawn to be asked.
    """

    db: Database
    clock: Clock
    timezone: str = "UTC"
    leaders_channel: str | None = None
    desk: Desk | None = None
    has_looks: bool = True
    has_history: bool = True
    line_was_down: bool = False
    was_late: bool = False
    digest_at: TimeOfWeek = MONDAY_MORNING
    draws: bytes | None = field(default=None, repr=False)

    def note_line(self) -> None:
        """Note that the line to Slack is up now, and may have been down before."""
        self.line_was_down = True
