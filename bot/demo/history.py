"""What was before the demo opens: eight weeks in which its people and AI systems worked, made by the use cases."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select

from bot.demo.company import Office, granted
from bot.demo.drafts import Texts
from bot.demo.life import Act, Cast, Life, LiveOn, live_on
from bot.demo.story import told
from bot.demo.working import begin_day
from domain.clock import MovableClock
from domain.eligibility import Person
from handlers.clock.reach import Reach
from handlers.clock.ticks import TICKS, run_ticks
from handlers.fresh import fresh_id
from storage.api_keys import all_api_keys
from storage.audits import IS_OPEN
from storage.tables import outbox, reviews
from storage.transaction import Tx
from storage.workflows import all_workflows
from usecases.make_probe import MakeProbe, make_probe

WEEKS = 8
# What the clock brings about by itself, without asking Slack, and what people are asked while they work.
_BY_ITSELF = frozenset({"settling", "audits", "second looks", "weighing", "noticing"})
_ASKING = frozenset({"pulse", "using"})
_AFTERNOON, _TICKED_ON = time(16), (1, 3, 5)
_SALT_BYTES = 32


def first_day(now: datetime, timezone: str) -> date:
    """Return the Monday with which the story begins: eight whole weeks before this one."""
    today = now.astimezone(ZoneInfo(timezone)).date()
    return today - timedelta(days=today.weekday(), weeks=WEEKS)


async def gather(office: Office, texts: Mapping[str, Texts], now: datetime, *, draws: bytes) -> Cast:
    """Return who and what lives in the company, which has settled in."""
    story = told()
    names = {*story.care, *(one.found_out.by for one in story.workflows.values() if one.found_out)}
    found = await office.db.read(all_workflows)
    return Cast(
        stories=story.workflows,
        care=story.care,
        people={name: await _somebody(office, name, [one.slug for one in found]) for name in sorted(names)},
        keys={key.workflow: key for key in await office.db.read(all_api_keys)},
        hours={one.slug: one.policy.working_hours for one in found},
        texts=texts,
        known={},
        first_day=first_day(now, office.timezone),
        timezone=office.timezone,
        draws=draws,
    )


async def _somebody(office: Office, name: str, slugs: Iterable[str]) -> Person:
    """Return somebody, with the groups that any of these workflows' rosters name."""
    email = f"{name}@example.com"
    found = await office.person(email)
    for slug in slugs:
        found = await office.directory.person(found.user_id, workflow=slug) or found
    return found


async def live_through(office: Office, cast: Cast, chance: random.Random, now: datetime) -> Life:
    """Let the company live from its first day until `now`; where it is then. Nothing of that is left to be told."""
    zone = ZoneInfo(office.timezone)
    began_at = datetime.combine(cast.first_day, time(7), zone)
    unmet = await _plant(office, cast, chance, began_at)
    life = Life((Act(began_at, 0, begin_day, None),), chance.getstate(), 1, unmet)
    clock = MovableClock(began_at)
    reach = Reach(office.db, clock, office.timezone, draws=cast.draws)
    for until in _afternoons(cast.first_day, now, zone):
        life = await office.db.write(live_on, LiveOn(cast, life, until))
        clock.advance((until - clock.now()).total_seconds())
        # Whoever is to be asked now is asked by the running bot, in a message.
        asked = _BY_ITSELF if until == now else _BY_ITSELF | _ASKING
        await run_ticks(reach, (tick for tick in TICKS if tick.name in asked))
    await office.db.write(forget_the_past, ForgetThePast(now))
    return life


def _afternoons(first: date, now: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """Give every other working day's afternoon up to now, and now: the clock brings little about, and costs time."""
    afternoon = datetime.combine(first, _AFTERNOON, zone)
    while afternoon < now:
        if afternoon.isoweekday() in _TICKED_ON:
            yield afternoon
        afternoon += timedelta(days=1)
    yield now


async def _plant(
    office: Office, cast: Cast, chance: random.Random, at: datetime
) -> dict[tuple[str, str], tuple[str, ...]]:
    """Plant the story's mistakes; which of them everybody is still to meet, in an order of their own."""
    unmet: dict[tuple[str, str], tuple[str, ...]] = {}
    for slug, story in cast.stories.items():
        if story.planted is None:
            continue
        by, ids = cast.people[story.planted.by], []
        for text, wrong in story.planted.texts:
            made = MakeProbe(fresh_id("prb", at), slug, by, text, wrong, chance.randbytes(_SALT_BYTES), at)
            ids.append(granted(await office.db.write(make_probe, made)))
        unmet |= {(slug, who): tuple(chance.sample(ids, len(ids))) for who in story.judges}
    return unmet


@dataclass(frozen=True)
class ForgetThePast:
    """The demo opens now: what was to be told before is no news any more."""

    now: datetime


def forget_the_past(tx: Tx, command: ForgetThePast) -> None:
    """Drop every wish to tell somebody that is due by now, but for the cards of what waits for people still."""
    is_open = select(reviews.c.output_id).where(reviews.c.output_id == outbox.c.subject, IS_OPEN).exists()
    kept = (outbox.c.kind == "card") & is_open
    tx.conn.execute(delete(outbox).where(outbox.c.due_at <= command.now, ~kept))
