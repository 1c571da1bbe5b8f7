"""The pictures of a week in the thread of the leaders' message: each once. The message is complete without them."""

from __future__ import annotations

import logging
from datetime import timedelta

from domain.clock import Clock
from domain.weeks import Week
from handlers.outbox.outcomes import Dead, Done, Outcome, Retry, Wish
from handlers.pictures.drawing import NotDrawn, drawn
from handlers.pictures.picture import Picture
from handlers.pictures.week import pictured, pictures_of
from handlers.slack.failures import MUCH_LATER_S, UNKNOWN_METHOD, Failure
from handlers.slack.gateway import Posted, Slack
from handlers.slack.uploads import Upload, files_below, share_below
from storage.crash_points import crash_point
from storage.database import Database

# Who opens the message a day later has seen it without them.
_WANTED_FOR = timedelta(days=1)
# Nothing that comes right by itself: installed anew, the app draws the next week's.
_WITHOUT = frozenset({"missing_scope", "no_permission", UNKNOWN_METHOD, "thread_not_found"})

log = logging.getLogger(__name__)


class SharePictures:
    """Draws what there is to show of the week, and shares what is not in the thread yet, where any are `wanted`."""

    def __init__(self, db: Database, slack: Slack, clock: Clock, timezone: str, *, wanted: bool) -> None:
        self._db, self._slack, self._clock, self._timezone = db, slack, clock, timezone
        self._wanted = wanted

    async def __call__(self, wish: Wish) -> Outcome:
        """Share those that are missing. Looked for each time: an earlier attempt may have shared some."""
        is_over = wish.made_at is not None and self._clock.now() - wish.made_at > _WANTED_FOR
        if is_over or not self._wanted:
            return Done()
        week = Week.named(str(wish.payload["period"]))
        below = Posted(str(wish.payload["channel"]), str(wish.payload["ts"]))
        pictures = pictures_of(await self._db.read(pictured, week, self._timezone))
        if not pictures:
            return Done()
        there = await files_below(self._slack, below)
        if not isinstance(there, set):
            return _left_out(there)
        crash_point("pictures.after_lookup")
        return await self._share(week, below, [one for one in pictures if file_name(one, week) not in there])

    async def _share(self, week: Week, below: Posted, missing: list[Picture]) -> Outcome:
        try:
            found = await drawn(missing)
        except (NotDrawn, OSError) as failure:
            log.warning("the pictures of %s cannot be drawn: %s", week, failure)
            return Retry(MUCH_LATER_S, "the pictures cannot be drawn", changed=True)
        for one in found:
            picture = one.picture
            upload = Upload(file_name(picture, week), picture.title, picture.alt, one.png)
            if (failed := await share_below(self._slack, below, upload)) is not None:
                return _left_out(failed)
            crash_point("pictures.after_share")
        return Done()


def file_name(picture: Picture, week: Week) -> str:
    """Return what the picture's file is called: by that it is found again."""
    return f"{picture.name}-{week}.png"


def _left_out(failure: Failure) -> Outcome:
    """Return what the failure means here: what a person would have to put right leaves the pictures out."""
    if failure.why.partition(":")[0] in _WITHOUT or isinstance(failure, Dead):
        log.warning("the week's message stays without pictures: %s", failure.why)
        return Done()
    return failure
