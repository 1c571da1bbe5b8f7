"""Whose figures somebody may read: leaders those of every workflow, whoever answers for some those of these."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from handlers.cards.figures import FiguresAt
from handlers.slack.desk import Desk
from handlers.slack.presses import Press
from storage.answering import answering
from storage.organisation import LEADERS_CHANNEL, leaders_of, parts


@dataclass(frozen=True)
class Readable:
    """The workflows whose figures somebody may read; `of` None: all of them."""

    of: Collection[str] | None

    @property
    def nothing(self) -> bool:
        """Say whether there are none."""
        return self.of is not None and not self.of

    def includes(self, workflow: str) -> bool:
        """Say whether this one is among them."""
        return self.of is None or workflow in self.of


def asked_in(press: Press) -> str:
    """Return the channel in which the figures were asked for, whose window may be pressed in; "" for none."""
    if press.view is not None:
        return FiguresAt.unpacked(press.view["private_metadata"]).channel_id
    return "" if press.message is None else press.message[0]


async def readable_by(desk: Desk, user_id: str, *, channel_id: str | None = None) -> Readable:
    """Return what this person may read; all of it where it is asked for in the leaders' channel."""
    person = await desk.directory.person(user_id)
    if person is None or person.kind != "member":
        return Readable(())
    channels = (await desk.db.read(parts)).get(LEADERS_CHANNEL, {}).values()
    if channel_id in channels or user_id in await desk.db.read(leaders_of):
        return Readable(None)
    theirs = await desk.db.read(answering, desk.now())
    return Readable({live.slug for live in theirs.get(user_id, [])})
