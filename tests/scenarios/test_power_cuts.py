"""The process dies between any two steps of a day; started again, it ends as a day on which nothing broke."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path

import httpx
import pytest

from bot.config import load
from domain.clock import Clock
from domain.references import ChannelRef
from sandbox.clock import SandboxClock
from sandbox.server import Sandbox
from sandbox.timing import Timing
from storage.crash_points import POINTS, CrashAt
from storage.database import Database
from storage.outputs import outputs_where
from tests.ground.databases import DIALECTS
from tests.ground.postgres import Postgres
from tests.handlers.outbox.receiver import receiving, saying
from tests.scenarios.lives import living
from tests.scenarios.office import SLUG, a_workspace, free_port, settings_for
from tests.scenarios.process import environment, serving
from tests.scenarios.weeks_before import weeks_go_by
from tests.scenarios.working_day import LEADERS, WorkingDay, settle_in

KILLED = -9
# Slack's patience, made short: what is not acknowledged is soon sent again, as often as a restart may take.
IMPATIENT = Timing(ack_s=1.0, retry_after_s=(0.1, 0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0))
# Looked for is only what an earlier life may have sent: it has to have died just after that.
AFTER_ANOTHER = {
    "card.after_lookup": "card.after_post",
    "objection.after_lookup": "objection.after_post",
    "late.after_lookup": "late.after_post",
    "digest.after_lookup": "digest.after_post",
}
# Places that a day passes more than once, where another time is another matter.
AGAIN = [
    CrashAt("decide.in_transaction", 4),
    CrashAt("settle.in_transaction", 6),
    CrashAt("press.before_ack", 2),
]
# Here the process dies between Slack or a receiver and us, with nothing open in the database. The suite lets it die
# here on PostgreSQL, where what it had claimed is free only when its lease has run out; at night on both.
ON_THE_WIRE = (
    "press.before_ack",
    "modal.before_ack",
    "card.after_lookup",
    "card.after_post",
    "card.after_update",
    "objection.after_lookup",
    "objection.after_post",
    "late.after_lookup",
    "late.after_post",
    "webhook.before_send",
    "webhook.after_answer",
    "digest.after_lookup",
    "digest.after_post",
    "pictures.after_lookup",
    "pictures.after_upload",
    "pictures.after_share",
)
DEATHS = [
    (dialect, at)
    for dialect in DIALECTS
    for at in [*map(CrashAt, POINTS), *AGAIN]
    if dialect == "postgresql" or at.point not in ON_THE_WIRE
]
DAYS_AT_ONCE = 4

MakeDatabase = Callable[[str, Path], str]


def schedule(at: CrashAt) -> list[CrashAt]:
    """Return where each life has to die for this place to be reached."""
    before = AFTER_ANOTHER.get(at.point)
    return [at] if before is None else [CrashAt(before), at]


def test_there_is_a_day_for_each_point_on_which_the_process_dies_there() -> None:
    assert {at.point for _, at in DEATHS} == set(POINTS)


async def test_a_day_on_which_nothing_breaks(database_url: str, tmp_path: Path) -> None:
    async with a_day(database_url, tmp_path, []) as day:
        await day.pass_by()

        day.look()
        assert day.lives.died == []


@pytest.mark.parametrize(
    ("database_url", "at"),
    DEATHS,
    indirect=["database_url"],
    ids=[f"{dialect}-{at.point}:{at.nth}" for dialect, at in DEATHS],
)
async def test_a_power_cut_at_any_point_loses_nothing_and_doubles_nothing(
    database_url: str, tmp_path: Path, at: CrashAt
) -> None:
    crashes = schedule(at)

    async with a_day(database_url, tmp_path, crashes) as day:
        await day.pass_by()

        assert day.lives.died == [KILLED] * len(crashes), f"the day never came to {day.lives.crashes}"
        day.look()


async def test_a_process_that_serves_dies_where_the_setting_says(sqlite_url: str, tmp_path: Path) -> None:
    async with a_workspace() as box:
        at = {"ANSWERABLE_CRASH_AT": "submit.after_commit"}
        settings = environment(sqlite_url, box.api_url, free_port(), **at)
        key = await settle_in(load(tmp_path, settings), tmp_path)
        headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "order-1"}

        async with serving(tmp_path, settings) as bot, httpx.AsyncClient(base_url=bot.url) as api:
            with pytest.raises(httpx.TransportError):
                await api.post("/v1/outputs", json={"workflow": SLUG, "content": "Text"}, headers=headers)
            died = bot.process.wait(10)

    with Database(sqlite_url) as db:
        assert [output.state for output in db.read_now(outputs_where)] == ["in_review"]
    assert died == KILLED


@pytest.mark.nightly
@pytest.mark.parametrize("first", POINTS)
@pytest.mark.parametrize("dialect", DIALECTS)
async def test_two_power_cuts_lose_nothing_and_double_nothing(
    make_database: MakeDatabase, tmp_path: Path, dialect: str, first: str
) -> None:
    """The first life dies at one point, the next one wherever it comes to the other, if it does."""
    turns, wrong = asyncio.Semaphore(DAYS_AT_ONCE), {}

    async def one_day(second: str) -> None:
        folder = tmp_path / second
        folder.mkdir()
        async with turns:
            crashes = [*schedule(CrashAt(first)), CrashAt(second)]
            try:
                async with a_day(make_database(dialect, folder), folder, crashes) as day:
                    await day.pass_by()
                    day.look()
            except AssertionError as failure:
                wrong[second] = failure

    await asyncio.gather(*map(one_day, POINTS))

    assert wrong == {}


@pytest.fixture
def make_database(
    postgres: Postgres, postgresql_template: str, sqlite_template: Path
) -> Iterator[MakeDatabase]:
    """Make as many databases as a test wants."""
    made = []

    def make(dialect: str, folder: Path) -> str:
        if dialect == "sqlite":
            shutil.copyfile(sqlite_template, folder / "answerable.db")
            return f"sqlite:///{folder / 'answerable.db'}"
        made.append(postgres.create(template=postgresql_template))
        return postgres.url(made[-1])

    yield make
    for name in made:
        postgres.drop(name)


@contextlib.asynccontextmanager
async def a_day(database_url: str, folder: Path, crashes: Sequence[CrashAt]) -> AsyncIterator[WorkingDay]:
    """Open the company for a day, with a bot that dies where it is told to."""
    box = Sandbox(rate_limits=False, clock=SandboxClock(), timing=IMPATIENT)
    async with contextlib.AsyncExitStack() as ending:
        await box.start()
        ending.push_async_callback(box.stop)
        receiver = await ending.enter_async_context(receiving(saying(200)))
        settings = settings_for(
            database_url,
            box,
            port=free_port(),
            leaders_channel=ChannelRef(f"#{LEADERS}"),
            allow_local_callbacks=True,
        )
        key = await settle_in(settings, folder)
        db = ending.enter_context(Database(database_url))
        # To draw takes seconds: pictures are there to be drawn where that is what it is about.
        about_pictures = any(at.point.startswith("pictures.") for at in crashes)
        pictures = weeks_go_by(db, Clock().now()) if about_pictures else ()
        api = httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{settings.port}",
            headers={"Authorization": f"Bearer {key}"},
            timeout=10.0,
        )
        await ending.enter_async_context(api)
        lives = await ending.enter_async_context(living(settings, folder / "bot.log", crashes))
        yield WorkingDay(box, lives, api, db, receiver, pictures=pictures)
