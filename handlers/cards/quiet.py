"""The part of App Home that says that somebody gets fewer messages, with the way back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from handlers.cards.elements import button, section
from handlers.cards.message import Json
from handlers.cards.phrase import Moment, plain
from storage.quiet import Quiet


def quiet_blocks(quiet: Quiet | None, now: datetime) -> Iterator[Json]:
    """Give the block for whoever is quiet at `now`; nothing for everybody else."""
    if quiet is None or quiet.until_at <= now:
        return
    said = plain("home.quiet", until=Moment(quiet.until_at, quiet.zone, day=True))
    yield section(said, button("quiet_off", plain("button.quiet_off"), "home")) | {"block_id": "home:quiet"}
