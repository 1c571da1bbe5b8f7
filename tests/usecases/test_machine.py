"""Whatever is done to outputs in whatever order, the use cases and the oracle say the same; mistakes are noticed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy.exc import IntegrityError

from storage.database import Database
from tests.builders import Company
from tests.ground.postgres import Postgres
from tests.usecases.machine.defects import DEFECTS, Seed
from tests.usecases.machine.machine import Judging
from tests.usecases.machine.sides import at_start

Opened = Callable[[], Company]

STEADY = settings(
    deadline=None,
    derandomize=True,
    database=None,
    stateful_step_count=25,
    suppress_health_check=list(HealthCheck),
)
AT_NIGHT = settings(STEADY, derandomize=False, print_blob=True)
# Stop at the first that goes wrong: that something does is all there is to know.
UNTIL_NOTICED = settings(STEADY, max_examples=2000, phases=[Phase.generate], report_multiple_bugs=False)
A_DAY = 3


def test_anything_in_any_order_comes_out_as_the_rules_say(opened: Opened) -> None:
    run_state_machine_as_test(lambda: Judging(opened), settings=settings(STEADY, max_examples=60))


@pytest.mark.nightly
@pytest.mark.parametrize(("dialect", "examples"), [("sqlite", 3_000), ("postgresql", 500)])
def test_much_more_in_any_order_comes_out_as_the_rules_say(
    request: pytest.FixtureRequest, dialect: str, examples: int
) -> None:
    opened: Opened = request.getfixturevalue("opened" if dialect == "sqlite" else "opened_on_postgresql")

    run_state_machine_as_test(lambda: Judging(opened), settings=settings(AT_NIGHT, max_examples=examples))


@pytest.mark.parametrize("seed", DEFECTS.values(), ids=DEFECTS)
def test_each_mistake_can_still_be_made(monkeypatch: pytest.MonkeyPatch, seed: Seed) -> None:
    """So that code that moves is found out about at once, and not on the day on which it is a mistake's turn."""
    seed(monkeypatch)


def todays() -> set[str]:
    """Return the mistakes whose turn it is: a few a day, all of them at night."""
    names = [*DEFECTS, *DEFECTS]
    first = datetime.now(UTC).toordinal() * A_DAY % len(DEFECTS)
    return set(names[first : first + A_DAY])


@pytest.mark.parametrize(
    "seed",
    [
        pytest.param(seed, id=name, marks=[] if name in todays() else pytest.mark.nightly)
        for name, seed in DEFECTS.items()
    ],
)
def test_a_mistake_in_the_rules_is_noticed(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, seed: Seed
) -> None:
    seed(monkeypatch)

    with pytest.raises((AssertionError, IntegrityError)):
        run_state_machine_as_test(lambda: Judging(opened), settings=UNTIL_NOTICED)


@pytest.fixture
def opened(sqlite_url: str, tmp_path: Path) -> Iterator[Opened]:
    """Open the company as often as wanted, each time as at the start."""
    company = Company(Database(sqlite_url))
    at_start(company)
    company.db.close()
    used = Path(sqlite_url.removeprefix("sqlite:///"))
    kept = shutil.copyfile(used, tmp_path / "start.db")

    def open_again() -> Company:
        company.db.close()
        for end in ("-wal", "-shm"):
            used.with_name(used.name + end).unlink(missing_ok=True)
        shutil.copyfile(kept, used)
        return Company(company.db)

    yield open_again
    company.db.close()


@pytest.fixture
def opened_on_postgresql(postgres: Postgres, postgresql_template: str) -> Iterator[Opened]:
    start = postgres.create(template=postgresql_template)
    with Database(postgres.url(start)) as db:
        at_start(Company(db))
    used: list[str] = []

    def open_again() -> Company:
        for name in used:
            postgres.drop(name)
        used[:] = [postgres.create(template=start)]
        return Company(Database(postgres.url(used[0])))

    yield open_again
    for name in (*used, start):
        postgres.drop(name)
