"""Takes the README's picture: `python -m tests.browser.picture ADDRESS FILE.png`, while the demo runs."""

from __future__ import annotations

import asyncio
import sys

from playwright.async_api import async_playwright

from tests.ground.chromium import FLAGS, find_chromium

SIZE = {"width": 1360, "height": 850}
SETTLE_MS, PATIENCE_MS = 1_500, 120_000


async def take(address: str, file: str) -> None:
    """Saves the page at `address` (`…/?as=ben#C…`) in light colours, at one and a half times its size."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        page = await browser.new_page(viewport=SIZE, device_scale_factor=1.5, color_scheme="light")
        page.set_default_timeout(PATIENCE_MS)
        await page.goto(address)
        await page.locator("#messages .message").first.wait_for()
        await page.wait_for_timeout(SETTLE_MS)
        await page.screenshot(path=file)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(take(*sys.argv[1:3]))
