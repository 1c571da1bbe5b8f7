"""A week at a glance: what needs somebody first, nothing that is not so, no percentages."""

from __future__ import annotations

import json
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from domain.weekly import WeeklySummary, WorkflowWeek
from domain.weeks import Week
from handlers.cards.digest import draw_weekly, weekly_text
from handlers.cards.message import Message
from handlers.digest_files import digest_files
from sandbox.block_kit.validate import block_problems
from tests.builders import MONDAY, user_id
from tests.handlers.cards.drawn import texts

WEEK = Week.named("2026-W48")
BERLIN = ZoneInfo("Europe/Berlin")
REFUNDS = WorkflowWeek(
    "refund-replies",
    user_id("ada"),
    handed_in=120,
    approved=90,
    rejected=8,
    released=85,
    waiting=22,
    late=3,
    oldest_at=MONDAY,
)


def a_week(*workflows: WorkflowWeek, names: dict[str, str] | None = None) -> WeeklySummary:
    names = {user_id("ada"): "Ada"} if names is None else names
    begins_at, ends_at = WEEK.begins_at(BERLIN), WEEK.ends_at(BERLIN)
    return WeeklySummary(WEEK, "Europe/Berlin", begins_at, ends_at, workflows, names)


def many(count: int, **figures: int) -> list[WorkflowWeek]:
    return [WorkflowWeek(f"workflow-{number:02d}", user_id("ada"), **figures) for number in range(count)]


def said(message: Message) -> list[str]:
    return ["".join(texts(block)) for block in message.blocks]


def test_what_has_no_owner_comes_first_with_the_button_to_name_one() -> None:
    unowned = replace(REFUNDS, workflow="invoice-coding", late=0, unowned_since=MONDAY)

    message = draw_weekly(a_week(REFUNDS, unowned))

    buttons = [element for block in message.blocks for element in block.get("elements", [])]  # type: ignore[attr-defined]
    (name,) = [one for one in buttons if one["type"] == "button"]
    lines = said(message)
    assert lines[1].startswith("invoice-coding · no owner since 23 Nov 10:00 CET")
    assert (lines[2], name["action_id"], name["value"]) == ("Name an owner", "name_owner", "invoice-coding")
    assert lines[3].startswith("refund-replies")
    assert block_problems(message.blocks, "message") == []


def test_a_workflows_week_is_a_line() -> None:
    message = draw_weekly(a_week(REFUNDS))

    assert said(message) == [
        "AI at work · week 48",
        "refund-replies · 120 handed in · 98 decided (90 approved, 8 rejected) · "
        "22 waiting, the oldest since 23 Nov 10:00 CET · 3 late, Ada answers for it",
    ]
    assert message.text.splitlines()[0] == "AI at work · week 48"
    assert "98 decided" in message.text
    assert "%" not in message.text


@pytest.mark.parametrize(("asked", "words"), [(1, "asked about once"), (2, "asked about 2 times")])
def test_how_often_was_asked_is_said_as_one_says_it(asked: int, words: str) -> None:
    message = draw_weekly(a_week(WorkflowWeek("faq", user_id("ada"), handed_in=3, asked=asked)))

    assert said(message)[1] == f"faq · 3 handed in · {words}"


def test_a_quiet_week_is_one_line() -> None:
    six = draw_weekly(a_week(*many(6)))
    one = draw_weekly(a_week(*many(1)))

    assert said(six) == [six.text]
    assert "Nothing needs you. 6 workflows" in six.text
    assert "One workflow" in one.text


def test_what_is_late_comes_first_and_the_rest_fits_on_one_line() -> None:
    busy = many(30, handed_in=2, approved=2)
    message = draw_weekly(a_week(*busy, REFUNDS))

    lines = said(message)
    assert len(lines) == 12
    assert lines[1].startswith("refund-replies")
    assert lines[-1] == "And 21 more: 42 handed in, 42 decided, 0 waiting, 0 late."
    assert message.text.count("\n") == 11


def test_weeks_that_were_left_out_are_told() -> None:
    two = draw_weekly(a_week(REFUNDS), skipped=[WEEK.before.before, WEEK.before])
    quiet = draw_weekly(a_week(*many(2)), skipped=[WEEK.before])
    nine = draw_weekly(a_week(REFUNDS), skipped=[WEEK] * 9)

    assert said(two)[1] == "The bot was away: the summaries of weeks 46, 47 were left out."
    assert said(quiet)[1] == "The bot was away: the summary of week 47 was left out."
    assert "the summaries of 9 weeks before this" in said(nine)[1]


def test_what_went_out_unchecked_and_what_expired_is_said() -> None:
    week = replace(REFUNDS, unchecked=40, expired=2)

    line = said(draw_weekly(a_week(week)))[1]

    assert "40 gone out without a check first" in line
    assert "2 not decided in time, not going out" in line


def test_names_cannot_ping_or_format() -> None:
    hostile = {user_id("ada"): "<!channel> *Ada* <https://evil.example|here>"}

    message = draw_weekly(a_week(REFUNDS, names=hostile))

    assert "<!channel>" not in message.text
    assert "<https" not in message.text
    assert "*Ada*" not in message.text


def test_slack_takes_it_as_it_is() -> None:
    for message in (
        draw_weekly(a_week(REFUNDS, *many(30, handed_in=1)), skipped=[WEEK.before]),
        draw_weekly(a_week(*many(2))),
        draw_weekly(a_week()),
    ):
        assert block_problems(message.blocks, "message") == []
        assert all(str(block["block_id"]).startswith("ans:digest:2026-W48:") for block in message.blocks)


def test_the_same_week_is_the_same_message() -> None:
    assert draw_weekly(a_week(REFUNDS)).shown == draw_weekly(a_week(REFUNDS)).shown


def test_the_files_say_the_same_as_the_message() -> None:
    files = digest_files(a_week(REFUNDS), audience="leaders")
    figures = json.loads(files["digest.json"])
    message = json.loads(files["message.json"])

    (workflow,) = figures["workflows"]
    assert set(files) == {"digest.json", "digest.txt", "message.json"}
    assert (figures["audience"], figures["period"]) == ("leaders", "2026-W48")
    assert figures["from"] == "2026-11-22T23:00:00.000Z"
    assert workflow["figures"]["approved"] == {
        "value": 90,
        "low": 90,
        "high": 90,
        "n": 98,
        "suppressed": False,
    }
    assert all(
        set(figure) == {"value", "low", "high", "n", "suppressed"} for figure in workflow["figures"].values()
    )
    assert message["blocks"] == draw_weekly(a_week(REFUNDS)).blocks
    assert files["digest.txt"] == weekly_text(a_week(REFUNDS))
    assert "refund-replies · 120 handed in" in files["digest.txt"]
