"""The week's summary on a phone: fifteen lines before the button that opens the rest, as a browser breaks them."""

from __future__ import annotations

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from handlers.cards.digest import draw_weekly
from tests.browser.conftest import Visit
from tests.ground.browser import in_one_loop
from tests.handlers.cards.weeks_to_read import WEEKS

pytestmark = [in_one_loop, pytest.mark.usefixtures("app")]

PHONE = {"width": 375, "height": 667}
# Letters of one line end at the same height, but for the few pixels by which a smaller font is lower.
LINES = """message => {
  const ends = new Set();
  const texts = document.createTreeWalker(message.querySelector(".blocks"), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    if (texts.currentNode.parentElement.closest(".actions")) continue;
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    for (const box of range.getClientRects()) if (box.width) ends.add(Math.round(box.bottom / 6));
  }
  return ends.size;
}"""


async def test_no_week_is_longer_than_fifteen_lines_of_a_phone(
    visit: Visit, client: AsyncWebClient, channel: str
) -> None:
    page = await visit("ruth", f"#{channel}")
    await page.set_viewport_size(PHONE)
    lines = {}

    for name, week in WEEKS.items():
        message = draw_weekly(week)
        posted = await client.chat_postMessage(channel=channel, text=message.text, blocks=message.blocks)
        row = page.locator(f'#messages [data-ts="{posted["ts"]}"]')
        await row.wait_for()
        lines[name] = await row.evaluate(LINES)

    assert {name: many for name, many in lines.items() if many > 15} == {}
    assert lines["none"] == 2
    assert lines["quiet"] == 5
    assert lines["twelve"] > 10
