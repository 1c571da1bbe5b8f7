"""Fixtures `browser` and `page`: a headless Chromium, started once a file, and a window of a test's own in it.

To start one takes three seconds of a processor, most of what a test with a browser would cost. A browser belongs to
the event loop it was started in: who uses it says `pytestmark = in_one_loop`.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright, expect

from tests.ground.chromium import FLAGS, find_chromium

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, Page

# Chromium keeps crash reports and settings here.
HOMES = ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")

PATIENCE_MS = 15_000  # a busy machine is slow, not wrong

find_once = cache(find_chromium)
expect.set_options(timeout=PATIENCE_MS)

in_one_loop = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    path = find_once()
    if path is None:
        say = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        say("browser test not run: no Chromium here; install one, or name it in CHROMIUM")
    home = str(tmp_path_factory.mktemp("chromium"))
    environment: dict[str, str | float | bool] = {**os.environ, **dict.fromkeys(HOMES, home)}
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=path, args=list(FLAGS), env=environment)
        yield chromium
        await chromium.close()


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A page whose own script errors fail the test."""
    errors: list[str] = []
    page = await browser.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    await page.close()  # and with it all that this window kept
    assert errors == []
