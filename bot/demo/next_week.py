"""The demo's company lives the coming week, hour by hour, while the clock moves and the bot does what is due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.app import Bot
from bot.demo.life import Cast, Life, LiveOn, live_on
from bot.demo.working import pick_up
from handlers.slack.person_facts import channel_facts, person_facts
from sandbox.channels import channel_json
from sandbox.people import person_json
from sandbox.workspace import BOT_USER
from sandbox.world import World
from usecases.note_directory import GroupFacts, NoteDirectory, note_directory

_HOURS = range(9, 18)
_MONDAY = time(9)


class Weeks:
    """What the page's *Next week* does, again and again."""

    def __init__(self, world: World, bot: Bot, cast: Cast, life: Life) -> None:
        self._world, self._bot, self._cast, self._life = world, bot, cast, life

    async def live(self) -> None:
        """Live until the coming Monday at nine: people and AI systems work as the story says, and the bot ticks with
        each working hour.
        """
        clock, db = self._bot.clock, self._bot.db
        self._life = self._life.with_next(clock.now(), pick_up)
        for until in hours(clock.now(), ZoneInfo(self._cast.timezone)):
            await db.write(note_directory, _as_slack_has_them(self._world, until))
            self._life = await db.write(live_on, LiveOn(self._cast, self._life, until))
            await self._world.move_clock(max(0.0, (until - clock.now()).total_seconds()))


def hours(now: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """Give the working hours of the days to come, up to the coming Monday at nine."""
    today = now.astimezone(zone).date()
    monday = datetime.combine(today + timedelta(days=7 - today.weekday()), _MONDAY, zone)
    for ahead in range((monday.date() - today).days):
        day = today + timedelta(days=ahead)
        for hour in _HOURS:
            at = datetime.combine(day, time(hour), zone)
            if day.isoweekday() <= 5 and at > now:
                yield at
    yield monday


def _as_slack_has_them(world: World, at: datetime) -> NoteDirectory:
    """Return what the bot would have asked Slack in the hour that is left out: else it asks for all of it in each."""
    now, team = at.timestamp(), world.workspace.team_id
    people = (person_json(one, now, with_email=True) for one in world.people.values())
    seen = (one for one in world.channels.values() if not one.is_im and one.visible_to(BOT_USER))
    return NoteDirectory(
        people=[person_facts(one, team_id=team, now=at) for one in people],
        groups=[GroupFacts(one.id, one.handle, frozenset(one.members), at) for one in world.groups.values()],
        channels=[channel_facts(channel_json(one, team, BOT_USER), now=at) for one in seen],
    )
