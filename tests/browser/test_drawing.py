"""Block Kit and mrkdwn as they are drawn, and text that means harm."""

from __future__ import annotations

import httpx
from playwright.async_api import Page, expect
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox
from tests.browser import gallery
from tests.browser.conftest import Visit, fixture
from tests.ground.browser import in_one_loop
from tests.sandbox.conftest import Scripts

pytestmark = in_one_loop


@fixture
async def drawn(visit: Visit, client: AsyncWebClient, scripts: Scripts, channel: str) -> Page:
    """The gallery as Ben sees it."""
    people = {p["name"]: p["id"] for p in (await scripts.get("/_sandbox/people"))["people"]}
    for message in gallery.messages(people, channel):
        await client.chat_postMessage(channel=channel, **message)
    page = await visit("ben")
    await expect(page.locator("#messages .message")).to_have_count(len(gallery.messages(people, channel)))
    return page


async def test_mrkdwn_is_drawn_as_slack_draws_it(drawn: Page) -> None:
    first = drawn.locator("#messages .message").first.locator(".prose")

    await expect(first.locator("strong")).to_have_text(["bold", "both", "line"])
    await expect(first.locator("em")).to_have_text(["italic", "both"])
    await expect(first.locator("code")).to_have_text("code <b>")
    await expect(first.locator("pre")).to_have_text("fenced <code>\n  keeps   spaces")
    await expect(first.locator("blockquote")).to_have_text("quoted linesecond")
    await expect(first.locator("a")).to_have_text(["a link", "https://example.com/bare"])
    await expect(first).to_contain_text("snake_case_stays, 2*3*4 stays")
    await expect(first).to_contain_text(":not_an_emoji: 10:30:45")


async def test_people_channels_and_dates_are_named(drawn: Page) -> None:
    second = drawn.locator("#messages .message").nth(1)

    await expect(second).to_contain_text(
        "@Ben Hartmann @Ada Lindqvist #support-ai-review @here 2026-11-24 07:00"
    )


async def test_hostile_text_stays_text(drawn: Page) -> None:
    hostile = drawn.locator("#messages .message").nth(2)

    await expect(hostile).to_contain_text(
        "<img src=x onerror=alert(1)> <script>alert(1)</script> press me open"
    )
    await expect(hostile.locator("a")).to_have_text(["fine"])
    await expect(hostile.locator("a")).to_have_attribute("href", "https://example.com/a?b=1&c=2")
    await expect(drawn.locator("#messages script, #messages img[src=x], #messages b")).to_have_count(0)
    hrefs = await drawn.locator("#messages a").evaluate_all("links => links.map(a => a.protocol)")
    assert set(hrefs) <= {"https:", "http:"}


async def test_rich_text_markdown_and_tables_are_drawn(drawn: Page) -> None:
    rows = drawn.locator("#messages .message")

    await expect(rows.nth(4).locator("ol li")).to_have_text(["first", "second"])
    await expect(rows.nth(4).locator("pre")).to_have_text("<b>exact</b>\n  text")
    await expect(rows.nth(4)).to_contain_text("24 Nov 2026 at 07:00")
    await expect(rows.nth(5).locator("h4")).to_have_text("Heading")
    await expect(rows.nth(5).locator("input[type=checkbox]")).to_have_count(2)
    await expect(rows.nth(6).get_by_role("columnheader")).to_have_text(["Workflow", "Checked"])


async def test_a_dangerous_button_asks_first(drawn: Page) -> None:
    await drawn.get_by_role("button", name="Stop the workflow").click()
    dialog = drawn.get_by_role("dialog", name="Stop it?")
    await expect(dialog).to_contain_text("Nothing more goes out of refund-replies.")

    await dialog.get_by_role("button", name="Leave it").click()

    await expect(dialog).to_have_count(0)


async def test_an_unknown_block_is_named(visit: Visit, scripts: Scripts, channel: str) -> None:
    page = await visit("ben")
    message = {
        "type": "message",
        "ts": "1795500000.000100",
        "user": "U1",
        "text": "x",
        "blocks": [{"type": "hologram"}],
    }
    answer = {"ok": True, "messages": [message]}
    await page.route("**/_page/channel?*", lambda route: route.fulfill(json=answer))
    await page.reload()

    await expect(page.get_by_text("not drawn: hologram")).to_be_visible()


async def test_each_line_runs_the_way_of_its_own_letters(
    visit: Visit, client: AsyncWebClient, channel: str
) -> None:
    text = "שלום רב,\nDear Mr Weber,"
    quote = {"type": "rich_text_quote", "elements": [{"type": "text", "text": text}]}
    await client.chat_postMessage(
        channel=channel, text="x", blocks=[{"type": "rich_text", "elements": [quote]}]
    )
    page = await visit("ben")
    drawn = page.locator("#messages blockquote")
    await expect(drawn).to_contain_text("Dear Mr Weber")

    places = await drawn.evaluate(
        """quote => {
          const text = quote.firstChild, ends = text.data.indexOf("\\n");
          const left = (from, to) => {
            const range = document.createRange();
            range.setStart(text, from);
            range.setEnd(text, to);
            return range.getBoundingClientRect().left;
          };
          return [[0, ends], [ends + 1, text.length]].map(([from, to]) => left(to - 1, to) - left(from, to));
        }"""
    )

    hebrew, english = places
    assert hebrew < 1, "the comma that ends a Hebrew line stands at its left"
    assert english > 1


async def test_the_page_allows_no_script_but_its_own(box: Sandbox) -> None:
    async with httpx.AsyncClient() as http:
        page = await http.get(f"{box.url}/")

    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    assert "<style" not in page.text
    assert "<script>" not in page.text


async def test_a_phone_reaches_channels_through_the_drawer(visit: Visit) -> None:
    page = await visit("ben")
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.reload()
    link = page.get_by_role("link", name="legal-ai-review")
    await expect(link).to_be_hidden()

    await page.get_by_role("button", name="Channels and people").click()
    await link.click()

    await expect(page.get_by_role("heading", name="legal-ai-review").first).to_be_visible()
    await expect(link).to_be_hidden()
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
