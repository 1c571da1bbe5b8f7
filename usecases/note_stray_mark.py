"""A reaction on a message that showed an output before: it counts for nothing, and whoever put it on is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.cards import PastCard
from storage.transaction import Tx
from usecases.finish_event import FinishEvent, finish_event
from usecases.tell import whisper


@dataclass(frozen=True)
class NoteStrayMark:
    """Whose mark it is, on which message. `present` False: it was taken off."""

    past: PastCard
    user_id: str
    present: bool
    inbox_id: int
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.past.output_id


def note_stray_mark(tx: Tx, command: NoteStrayMark) -> None:
    """Tell the person where to decide, and finish the stored event, in this transaction."""
    past = command.past
    if command.present:
        whisper(
            tx,
            channel_id=past.channel_id,
            person=command.user_id,
            line=f"mark.on_{past.why}",
            now=command.now,
            output_id=past.output_id,
        )
    finish_event(tx, FinishEvent(command.inbox_id, "past_card", command.now))
