"""A week at a glance: what needs somebody first, nothing that is not so, no share of too few."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.follow_up import BothAsked, OwnerNamed
from domain.outputs_behind import Behind
from domain.probes import Noticed
from domain.second_looks import Pairs
from domain.signals import LEADING, agreement
from domain.signals.agreement import ReviewersAgree
from domain.signals.leading import Leading
from domain.signals.peoples_time import PeoplesTime
from domain.signals.signal import Figure, Read
from domain.signals.wrong_ones_out import LookedAt, Made, WrongOnesOut, wrong_ones_out
from domain.statistics.changing import change
from domain.trials import Maker
from domain.weekly import Stop, WeeklySummary, WorkflowWeek
from domain.weeks import Week
from handlers.cards.digest import draw_weekly, weekly_text
from handlers.cards.figures import NEEDS_ON_A_PAGE, ON_A_PAGE, FiguresAt, draw_figures, draw_figures_of
from handlers.cards.message import Message
from handlers.cards.need_met import Met, without_button
from handlers.cards.needs import need_words
from handlers.cards.outputs_behind import Wanted, draw_outputs_behind
from handlers.cards.phone import lines_of
from handlers.cards.phrase import plain, say
from handlers.cards.signals.leading import measured_words, time_words
from handlers.cards.signals.measures import above_line, duration, line, share
from handlers.cards.weekly_words import ending_words
from handlers.digest_files import digest_files
from handlers.figures_csv import COLUMNS, FigureRow, figures_csv
from sandbox.block_kit.validate import block_problems
from storage.outputs_behind import OutputBehind, PageBehind
from tests.builders import MONDAY, SLUG, user_id
from tests.ground.official_blocks import payloads as official
from tests.handlers.cards.drawn import buttons, texts
from tests.handlers.cards.weeks_to_read import KARL, WEEKS, read, workflows

WEEK = Week.named("2026-W48")
BERLIN = ZoneInfo("Europe/Berlin")
RUTH = user_id("ruth")
SIZES = {"support": 9, "legal": 12, "two": 2}


def out(good: int, wrong: int, *, gone_out: int = 3_600, chance: float = 0.1) -> WrongOnesOut:
    seen = [
        LookedAt(chance, "good", went_out=True, held=False, count=good),
        LookedAt(chance, "wrong", went_out=True, held=False, count=wrong),
    ]
    return wrong_ones_out(seen, gone_out=gone_out, tolerated=0.02, people_first=chance == 1)


def time(checking: float, **cleaning: int) -> PeoplesTime:
    return PeoplesTime(410, 212, checking / 2, checking / 2 / 198, cleaning, "support")


GOOD = Leading(out(406, 4), time(19 * 60, legal=30), Noticed(18, 20, people=6))
REFUNDS = WorkflowWeek(
    "refund-replies",
    user_id("ada"),
    handed_in=3_600,
    approved=402,
    rejected=8,
    unchecked=3_600,
    waiting=22,
    oldest_at=MONDAY,
    sponsor=RUTH,
    signals=GOOD,
)


def a_week(*workflows: WorkflowWeek, compared: bool = False, **names: str) -> WeeklySummary:
    known = {user_id("ada"): "Ada", RUTH: "Ruth"} | names
    begins_at, ends_at = WEEK.begins_at(BERLIN), WEEK.ends_at(BERLIN)
    return WeeklySummary(WEEK, "Europe/Berlin", begins_at, ends_at, workflows, known, SIZES, compared)


def many(count: int, **figures: int) -> list[WorkflowWeek]:
    return [WorkflowWeek(f"workflow-{number:02d}", user_id("ada"), **figures) for number in range(count)]  # type: ignore[arg-type]  # counts


def page_of(*workflows: WorkflowWeek, behind: Mapping[str, Read] = MappingProxyType({})) -> str:
    """What stands on the page of the first of them."""
    summary = a_week(*workflows)
    drawn = draw_figures_of(summary, workflows[0], behind, FiguresAt(str(WEEK)))
    assert block_problems(drawn["blocks"], "modal") == []  # type: ignore[arg-type]  # its blocks
    return "".join(texts(drawn))


def pressed(modal: Mapping[str, Any], action_id: str) -> list[dict[str, Any]]:
    """Every button of this name in it."""
    found = [
        one for block in modal["blocks"] for one in (*block.get("elements", []), block.get("accessory", {}))
    ]
    return [one for one in found if one.get("action_id") == action_id]


def said(message: Message) -> list[str]:
    return ["".join(texts(block)) for block in message.blocks]


def test_a_week_with_something_to_say_reads_like_this() -> None:
    unowned = WorkflowWeek(
        "invoice-coding", user_id("dora"), waiting=14, late=9, unowned_since=MONDAY, sponsor=RUTH
    )
    cleaned = Leading(out(22, 3, gone_out=600), time(12 * 60, legal=35 * 60))
    summaries = WorkflowWeek("contract-summaries", user_id("ada"), sponsor=RUTH, late=2, signals=cleaned)

    text = weekly_text(a_week(REFUNDS, unowned, summaries, *many(4), compared=True))

    assert text.splitlines() == [
        "AI at work · week 48",
        "Needs you (2)",
        "Ruth: invoice-coding has no owner since 23 Nov. 14 are waiting.",
        "Ruth: Legal spent 35 h cleaning up contract-summaries.",
        "How it's going",
        "contract-summaries · too few to say: 3 wrong of 25 checked (600 went out) · 47 h of people's time, "
        "most in Legal · would we notice? not tested · 2 not decided in time, Ada answers for it",
        "And 6 more, 1 not as agreed.",
        "Time was measured for 424 of 820 looks; the rest is estimated.",
    ]


def test_those_not_as_agreed_that_have_no_line_are_named_where_there_is_room() -> None:
    full = replace(workflows(1)[0], late=1)
    short = [replace(one, late=1, handed_in=1) for one in many(9)]
    unowned = [replace(one, unowned_since=MONDAY, waiting=14, sponsor=KARL) for one in short[7:]]

    told = [rest_of(read([full, *short[:count], *many(10)[9:]])) for count in (2, 4, 8)]

    assert told == [
        "And 2 more, 1 not as agreed: workflow-01.",
        "And 4 more, 3 not as agreed: workflow-01, workflow-02 and workflow-03.",
        "And 8 more, 7 not as agreed: workflow-01, workflow-02, workflow-03 and 4 others.",
    ]
    needed, longer = (replace(one, signals=full.signals) for one in (unowned[1], short[0]))
    assert rest_of(read([unowned[0], needed, longer, *many(10)[9:]])) == (
        "And 3 more, 2 not as agreed, among them workflow-00."
    )


def rest_of(summary: WeeklySummary) -> str:
    return next(line for line in said(draw_weekly(summary)) if line.startswith("And "))


def test_what_has_no_owner_has_the_button_to_name_one_beneath_it() -> None:
    unowned = replace(REFUNDS, workflow="invoice-coding", unowned_since=MONDAY)

    message = draw_weekly(a_week(REFUNDS, unowned))

    assert said(message)[1:4] == [
        "Needs you (1)",
        "• Ruth: invoice-coding has no owner since 23 Nov. 22 are waiting.",
        "Name an owner",
    ]
    assert buttons(message) == ["name_owner", "all_figures"]
    assert block_problems(message.blocks, "message") == []


def test_what_other_teams_cleaned_up_after_has_the_button_to_see_it() -> None:
    cleaned = replace(REFUNDS, cleaned_elsewhere=12, signals=replace(GOOD, time=time(60, legal=35 * 60)))

    message = draw_weekly(a_week(cleaned))

    assert said(message)[2:4] == [
        "• Ruth: Legal spent 35 h cleaning up refund-replies.",
        "See the 12Ask both",
    ]
    assert buttons(message) == ["see_outputs", "ask_both", "all_figures"]
    assert block_problems(message.blocks, "message") == []


def test_a_quiet_week_is_one_line_with_all_behind_it() -> None:
    message = draw_weekly(a_week(REFUNDS, *many(5)))
    one, none = draw_weekly(a_week(REFUNDS)), draw_weekly(a_week())

    assert (
        message.text == "AI at work · week 48. Nothing needs you. 6 workflows, all as agreed, nothing late."
    )
    assert said(message) == [message.text, "Details"]
    assert one.text == "AI at work · week 48. Nothing needs you. One workflow, as agreed, nothing late."
    assert none.text == "AI at work · week 48. No workflow is in use."
    assert buttons(none) == []


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        (out(60, 0), "none wrong got out of 60 checked, so at most 5 in 100 (3,600 went out; agreed 2)"),
        (out(1, 0), "the one that was checked was good (3,600 went out; agreed 2 in 100)"),
        (out(0, 0), "3,600 went out, none of them checked so far"),
        (out(990, 10), "about 1 in 100 wrong got out (0 to 2; 1,000 checked of 3,600; agreed 2)"),
        (out(1_995, 5), "about 3 in 1,000 wrong got out (1 to 6; 2,000 checked of 3,600; agreed 2 in 100)"),
        (out(97, 3, chance=1), "people let 3,600 out, 3 found wrong since"),
        (out(97, 0, chance=1), "people let 3,600 out, none found wrong since"),
        (replace(out(60, 0), reported=2, late=3).figure and replace(out(0, 0), reported=2, late=3),
         "3,600 went out, none of them checked so far · 2 more reported as wrong · 3 judged by nobody in time"),
    ],
)  # fmt: skip
def test_what_is_said_of_the_wrong_ones_is_what_is_known(wrong: WrongOnesOut, line: str) -> None:
    week = replace(REFUNDS, late=1, signals=replace(GOOD, wrong=wrong))

    assert f"refund-replies · {line} · 20 h" in weekly_text(a_week(week))


@pytest.mark.parametrize(
    ("reported", "late", "quiet"), [(0, 0, True), (72, 0, True), (73, 0, False), (0, 1, False)]
)
def test_a_week_is_not_as_agreed_where_too_many_were_reported_or_nobody_judged_in_time(
    reported: int, late: int, quiet: bool
) -> None:
    wrong = replace(out(60, 0), reported=reported, late=late)
    week = replace(REFUNDS, signals=replace(GOOD, wrong=wrong, time=time(60)))

    assert ("Nothing needs you" in weekly_text(a_week(week))) == quiet


def test_more_wrong_ones_than_agreed_need_whoever_asked_for_it() -> None:
    bad = replace(REFUNDS, signals=replace(GOOD, wrong=out(376, 34)))
    nobodys = replace(bad, sponsor=None)

    said = "refund-replies: about 8 in 100 wrong got out, not the agreed 2.\n"
    assert f"\nRuth: {said}" in weekly_text(a_week(bad))
    assert f"\n{said}" in weekly_text(a_week(nobodys))
    first = weekly_text(a_week(replace(bad, people_first=True)))
    assert f"\nRuth: {said[:-1]} People now decide on each first.\n" in first
    assert "See the 34" in texts(draw_weekly(a_week(bad)).blocks)


def test_teams_that_are_small_or_of_unknown_size_are_not_named() -> None:
    small = replace(REFUNDS, signals=replace(GOOD, time=time(60, two=600, unknown=60)))

    text, modal = weekly_text(a_week(small)), page_of(small)

    assert "Other teams spent 4 h or more cleaning up refund-replies." in text
    assert "12 h of people's time ·" in text
    assert "cleaning up: others 11 h" in modal
    assert page_of(*many(1)).endswith("workflow-00, week 48nothing came in and nothing went out")
    assert not any(team in told.lower() for told in (text, modal) for team in ("unknown", "two "))


def test_a_small_team_is_not_what_is_left_over_beside_the_others() -> None:
    def cleaned(**cleaning: int) -> str:
        week = replace(REFUNDS, signals=replace(GOOD, time=time(60, **cleaning)))
        page = draw_figures_of(a_week(week), week, {}, FiguresAt(str(WEEK)))
        return next(text for text in texts(page) if "cleaning" in text)

    assert cleaned(two=30, support=60, legal=120) == "cleaning up: Legal 2 h, others 1.5 h"
    assert cleaned(two=30, legal=120) == "cleaning up: others 2.5 h"
    assert cleaned(support=60, legal=120) == "cleaning up: Legal 2 h, Support 1 h"


def test_a_standard_past_its_date_needs_somebody() -> None:
    past = replace(REFUNDS, past_date=date(2026, 10, 31))

    assert "Ruth: refund-replies: what is good enough was to be looked at again by" in weekly_text(
        a_week(past)
    )


def test_what_was_stopped_or_not_looked_at_in_time_is_not_as_agreed() -> None:
    def line(**of: object) -> str:
        text = weekly_text(a_week(replace(REFUNDS, **of), *many(1)))  # type: ignore[arg-type]  # fields by name
        return next(one for one in text.splitlines() if one.startswith("refund-replies"))

    tuesday, friday = MONDAY + timedelta(days=1), MONDAY + timedelta(days=4)

    assert line(stop=Stop(tuesday)).startswith("refund-replies · stopped since 24 Nov · about 1 in 100")
    assert line(stop=Stop(tuesday, friday)).startswith(
        "refund-replies · was stopped, and goes on since 27 Nov · about 1 in 100"
    )
    assert line(looks_late=3).endswith("18 of 20 · 3 gone out and not looked at in time")


def test_a_pilot_is_called_one_where_there_is_something_to_say_of_it() -> None:
    pilot = a_week(replace(REFUNDS, is_pilot=True, late=1), *many(1, is_pilot=True))

    assert "refund-replies · still a pilot · about 1 in 100" in weekly_text(pilot)
    listed = "".join(texts(draw_figures(pilot, FiguresAt(str(WEEK)))))
    assert "still a pilot · about 1 in 100" in listed
    assert listed.count("still a pilot") == 1, "nothing came in of the other one"


def test_what_changed_is_said_when_chance_does_not_explain_it() -> None:
    fewer, more = change(1, 400, 40, 1_600), change(40, 400, 10, 1_600)
    faq = replace(REFUNDS, workflow="faq", change=more)
    text = weekly_text(a_week(replace(REFUNDS, change=fewer), faq, compared=True))

    assert (
        "Changed: more wrong ones of faq get out than in four weeks before, fewer of refund-replies." in text
    )
    assert "nothing more than chance" not in text
    other = weekly_text(a_week(replace(faq, other_version=True), compared=True))
    assert "Changed: more wrong ones of faq (another version) get out than in the four weeks before." in other
    only = weekly_text(a_week(*(replace(one, change=fewer) for one in many(6)), compared=True))
    assert "Changed: fewer wrong ones of workflow-00 and 5 others get out" in only


def test_two_versions_are_told_apart_on_the_page_and_their_share_is_of_all_that_went_out() -> None:
    thursday = MONDAY + timedelta(days=3)
    older, newer = Made(Maker("gpt", "5"), MONDAY, thursday), Made(Maker("gpt", "6"), thursday, thursday)
    seen = [
        LookedAt(0.1, verdict, went_out=True, held=False, count=many, made=made)
        for made, verdict, many in (
            (older, "good", 22),
            (older, "wrong", 3),
            (newer, "good", 384),
            (newer, "wrong", 1),
        )
    ]
    wrong = wrong_ones_out(seen, gone_out=3_600, tolerated=0.02, people_first=False)
    week = replace(REFUNDS, signals=replace(GOOD, wrong=wrong))

    assert "(0 to 3; 410 checked of 3,600, two versions; agreed 2)" in weekly_text(
        a_week(replace(week, late=1))
    )
    assert (
        "Two versions are behind this: since 26 November 2026 about 3 in 1,000 wrong (0 to 15; 385 checked); "
        "before it 3 wrong of 25 checked."
    ) in page_of(week)


def test_an_owner_reads_of_what_is_theirs_without_being_told_who_they_are() -> None:
    late = replace(REFUNDS, late=3, past_date=date(2026, 10, 31))
    one, two = (replace(a_week(*each), is_own=True) for each in ((REFUNDS,), (REFUNDS, *many(1))))

    message = draw_weekly(replace(a_week(late), is_own=True))

    assert said(message)[0] == "Your AI workflow · week 48"
    assert "• refund-replies: what is good enough was to be looked at again by" in said(message)[2]
    assert said(message)[4].endswith("would we notice? 18 of 20 · 3 not decided in time")
    assert buttons(message) == ["late_now", "all_figures"]
    assert weekly_text(one) == (
        "Your AI workflow · week 48. Nothing needs you. refund-replies: as agreed, nothing late.\n"
    )
    assert (
        weekly_text(two) == "Your 2 AI workflows · week 48. Nothing needs you. All as agreed, nothing late.\n"
    )


def test_what_came_of_what_leaders_did_is_a_line_each() -> None:
    done = [
        (OwnerNamed("faq-bot", "Grace", "yes", 9), "you named Grace for faq-bot. Its 9 late ones are done."),
        (OwnerNamed("faq-bot", "Grace", "yes", 9, 4), "4 of its 9 late ones are still open."),
        (OwnerNamed("faq-bot", "Grace", "yes", 1), "Its late one is done."),
        (OwnerNamed("faq-bot", "Grace", "yes", 1, 1), "Its late one is still open."),
        (OwnerNamed("faq-bot", "Grace", "yes"), "Nothing was late there."),
        (OwnerNamed("faq-bot", "Grace", "no", 9, 9), "They did not take it."),
        (OwnerNamed("faq-bot", "Grace", "nothing"), "They have not answered."),
        (
            BothAsked("faq-bot", "legal", 2_100, 300),
            "you asked both about faq-bot. Legal then spent 5 h on it, after 35 h.",
        ),
    ]
    for one, ends in done:
        quiet, other = a_week(REFUNDS), a_week(replace(REFUNDS, late=1))
        for week in (quiet, other):
            summary = replace(week, followed=(one,))
            (line,) = [each for each in weekly_text(summary).splitlines() if each.startswith("Last week you")]
            assert line.endswith(ends)
            assert line in draw_weekly(summary).text


def test_leaders_can_ask_both_where_the_other_team_may_be_named() -> None:
    legal, two = (
        replace(REFUNDS, signals=replace(GOOD, time=time(60, **{team: 600}))) for team in ("legal", "two")
    )

    assert buttons(draw_weekly(a_week(legal))) == ["see_outputs", "ask_both", "all_figures"]
    assert buttons(draw_weekly(a_week(two))) == ["see_outputs", "all_figures"]
    assert buttons(draw_weekly(replace(a_week(legal), is_own=True))) == ["see_outputs", "all_figures"]


def test_once_they_were_asked_the_button_goes_and_the_others_stay() -> None:
    legal = replace(REFUNDS, signals=replace(GOOD, time=time(60, legal=600)))
    shown = draw_weekly(a_week(legal))

    asked = without_button(shown, Met("ask_both", "2026-W48:refund-replies", "Ruth"))

    assert asked is not None
    assert buttons(asked) == ["see_outputs", "all_figures"]
    assert "Ruth has asked both." in said(asked)
    assert block_problems(asked.blocks, "message") == []
    assert without_button(asked, Met("ask_both", "2026-W48:refund-replies", "Ruth")) is None


def test_left_out_weeks_are_told_quiet_or_not() -> None:
    two = draw_weekly(a_week(replace(REFUNDS, late=1)), skipped=[WEEK.before.before, WEEK.before])
    quiet = draw_weekly(a_week(*many(2)), skipped=[WEEK.before])
    nine = draw_weekly(a_week(replace(REFUNDS, late=1)), skipped=[WEEK] * 9)

    assert said(two)[1] == "The bot was away: the summaries of weeks 46, 47 were left out."
    assert said(quiet)[1] == "The bot was away: the summary of week 47 was left out."
    assert "The bot was away: the summary of week 47 was left out." in quiet.text
    assert said(nine)[1] == "The bot was away: the summaries of 9 weeks before this were left out."


def lines_on_a_phone(message: Message) -> int:
    """How many lines it takes there before its last buttons."""
    found = 0
    for block in message.blocks:
        if block["type"] != "actions":
            found += lines_of("".join(texts(block)), small=block["type"] == "context")
    return found


@pytest.mark.parametrize("name", WEEKS)
def test_any_week_is_fifteen_lines_of_a_phone_at_most(name: str) -> None:
    week = WEEKS[name]

    messages = [
        draw_weekly(week),
        draw_weekly(week, skipped=[WEEK.before], instead=say("lost.instead", channel=f"#{'c' * 79}")),
    ]

    for message in messages:
        assert lines_on_a_phone(message) <= 15
        assert len(message.text) <= 4_000
        assert block_problems(message.blocks, "message") == []
        assert not official.is_here() or official.problems("Message", message.blocks) == []
    assert week.is_quiet == (name in ("none", "quiet"))
    assert (
        not week.needs
        or f"Needs you ({len(week.needs)})" in texts(messages[0].blocks)
        or any(
            re.fullmatch(rf"Needs you \(\d+ of {len(week.needs)}\)", one) for one in texts(messages[0].blocks)
        )
    )


def test_who_is_needed_comes_first_then_what_matters_most_and_the_rest_in_one_line() -> None:
    told = said(draw_weekly(WEEKS["twelve"]))

    assert told == [
        "AI at work · week 48",
        "Needs you (2 of 4)",
        "• Karl: refund-replies has no owner since 23 Nov. 14 are waiting.",
        "Name an owner",
        "• Ruth: offer-drafts: about 8 in 100 wrong got out, not the agreed 2.",
        "See the 34",
        "How it's going",
        "refund-replies · about 1 in 100 wrong got out (0 to 3; 410 checked of 3,600; agreed 2) · "
        "20 h of people's time, most in Support · would we notice? 18 of 20 · 9 not decided in time",
        "And 11 more, 5 not as agreed.",
        "Changed: more wrong ones of meeting-notes get out than in the four weeks before.",
        "All figures, ranges and outputs",
    ]


@pytest.mark.parametrize("name", WEEKS)
def test_what_finds_no_room_is_behind_the_button(name: str) -> None:
    week = WEEKS[name]

    first = draw_figures(week, FiguresAt(str(WEEK)))

    told = "".join(texts(first))
    for need in week.needs[:NEEDS_ON_A_PAGE]:
        assert need_words(need, week).plain() in told
    assert (f"{len(week.needs) - NEEDS_ON_A_PAGE} more that need you" in told) == (
        len(week.needs) > NEEDS_ON_A_PAGE
    )
    assert all(one.plain() in told for one in ending_words(week))
    listed, since = set[str](), ""
    for _ in range(len(week.workflows) // ON_A_PAGE + 1):
        modal = draw_figures(week, FiguresAt(str(WEEK), since=since))
        assert block_problems(modal["blocks"], "modal") == []  # type: ignore[arg-type]  # its blocks
        listed |= {one["value"] for one in pressed(modal, "figures_of")}
        since = next((one["value"] for one in pressed(modal, "figures_from:after")), since)
    assert listed == {each.workflow for each in week.workflows}
    for each in week.workflows[:1]:
        page = draw_figures_of(week, each, {}, FiguresAt(str(WEEK)))
        assert block_problems(page["blocks"], "modal") == []  # type: ignore[arg-type]  # its blocks
        theirs = [need for need in week.needs if need.workflow == each.workflow]
        assert all(need_words(need, week).plain() in "".join(texts(page)) for need in theirs)


def test_each_figure_stands_with_its_outputs_and_with_what_it_does_not_show() -> None:
    wrong = replace(out(376, 34), stopped=3, reported=1, late=2)
    week = replace(REFUNDS, late=9, expired=1, asked=4, signals=replace(GOOD, wrong=wrong))
    pairs = Pairs(both_approve=50, both_reject=5, first_approves=5, people=6)

    modal = draw_figures_of(a_week(week), week, {"agreement": ReviewersAgree(pairs)}, FiguresAt(str(WEEK)))

    seen = pressed(modal, "see_outputs")
    assert [(one["text"]["text"], Wanted.unpacked(one["value"]).behind.kind) for one in seen] == [
        ("See the 34", "wrong"),  # beside what is needed
        ("See the 34", "wrong"),
        ("See the 3", "stopped"),
        ("See it", "reported"),
        ("See the 2", "too_late"),
        ("See them", "cleaned"),
        ("See the 3,600", "handed_in"),
        ("See the 410", "decided"),
        ("See it", "expired"),
        ("See the 3,600", "unchecked"),
        ("See them", "asked"),
        ("See the 9", "late"),
        ("See the 22", "waiting"),
    ]
    assert Wanted.unpacked(seen[0]["value"]).behind.ends_at == WEEK.ends_at(BERLIN)
    told = "".join(texts(modal))
    for signal in (*LEADING, agreement.SIGNAL):
        assert f"Does not show: {plain(f'shows_not.{signal.key}')}" in told
    assert block_problems(modal["blocks"], "modal") == []  # type: ignore[arg-type]  # its blocks


def test_the_outputs_of_a_figure_are_listed_with_what_became_of_them() -> None:
    def one(number: int, **given: object) -> OutputBehind:
        made = OutputBehind(f"out_{number:026d}", None, MONDAY, "released", True, False, False, None)
        return replace(made, **given)  # type: ignore[arg-type]  # its fields

    shown = (
        one(1, title="<!channel> " + "t" * 200, permalink="https://example.slack.com/archives/C1/p1"),
        one(2, state="recalled"),
        one(3, state="rejected", went_out=False, is_blind=True),
        one(4, state="in_review", went_out=False),
    )
    wanted = Wanted(Behind("decided", SLUG, MONDAY, MONDAY + timedelta(days=7)), "C0LEADERS")

    modal = draw_outputs_behind(wanted, PageBehind(shown, True, True), "Europe/Berlin")

    lines = "".join(texts(modal))
    assert "New text from refund-replies · 23 Nov 10:00 CET · gone out, and found wrongRead it" in lines
    assert "23 Nov 10:00 CET · judgedNew text" in lines, "it says nothing of how, and leads nowhere"
    assert "waits for a decision" in lines
    assert [len(pressed(modal, name)) for name in ("open_card", "read_behind", "newer", "older")] == [
        1,
        1,
        1,
        1,
    ]
    carried = Wanted.unpacked(str(modal["private_metadata"]))
    assert (carried.first, carried.last) == (shown[0].place, shown[-1].place)
    assert len(str(modal["private_metadata"])) < 3_000
    assert block_problems(modal["blocks"], "modal") == []  # type: ignore[arg-type]  # its blocks


def test_a_name_that_is_meant_as_markup_is_none() -> None:
    message = draw_weekly(a_week(replace(REFUNDS, late=1), **{user_id("ada"): "<!channel> *Ada*"}))

    assert "<!channel>" not in message.text
    assert "&lt;!channel&gt;" in message.text


def test_the_same_week_is_the_same_message() -> None:
    assert draw_weekly(a_week(REFUNDS)).shown == draw_weekly(a_week(REFUNDS)).shown


def test_the_files_say_the_same_as_the_message() -> None:
    summary = a_week(replace(REFUNDS, past_date=date(2026, 10, 31)))

    files = digest_files(summary, audience="leaders")

    figures, message = json.loads(files["digest.json"]), json.loads(files["message.json"])
    (workflow,) = figures["workflows"]
    assert set(files) == {"digest.json", "figures.csv", "digest.txt", "message.json"}
    assert (figures["audience"], figures["period"]) == ("leaders", "2026-W48")
    assert figures["from"] == "2026-11-22T23:00:00.000Z"
    assert workflow["figures"]["approved"] == {
        "value": 402, "low": 402, "high": 402, "n": 410, "suppressed": False,
    }  # fmt: skip
    assert workflow["figures"]["noticing"]["suppressed"] is True
    assert workflow["counts"]["noticing"] == {"caught": 18, "planted": 20}
    assert all(
        set(figure) == {"value", "low", "high", "n", "suppressed"} for figure in workflow["figures"].values()
    )
    assert [need["sponsor"] for need in figures["needs"]] == [RUTH]
    assert message["blocks"] == draw_weekly(summary).blocks
    assert files["digest.txt"] == weekly_text(summary)
    rows = list(csv.DictReader(io.StringIO(files["figures.csv"])))
    assert tuple(rows[0]) == COLUMNS
    assert {row["signal"] for row in rows} == set(workflow["figures"])
    for row in rows:
        told = workflow["figures"][row["signal"]]
        assert [row[name] or None for name in ("value", "low", "high", "n")] == [
            None if told[name] is None else str(told[name]) for name in ("value", "low", "high", "n")
        ]


def test_no_cell_is_a_formula() -> None:
    mean = ('=HYPERLINK("https://x")', "+1", "-1", "@SUM(A1)", "\t=1", " =1", "a,b", 'a"b', "fine")
    rows = [FigureRow(name, "key", Figure(-0.5, None, None, 3), "share", name, name) for name in mean]

    (_, *read) = csv.reader(io.StringIO(figures_csv(rows)))

    assert [row[0] for row in read] == [*(f"'{name}" for name in mean[:6]), *mean[6:]]
    assert all(row[0] == row[8] == row[9] for row in read)
    assert read[0][2:6] == ["-0.5", "", "", "3"], "a number is one, below nothing as well"


@pytest.mark.parametrize(
    ("minutes", "told"), [(0, "0 min"), (40.4, "40 min"), (60, "1 h"), (90, "1.5 h"), (1_140, "19 h")]
)
def test_a_time_is_told_as_people_say_it(minutes: float, told: str) -> None:
    assert duration(minutes) == told


@pytest.mark.parametrize(
    ("part", "up", "told"),
    [
        (0, False, "0 in 100"),
        (0.0141, False, "1 in 100"),
        (0.0025, False, "3 in 1,000"),
        (0.0487, True, "5 in 100"),
    ],
)
def test_a_share_is_told_in_hundreds(part: float, up: bool, told: str) -> None:
    assert share(part, up=up) == told


@pytest.mark.parametrize(
    ("signed", "told"),
    [(0.02, "2 in 100"), (0.015, "15 in 1,000"), (0.025, "25 in 1,000"), (0.0005, "5 in 10,000")],
)
def test_what_was_signed_is_told_as_it_was_signed(signed: float, told: str) -> None:
    assert line(signed) == told


@pytest.mark.parametrize(
    ("part", "signed", "told"),
    [
        (0.083, 0.02, ("8 in 100", "2")),
        (0.024, 0.02, ("24 in 1,000", "20")),
        (0.031, 0.025, ("31 in 1,000", "25")),
    ],
)
def test_what_is_above_the_line_reads_as_above_it(part: float, signed: float, told: tuple[str, str]) -> None:
    assert above_line(part, signed) == told


def test_of_too_few_no_more_were_wrong_than_were_checked() -> None:
    """Thirty were reviewed and twenty-five stopped, then five of what went out unseen were looked at."""
    seen = [
        LookedAt(1, "good", went_out=True, held=False, count=5, people_first=True),
        LookedAt(1, "wrong", went_out=False, held=False, count=25, people_first=True),
        LookedAt(0.1, "good", went_out=True, held=False, count=4),
        LookedAt(0.1, "wrong", went_out=True, held=False),
    ]
    wrong = wrong_ones_out(seen, gone_out=55, tolerated=0.02, people_first=False)
    week = replace(REFUNDS, signals=replace(GOOD, wrong=wrong))

    assert "too few to say: 1 wrong of 10 checked (55 went out)" in weekly_text(a_week(week))


def test_it_is_said_of_how_many_looks_the_time_is_known_and_what_of_the_rest() -> None:
    estimated, unknown = PeoplesTime(100, 80, 90.0, 1.1), PeoplesTime(8, 5, 4.0)

    def said(*times: PeoplesTime) -> str | None:
        found = measured_words(times)
        return None if found is None else found.plain()

    measured = PeoplesTime(5, 5, 4.0)
    assert said(measured) is None
    assert said(estimated, measured) == "Time was measured for 85 of 105 looks; the rest is estimated."
    assert said(unknown) == "Time was measured for 5 of 8 looks; too few to estimate the rest."
    assert said(estimated, unknown) == (
        "Time was measured for 85 of 108 looks; the rest is estimated where enough was."
    )
    assert time_words(PeoplesTime(8), {}).plain() == "too few measured to say how much of people's time"
