"""Reading, reacting, pressing buttons, writing."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Locator, Page, expect
from slack_sdk.web.async_client import AsyncWebClient

from tests.browser.conftest import Visit
from tests.ground.browser import in_one_loop
from tests.sandbox.conftest import Scripts

pytestmark = [in_one_loop, pytest.mark.usefixtures("app")]


async def reactions(scripts: Scripts, channel: str, ts: str) -> dict[str, list[str]]:
    messages = (await scripts.get("/_sandbox/messages", channel=channel))["messages"]
    message = next(m for m in messages if m["ts"] == ts)
    return {r["name"]: r["users"] for r in message.get("reactions", [])}


def row(page: Page, ts: str) -> Locator:
    return page.locator(f'#messages [data-ts="{ts}"]')


async def test_ben_reacts_by_the_picker_and_takes_it_back_by_the_chip(
    visit: Visit, scripts: Scripts, channel: str, card: str
) -> None:
    page = await visit("ben")
    await row(page, card).hover()
    await row(page, card).get_by_role("button", name="Add a reaction").first.click()
    await page.get_by_label("Search emoji").fill("eyes")
    await page.keyboard.press("Enter")
    chip = row(page, card).get_by_role("button", name="eyes: 1, by you")

    await expect(chip).to_have_attribute("aria-pressed", "true")
    assert await reactions(scripts, channel, card) == {"eyes": [await scripts.person("ben")]}

    await chip.click()
    await expect(chip).to_have_count(0)
    assert await reactions(scripts, channel, card) == {}


async def test_a_message_can_be_reacted_to_with_the_keyboard_alone(
    visit: Visit, scripts: Scripts, channel: str, card: str
) -> None:
    await scripts.act("mia", "say", channel=channel, text="Later")
    page = await visit("ben")
    await expect(page.get_by_text("Later", exact=True)).to_be_visible()
    await page.get_by_role("textbox").focus()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("ArrowUp")
    await expect(row(page, card)).to_be_focused()

    await page.keyboard.press("r")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")

    await expect(row(page, card).get_by_role("button", name="x: 1, by you")).to_be_visible()
    assert list(await reactions(scripts, channel, card)) == ["x"]


@pytest.mark.usefixtures("card")
async def test_approving_shows_to_everybody_at_once(visit: Visit) -> None:
    ben, mia = await visit("ben"), await visit("mia")

    await ben.get_by_role("button", name="Approve").click()

    for page in (ben, mia):
        await expect(page.get_by_text("Approved by @Ben Hartmann")).to_be_visible()
        await expect(page.get_by_role("button", name="Reject")).to_have_count(0)


@pytest.mark.usefixtures("card")
async def test_a_silent_app_is_told_of_beside_the_button(visit: Visit) -> None:
    page = await visit("ben")
    button = page.get_by_role("button", name="Ask")
    await button.click()

    await expect(button).to_have_attribute("aria-busy", "true")
    alert = page.locator(".message").get_by_role("alert")
    await expect(alert).to_contain_text("This did not work: the app did not answer in time.")
    await expect(button).not_to_have_attribute("aria-busy", "true")

    await alert.get_by_role("button", name="Dismiss").click()
    await expect(alert).to_have_count(0)


@pytest.mark.usefixtures("card")
async def test_what_is_said_to_one_person_is_seen_by_that_person_alone(visit: Visit) -> None:
    cleo, ben = await visit("cleo"), await visit("ben")
    await cleo.locator(".message").last.hover()
    await cleo.get_by_role("button", name="React with white check mark").first.click()
    private = cleo.locator(".message.private")

    await expect(private).to_contain_text("Only you can see this")
    await expect(private).to_contain_text("You asked for this one")
    await expect(ben.get_by_role("button", name="white check mark: 1, by Cleo Martin")).to_be_visible()
    await expect(ben.get_by_text("You asked for this one")).to_have_count(0)

    await private.get_by_role("button", name="Tell them").click()
    await expect(private).to_contain_text("They know.")
    await private.get_by_role("button", name="Dismiss").click()
    await expect(private).to_have_count(0)
    await cleo.reload()
    await expect(cleo.get_by_text("Reply to order 1881")).to_be_visible()
    await expect(private).to_have_count(0)


async def test_a_thread_opens_takes_a_reply_and_has_a_link_of_its_own(
    visit: Visit, card: str, channel: str, client: AsyncWebClient
) -> None:
    await client.chat_postMessage(channel=channel, thread_ts=card, text="Is shipping refundable?")
    page = await visit("cleo")
    await page.get_by_role("link", name="1 reply").click()
    await page.get_by_label("Reply", exact=True).fill("Only for <damage> & loss")
    await page.keyboard.press("Enter")

    thread = page.get_by_role("complementary", name="Thread")
    await expect(thread.get_by_text("Only for <damage> & loss")).to_be_visible()
    await expect(page.get_by_role("link", name="2 replies")).to_be_visible()

    replies = (await client.conversations_replies(channel=channel, ts=card))["messages"]
    link = (await client.chat_getPermalink(channel=channel, message_ts=replies[-1]["ts"]))["permalink"]
    await page.goto(link)
    await expect(thread.get_by_text("Only for <damage>")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(thread).to_have_count(0)


async def test_new_messages_are_counted_elsewhere_and_spoken_here(
    visit: Visit, scripts: Scripts, channel: str
) -> None:
    page = await visit("ben")
    await page.locator("#messages[data-as]").wait_for(state="attached")  # what stands there is not news
    await scripts.act("mia", "say", channel=channel, text="Good morning")
    await scripts.act("mia", "say", channel=await scripts.channel("legal-ai-review"), text="Hello")

    await expect(page.get_by_role("log", name="New messages")).to_contain_text("Mia Rossi: Good morning")
    await expect(page.get_by_role("link", name="legal-ai-review 1 unread")).to_be_visible()
    await page.get_by_role("link", name="legal-ai-review").click()
    await expect(page.locator(".unread-line")).to_be_visible()
    await expect(page.get_by_label("1 unread")).to_have_count(0)


async def test_a_channel_opens_where_what_is_new_in_it_begins(visit: Visit, scripts: Scripts) -> None:
    legal = await scripts.channel("legal-ai-review")
    page = await visit("ben")
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.reload()
    for number in range(3):
        await scripts.act("mia", "say", channel=legal, text=f"Note {number}\n" + "and a line\n" * 40)

    await page.get_by_role("button", name="Channels and people").click()
    await page.get_by_role("link", name="legal-ai-review 3 unread").click()

    await expect(page.get_by_text("Note 0")).to_be_in_viewport()
    await expect(page.locator(".unread-line")).to_be_in_viewport()
    await expect(page.get_by_role("button", name="New messages")).to_be_hidden()


async def test_older_messages_come_when_asked_for_or_linked_to(
    visit: Visit, client: AsyncWebClient, channel: str
) -> None:
    posted = [
        (await client.chat_postMessage(channel=channel, text=f"Line {number}"))["ts"] for number in range(210)
    ]
    page = await visit("ben")
    lines = page.locator("#messages .message")
    await expect(lines).to_have_count(100)

    await page.get_by_role("button", name="Show earlier messages").click()
    await expect(lines).to_have_count(200)

    link = (await client.chat_getPermalink(channel=channel, message_ts=posted[3]))["permalink"]
    await page.goto(link)
    await expect(row(page, posted[3])).to_be_focused()
    await expect(lines).to_have_count(210)


async def test_a_slash_command_completes_and_answers_privately(visit: Visit) -> None:
    page = await visit("ben")
    await page.get_by_role("textbox").press_sequentially("/ans")
    await expect(page.get_by_role("option", name="/answerable")).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("Tab")
    await page.keyboard.type("queue")
    await page.keyboard.press("Enter")

    await expect(page.locator(".message.private")).to_contain_text("You asked for queue. Two wait for you.")


async def test_an_unknown_command_keeps_its_words(visit: Visit) -> None:
    page = await visit("ben")
    await page.get_by_role("textbox").fill("/nonsense now")
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("alert")).to_contain_text("This did not work")
    await expect(page.get_by_role("textbox")).to_have_value("/nonsense now")


@pytest.mark.usefixtures("card")
async def test_being_someone_else_changes_what_is_there_and_what_may_be_done(visit: Visit) -> None:
    page = await visit("ben")
    await page.get_by_role("button", name="You are").click()
    await page.get_by_role("menuitemradio", name="Gus").click()
    await expect(page.locator(".you-text")).to_have_text("You are GuestGus Ferreira")
    await expect(page.get_by_role("region", name="Channels").get_by_role("link")).to_have_count(2)

    await page.get_by_role("button", name="You are").click()
    await page.get_by_role("menuitemradio", name="Dora").click()
    await expect(page.locator(".you-text")).to_have_text("You are DeactivatedDora Blum")
    await expect(page.get_by_text("This account is deactivated")).to_be_visible()
    await expect(page.get_by_role("textbox")).to_have_count(0)
    await page.get_by_role("button", name="You are").click()
    await expect(page.get_by_role("menuitemradio", name="Ticketbot")).to_be_disabled()


async def test_the_page_says_that_it_reconnects_and_catches_up(
    visit: Visit, scripts: Scripts, channel: str
) -> None:
    page = await visit("ben")
    await page.context.set_offline(True)
    scripts.box.world.live.close()
    await expect(page.get_by_text("Reconnecting to the sandbox")).to_be_visible()
    await scripts.act("mia", "say", channel=channel, text="Meanwhile")
    await asyncio.sleep(0.1)

    await page.context.set_offline(False)

    await expect(page.get_by_text("Meanwhile", exact=True)).to_be_visible()
    await expect(page.get_by_text("Reconnecting to the sandbox")).to_be_hidden()


async def test_a_time_is_shown_and_chosen_on_the_persons_own_clock(
    visit: Visit, scripts: Scripts, client: AsyncWebClient, channel: str
) -> None:
    ten_in_berlin = 1795683600  # 26 November 2026, 09:00 UTC; the browser is in no zone of Ben's
    picker = {"type": "datetimepicker", "action_id": "when", "initial_date_time": ten_in_berlin}
    blocks = [{"type": "actions", "block_id": "by", "elements": [picker]}]
    await client.chat_postMessage(channel=channel, text="By when?", blocks=blocks)
    page = await visit("ben")
    box = page.locator("input[type=datetime-local]")

    await expect(box).to_have_value("2026-11-26T10:00")
    async with page.expect_request("**/_sandbox/act") as asked:
        await box.fill("2026-07-01T10:00")

    assert (await asked.value).post_data_json["value"] == 1782892800  # 08:00 UTC: summer time


async def test_what_was_today_is_not_today_any_more_when_the_clock_has_moved(
    visit: Visit, scripts: Scripts, client: AsyncWebClient, channel: str
) -> None:
    now = int((await scripts.get("/_sandbox/clock"))["now"])
    words = f"Wanted by <!date^{now}^{{date_short_pretty}}|a day>."
    await client.chat_postMessage(channel=channel, text=words)
    page = await visit("ben")
    message = page.locator(".message").last
    await expect(message).to_contain_text("Wanted by today.")

    await page.get_by_role("button", name="Tomorrow 9:00").click()

    await expect(message).to_contain_text("Wanted by yesterday.")
