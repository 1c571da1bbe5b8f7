"""What the demo's company has lived through before it opens: the same each time, for one moment and one chance."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from bot.demo.company import Office, settle_in
from bot.demo.drafts import Texts
from bot.demo.history import first_day, gather, live_through
from bot.demo.next_week import hours
from bot.demo.run import MANIFEST, PEOPLE, TIMEZONE
from bot.slack_side import directory_for
from domain.clock import MovableClock
from domain.draws import draws_secret
from domain.signals.trust import Trust
from domain.weeks import Week
from handlers.cards.digest import weekly_text
from handlers.cards.figures import FiguresAt, draw_figures
from handlers.clock.reach import Reach
from handlers.clock.relaxing import ask_owners_to_relax
from sandbox.server import Sandbox
from sandbox.workspace_file import load_app, load_workspace
from storage.database import Database
from storage.migrate import upgrade
from storage.signals import trust
from storage.signals.scope import Scope
from storage.tables import outbox, outputs, put_rights, reviews, use_questions
from storage.weekly import weekly_summary
from storage.workflows import workflow
from tests.handlers.cards.drawn import texts as texts_of
from tests.scenarios.office import settings_for

FRIDAY = datetime(2026, 11, 27, 10, 30, tzinfo=UTC)
SENTENCES = (
    "Ruth Adler: faq-answers: about ",
    " wrong got out, not the agreed 10.",
    "Ruth Adler: Legal spent ",
    " of people's time, most in Legal",
    "would we notice? not tested",
    "And 5 more, 3 not as agreed.",
    "Changed: more wrong ones of faq-answers ",
)
BEHIND = (
    "Ruth Adler: faq-answers: about ",
    "Time was measured for ",
    "product-texts\nstill a pilot · too few to say: ",
    " in 100 wrong got out (",  # with its interval
    "; agreed 10)",
)


def to_be_told(conn: Connection) -> list[str]:
    return list(conn.execute(select(outbox.c.kind).where(outbox.c.due_at <= FRIDAY)).scalars())


def lived(conn: Connection) -> Counter[tuple[str, str]]:
    return Counter((row.workflow, row.state) for row in conn.execute(select(outputs)))


def overdue_tasks(conn: Connection) -> int:
    late = select(put_rights.c.output_id).where(put_rights.c.done_at.is_(None), put_rights.c.due_at < FRIDAY)
    return len(conn.execute(late).all())


def open_ones(conn: Connection) -> set[str]:
    return set(conn.execute(select(reviews.c.output_id).where(reviews.c.closed_at.is_(None))).scalars())


def trusted(conn: Connection, slug: str) -> Trust:
    live, week, zone = workflow(conn, slug), Week(2026, 47), ZoneInfo(TIMEZONE)
    assert live is not None
    return trust.read(conn, Scope(live, week.begins_at(zone), week.ends_at(zone)))


def asked_about_use(conn: Connection) -> dict[str, int]:
    state = use_questions.c.state
    return {row[0]: row[1] for row in conn.execute(select(state, func.count()).group_by(state))}


async def test_eight_weeks_are_lived_by_use_cases_and_show_what_leaders_are_told(
    sqlite_url: str, tmp_path: Path
) -> None:
    upgrade(sqlite_url)
    box = Sandbox(workspace=load_workspace(PEOPLE, load_app(MANIFEST)), rate_limits=False)
    await box.start()
    db, clock, chance = Database(sqlite_url), MovableClock(FRIDAY), random.Random(7)
    await db.start()
    try:
        async with directory_for(settings_for(sqlite_url, box), db, clock) as directory:
            office = Office(db, directory, TIMEZONE)
            keys = await settle_in(office, first_day(FRIDAY, TIMEZONE))
            texts = {slug: Texts(slug, chance) for slug in keys}
            cast = await gather(office, texts, FRIDAY, draws=draws_secret("the same each time" * 2))
            life = await live_through(office, cast, chance, FRIDAY)
        wishes, states, late = await db.read(to_be_told), await db.read(lived), await db.read(overdue_tasks)
        faq, refunds = await db.read(trusted, "faq-answers"), await db.read(trusted, "refund-replies")
        used = await db.read(asked_about_use)
        still_open = await db.read(open_ones)
        await ask_owners_to_relax(Reach(db, clock, TIMEZONE))
        asked = await db.read(to_be_told)
        summary = await db.read(weekly_summary, Week(2026, 47), TIMEZONE)
    finally:
        await db.stop()
        await box.stop()

    assert life.refused == {}
    assert sum(states.values()) > 900
    assert {slug for slug, _ in states} == set(keys)
    assert {state for _, state in states} >= {"released", "rejected", "recalled"}
    assert late == 0
    assert set(wishes) <= {"card"}  # nothing of the past is news
    assert wishes.count("card") <= len(still_open)
    assert "relax" in asked
    week, behind = (
        weekly_text(summary),
        "".join(texts_of(draw_figures(summary, FiguresAt(str(summary.week))))),
    )
    assert (faq.held, refunds.held) == ("less", None)  # of what people decide first nothing is measured
    assert [one.told is not None for one in (faq, refunds)] == [True, True]
    assert used["answered"] > used["asked"] > 0  # most say it, some do not
    assert not [sentence for sentence in SENTENCES if sentence not in week], week
    assert not [sentence for sentence in BEHIND if sentence not in behind], behind


def test_a_week_is_lived_hour_by_hour_up_to_monday_at_nine() -> None:
    moments = list(hours(FRIDAY, ZoneInfo(TIMEZONE)))

    assert [f"{at:%a %H:%M}" for at in moments] == [
        *(f"Fri {hour}:00" for hour in range(12, 18)), "Mon 09:00",
    ]  # fmt: skip
    assert len(list(hours(moments[-1], ZoneInfo(TIMEZONE)))) == 45
