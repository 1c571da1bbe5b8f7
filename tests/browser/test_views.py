"""Modals, App Home, shortcuts, the clock."""

from __future__ import annotations

import asyncio
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Route, expect

from sandbox.server import Sandbox
from tests.browser.conftest import Visit
from tests.ground.browser import in_one_loop
from tests.sandbox.conftest import Scripts

pytestmark = [in_one_loop, pytest.mark.usefixtures("app")]


@pytest.mark.usefixtures("card")
async def test_a_modal_tells_what_is_missing_then_what_the_app_refuses_then_closes(visit: Visit) -> None:
    page = await visit("ben")
    await page.get_by_role("button", name="Reject").click()
    modal = page.get_by_role("dialog", name="Why not?")
    submit = modal.get_by_role("button", name="Reject")

    await submit.click()
    await expect(modal.get_by_text("Please fill this in.")).to_be_visible()
    await expect(modal.get_by_label("What was it?")).to_be_focused()

    await modal.get_by_label("What was it?").select_option("Wrong")
    await modal.get_by_label("In your words").fill("bad")
    await submit.click()
    await expect(modal.get_by_text("Please write at least 5 characters (2 more).")).to_be_visible()

    await modal.get_by_label("In your words").fill("Shipping is wrong")
    await submit.click()
    await expect(modal.get_by_text("Please name the order.")).to_be_visible()
    await expect(modal.get_by_label("What was it?")).to_have_value("wrong")

    await modal.get_by_label("In your words").fill("The order's shipping")
    await submit.click()
    await expect(modal).to_have_count(0)
    await expect(page.get_by_text("not going out")).to_contain_text('"The order\'s shipping"')


@pytest.mark.usefixtures("card")
async def test_a_field_grows_with_the_text_in_it_so_that_its_beginning_stays_in_sight(visit: Visit) -> None:
    page = await visit("ben")
    await page.get_by_role("button", name="Reject").click()
    words = page.get_by_role("dialog", name="Why not?").get_by_label("In your words")

    await words.fill("\n".join(["A line."] * 12))

    assert await words.evaluate("box => box.scrollHeight <= box.clientHeight")


@pytest.mark.usefixtures("card")
async def test_escape_closes_a_modal_and_gives_the_focus_back(visit: Visit, scripts: Scripts) -> None:
    page = await visit("ben")
    await page.get_by_role("button", name="Reject").focus()
    await page.keyboard.press("Enter")
    modal = page.get_by_role("dialog", name="Why not?")
    await expect(modal.get_by_label("What was it?")).to_be_focused()

    async with page.expect_response("**/_sandbox/act"):
        await page.keyboard.press("Escape")

    await expect(modal).to_have_count(0)
    await expect(page.get_by_role("button", name="Reject")).to_be_focused()
    assert (await scripts.act("ben", "close"))["error"] == "no_such_view"


async def test_every_kind_of_input_reaches_the_app(visit: Visit, scripts: Scripts) -> None:
    page = await visit("ben")
    await page.get_by_role("button", name="Shortcuts").click()
    await page.get_by_role("menuitem", name="Hand in for review").click()
    modal = page.get_by_role("dialog", name="Set up a workflow")
    await modal.get_by_label("Name").fill("refund-replies and more")
    await modal.get_by_label("What for?").fill("Drafts the replies")
    await modal.get_by_label("Who answers for it?").select_option("Ada Lindqvist")
    await modal.get_by_label("Hamburg").check()
    await modal.get_by_label("A person decides").check()
    await modal.get_by_label("E-mail").fill("nobody")
    await modal.get_by_label("Reviews a day").fill("81")
    await modal.get_by_label("From").fill("2026-12-01")
    await modal.get_by_role("button", name="Propose").click()
    errors = ("at most 20 characters (3 too many)", "a valid e-mail address", "80 or less")
    for error in errors:
        await expect(modal.get_by_text(error)).to_be_visible()

    await modal.get_by_label("Name").fill("refund-replies")
    await modal.get_by_label("E-mail").fill("ada@example.com")
    await modal.get_by_label("Reviews a day").fill("40")
    await modal.get_by_role("button", name="Propose").click()

    await expect(modal).to_have_count(0)
    views = [d for d in scripts.box.world.calls if d["method"] == "views.open"]
    assert len(views) == 1


