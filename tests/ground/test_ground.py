"""The ground itself: what other tests rely on."""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, text

from tests.ground.browser import in_one_loop
from tests.ground.network import OutsideNetwork, is_here

if TYPE_CHECKING:
    from playwright.async_api import Page


def url_for_sqlalchemy(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://")


@pytest.mark.parametrize("round_", [1, 2])
def test_each_test_has_a_database_of_its_own(bare_database_url: str, round_: int) -> None:
    engine = create_engine(url_for_sqlalchemy(bare_database_url))

    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE mine (round INTEGER)"))
        connection.execute(text("INSERT INTO mine VALUES (:round)"), {"round": round_})
        rows = connection.execute(text("SELECT round FROM mine")).scalars().all()

    assert rows == [round_]
    engine.dispose()


def test_the_database_is_ready_to_be_written(database_url: str) -> None:
    engine = create_engine(url_for_sqlalchemy(database_url))

    with engine.connect() as connection:
        answer = connection.execute(text("SELECT 1")).scalar_one()

    assert answer == 1
    engine.dispose()


def test_postgresql_is_real_and_keeps_what_it_commits(postgresql_url: str) -> None:
    engine = create_engine(url_for_sqlalchemy(postgresql_url))

    with engine.connect() as connection:
        fsync = connection.execute(text("SELECT current_setting('fsync')")).scalar_one()

    assert fsync == "on"
    engine.dispose()


@in_one_loop
async def test_a_page_is_drawn_and_answers_a_click(page: Page) -> None:
    await page.set_content("<button onclick=\"this.textContent = 'Approved'\">Approve</button>")

    await page.get_by_role("button", name="Approve").click()

    assert await page.get_by_role("button").text_content() == "Approved"


@in_one_loop
async def test_a_page_cannot_reach_another_machine(page: Page) -> None:
    answer = await page.evaluate(
        "fetch('https://answerable.invalid/').then(() => 'reached', () => 'refused')"
    )

    assert answer == "refused"


@pytest.mark.parametrize(
    "address", [("192.0.2.1", 80), ("answerable.invalid", 443), ("2001:db8::1", 80, 0, 0)]
)
def test_tests_cannot_reach_another_machine(address: tuple[object, ...]) -> None:
    family = socket.AF_INET6 if len(address) == 4 else socket.AF_INET

    with socket.socket(family) as outward, pytest.raises(OutsideNetwork):
        outward.connect(address)


@pytest.mark.parametrize("address", [("127.0.0.1", 80), ("localhost", 80), ("::1", 80, 0, 0), "/tmp/socket"])
def test_this_machine_can_be_reached(address: object) -> None:
    assert is_here(address)


def test_certificates_are_read_once() -> None:
    assert ssl.create_default_context() is ssl.create_default_context()
