"""What a tick is given."""

from __future__ import annotations

from dataclasses import dataclass

from domain.clock import Clock
from storage.database import Database


@dataclass
class Reach:
    """`timezone` is the installation's; `leaders_channel` is a channel's id, None where nobody wants summaries,
    and until Slack has said which channel it is.
    """

    db: Database
    clock: Clock
    timezone: str = "UTC"
    leaders_channel: str | None = None