async def test_the_home_tab_shows_what_the_app_publishes(visit: Visit) -> None:
    page = await visit("ben")
    await page.get_by_role("link", name="Answerable: Home").click()

    await expect(page.get_by_role("heading", name="2 wait for you")).to_be_visible()
    await expect(page.get_by_role("button", name="Review now")).to_be_visible()


async def test_a_message_can_be_handed_in_from_its_menu(visit: Visit, scripts: Scripts, channel: str) -> None:
    await scripts.act("mia", "say", channel=channel, text="Could the AI have written this?")
    page = await visit("ben")
    await page.locator(".message").last.hover()
    await (
        page.get_by_role("button", name="More for this message")
        .or_(page.get_by_role("button", name="More"))
        .last.click()
    )
    await page.get_by_role("menuitem", name="Hand in for review").click()

    await expect(page.get_by_role("dialog", name="Set up a workflow")).to_be_visible()


async def test_the_clock_moves_by_its_buttons(visit: Visit, scripts: Scripts) -> None:
    page = await visit("ben")
    await page.get_by_role("button", name="Monday 9:00").click()

    await expect(page.locator("[data-clock=time]")).to_have_text("09:00")
    await expect(page.locator("[data-clock=day]")).to_contain_text("Mon")
    await page.get_by_role("button", name="+1 h").click()
    await expect(page.locator("[data-clock=time]")).to_have_text("10:00")
    await expect(page.get_by_role("button", name="Next week")).to_have_count(0)


async def test_the_next_week_is_lived_where_somebody_lives_it(
    visit: Visit, scripts: Scripts, box: Sandbox
) -> None:
    tuesday = asyncio.Event()

    async def live() -> None:
        now = datetime.fromtimestamp(box.world.clock.now(), ZoneInfo("Europe/Berlin"))
        await box.world.move_clock((8 - now.weekday()) * 86_400)
        await tuesday.wait()

    refused = await scripts.post("/_sandbox/next_week", {})
    box.world.next_week = live
    page = await visit("ben")
    await page.get_by_role("button", name="Next week").click()

    await expect(page.get_by_role("button", name="Tuesday…")).to_have_attribute("aria-disabled", "true")
    await expect(page.get_by_role("button", name="+1 h")).to_have_attribute("aria-disabled", "true")
    twice = await scripts.post("/_sandbox/next_week", {})
    tuesday.set()
    await expect(page.get_by_role("button", name="Next week")).not_to_have_attribute("aria-disabled", "true")
    assert (refused["error"], twice["error"]) == ("nobody_lives_here", "week_passes_already")


async def test_the_panel_says_what_the_ai_system_sees(visit: Visit, scripts: Scripts) -> None:
    page = await visit("ben")
    listened = asyncio.Event()

    async def once_told(route: Route) -> None:
        await listened.wait()
        await route.continue_()

    # What happens between the page's first look and its listening is shown as well.
    await page.route("**/_page/live*", once_told)
    await page.reload()
    await page.locator(".you-name").wait_for()
    entry = {"at": 1795500000, "title": "Reply to order 1881", "status": "in_review", "text": "201"}
    await scripts.post("/_sandbox/panel", {"entries": [entry]})
    listened.set()
    panel = page.get_by_role("list", name="What the AI system sees")
    await expect(panel).to_contain_text("in review")

    await page.get_by_role("button", name="Close the AI system's view").click()
    await expect(panel).to_have_count(0)
    await page.get_by_role("button", name="AI system").click()
    await expect(panel).to_be_visible()
