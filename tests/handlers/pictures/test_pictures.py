"""What a leader sees on a picture is what the message says: no share of too few, no small team, nobody ranked."""

from __future__ import annotations

import struct
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace

import pytest

from domain.load_weeks import LoadWeek
from domain.signals.cleanup import CleanUp
from domain.signals.peoples_time import PeoplesTime
from domain.signals.signal import Figure, Reading
from domain.weekly import WeeklySummary, WorkflowWeek
from domain.weeks import Week
from handlers.pictures.cleanup import cleanup
from handlers.pictures.drawing import NotDrawn, drawn
from handlers.pictures.errors_out import errors_out
from handlers.pictures.hours import hours
from handlers.pictures.load import load
from handlers.pictures.picture import ALT_ROOM, ROWS, THEMES, Bars, Picture, Ranges, Weeks
from handlers.pictures.trust import trust
from tests.handlers.cards.test_digest import GOOD, REFUNDS, WEEK, a_week, out

LONGEST = "w" * 64


def png_size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n")
    wide, high = struct.unpack(">II", png[16:24])
    return wide, high


def workflows(count: int, good: int = 400, wrong: int = 4) -> list[WorkflowWeek]:
    signals = replace(GOOD, wrong=out(good, wrong))
    return [replace(REFUNDS, workflow=f"{number:03d}-{LONGEST}", signals=signals) for number in range(count)]


def spent(checked_by: str, checking: float, **cleaning: int) -> WorkflowWeek:
    time = PeoplesTime(410, 212, checking / 2, checking / 2 / 198, cleaning, checked_by)
    return replace(REFUNDS, signals=replace(GOOD, time=time))


def of_sizes(summary: WeeklySummary, **sizes: int) -> WeeklySummary:
    return replace(summary, sizes=sizes)


def bars(picture: Picture | None) -> Mapping[str, tuple[float, ...]]:
    assert picture is not None
    assert isinstance(picture.chart, Bars)
    return {row.label: row.parts for row in picture.chart.rows}


def test_wrong_ones_stand_against_what_was_signed_and_only_where_there_are_enough() -> None:
    above = replace(REFUNDS, workflow="contract-summaries", signals=replace(GOOD, wrong=out(376, 34)))
    few = replace(REFUNDS, workflow="faq-bot", signals=replace(GOOD, wrong=out(22, 3)))
    first = replace(REFUNDS, workflow="job-adverts", signals=replace(GOOD, wrong=out(97, 3, chance=1)))

    picture = errors_out(a_week(REFUNDS, above, few, first))

    assert picture is not None
    assert isinstance(picture.chart, Ranges)
    shown = {row.label: (row.said, row.line, row.marks[0].series) for row in picture.chart.rows}
    assert shown == {
        "contract-summaries": ("about 8 in 100", 0.02, 1),
        "refund-replies": ("about 1 in 100", 0.02, 0),
    }
    assert picture.notes == ("Too few to say: faq-bot.", "A person decides first, so no share: job-adverts.")
    assert picture.alt == (
        "Wrong ones that got out, week 48. "
        "contract-summaries: about 8 in 100 (5 to 12), above the 2 in 100 that was signed. "
        "refund-replies: about 1 in 100 (0 to 3), signed 2 in 100. "
        "Too few to say: faq-bot. A person decides first, so no share: job-adverts."
    )


def test_what_is_above_the_line_has_a_place_however_many_there_are() -> None:
    above = replace(REFUNDS, workflow="zzz", signals=replace(GOOD, wrong=out(376, 34, gone_out=410)))

    picture = errors_out(a_week(*workflows(200), above))

    assert picture is not None
    assert isinstance(picture.chart, Ranges)
    assert len(picture.chart.rows) == ROWS
    labels = [row.label for row in picture.chart.rows]
    assert labels[-1] == "zzz"
    assert labels == sorted(labels), "by name: nobody is ranked"
    assert picture.notes == ("And 195 more.",)


@pytest.mark.parametrize(
    "cleaning",
    [{"two": 600}, {"two": 600, "unknown": 60}, {"legal": 120, "sales": 60, "two": 600, "unknown": 60}],
)
def test_a_small_team_is_not_to_be_read_from_the_hours_and_not_by_subtraction(
    cleaning: dict[str, int],
) -> None:
    summary = of_sizes(a_week(spent("support", 60, **cleaning)), support=9, legal=12, sales=5, two=2)

    shown = bars(hours(summary)) if len(cleaning) > 2 else {}

    if shown:
        assert set(shown) == {"Legal", "Support", "Others"}, "Sales, the smallest, is told with them"
        assert shown["Others"] == pytest.approx((0, 12))
    else:
        assert hours(summary) is None, "nobody may be named: with Support gone there is nobody left"


def test_beside_the_pages_of_the_workflows_the_hours_tell_of_no_small_team() -> None:
    with_a_small_one = spent("support", 0, two=60, legal=120)
    among_large_ones = spent("support", 60, legal=240, sales=60)
    summary = of_sizes(a_week(with_a_small_one, among_large_ones), support=9, legal=6, sales=5, two=2)

    shown = bars(hours(summary))

    assert shown["Legal"] == pytest.approx((0, 4)), (
        "its 2 h are told with the small team's on the page of the first"
    )
    assert shown["Others"] == pytest.approx((0, 4))


def test_hours_are_by_team_and_part_by_name_and_say_how_much_was_measured() -> None:
    summary = a_week(spent("support", 19 * 60, legal=35 * 60), spent("legal", 300))

    picture = hours(summary)

    assert picture is not None
    assert bars(picture) == {"Legal": pytest.approx((5, 35)), "Support": pytest.approx((19, 0))}
    assert picture.notes == ("Time was measured for 424 of 820 looks; the rest is estimated.",)
    assert "Legal: checking 5 h, cleaning up 35 h." in picture.alt


def test_many_teams_are_six_rows_and_nothing_is_lost() -> None:
    teams = {f"team {number:02d}": 5 + number for number in range(20)}
    summary = of_sizes(a_week(*(spent(team, 60) for team in teams)), **teams)

    shown = bars(hours(summary))

    assert len(shown) == ROWS
    assert sum(sum(parts) for parts in shown.values()) == pytest.approx(20)


def test_the_load_begins_with_the_first_week_in_which_there_was_any() -> None:
    weeks, week = [], WEEK
    for came, open_ in ((0, 0), (0, 0), (1_200, 40), (3, 1)):
        weeks.append(LoadWeek(week, came, open_))
        week = week.after

    picture = load(weeks)

    assert picture is not None
    assert isinstance(picture.chart, Weeks)
    assert (picture.chart.columns, picture.chart.line) == ((1_200, 3), (40, 1))
    assert picture.alt.endswith(
        "Week 50: 1,200 came in, 40 waiting as it ended. Week 51: 3 came in, 1 waiting as it ended."
    )
    assert load(weeks[:3]) is None, "one week alone is no history"


def test_who_cleans_up_after_whom_is_what_the_signal_tells_of_all_workflows_together() -> None:
    sizes = {"sales": 9, "legal": 12, "two": 2}
    one = CleanUp({("sales", "legal"): 120, ("sales", "two"): 30, ("legal", "legal"): 600}, 3, sizes=sizes)
    other = CleanUp({("sales", "legal"): 60}, 1, sizes=sizes)

    shown = bars(cleanup(WEEK, [one.reading, other.reading]))

    assert all("Two" not in label for label in shown)
    assert "Legal, after Legal" not in shown
    assert sum(sum(parts) for parts in shown.values()) * 60 <= 120 + 60 + 30
    assert cleanup(WEEK, [CleanUp({("legal", "legal"): 60}, 1, sizes=sizes).reading]) is None


def trusted(stated: float | None, right: float | None = 0.96) -> Reading:
    ends = {"right": right, "right_low": right and right - 0.03, "right_high": right and right + 0.02}
    return Reading(Figure(5.0, None, None, 9), {"right_of_100": stated, **ends})


def test_what_people_think_stands_against_what_was_measured_where_both_may_be_told() -> None:
    picture = trust({"refund-replies": trusted(90), "faq": trusted(None), "x": trusted(80, None)})

    assert picture is not None
    assert isinstance(picture.chart, Ranges)
    (row,) = picture.chart.rows
    assert (row.label, row.said) == ("refund-replies", "they think 90, measured 96")
    assert picture.chart.begins_at == 0.9
    assert picture.alt == (
        "Trusted as much as it earns? refund-replies: in the last round of four weeks people thought 90 of 100 are "
        "right, measured 96 (93 to 98)."
    )
    assert trust({"faq": trusted(None)}) is None


def test_where_there_is_nothing_to_show_there_is_no_picture() -> None:
    nothing = a_week()

    assert [errors_out(nothing), hours(nothing), load([]), trust({}), cleanup(WEEK, [])] == [None] * 5


@pytest.mark.parametrize("count", [1, 12, 200])
async def test_a_picture_fits_a_phone_whatever_is_on_it(count: int) -> None:
    hostile = "$\\frac{1}{0}$ <!channel> \u202e 漢字 " + LONGEST
    teams = {"support": 9, "legal": 9} | {f"{hostile} {number}": 9 for number in range(count)}
    summary = of_sizes(
        a_week(*workflows(count), *(spent(team, 60.0 + at) for at, team in enumerate(teams))), **teams
    )
    pairs = {(f"{hostile} {at}", f"{hostile} {at + 1}"): 60.0 for at in range(count)}
    sizes = {team: 9 for pair in pairs for team in pair}
    weeks = [LoadWeek(Week.named("2026-W40"), 1_234_567, 98_765)] * 8
    found = [
        errors_out(summary),
        load(weeks),
        hours(summary),
        cleanup(WEEK, [CleanUp(pairs, 3, sizes=sizes).reading]),
    ]
    found.append(
        trust(
            {f"{number:03d}-{LONGEST}": trusted(number % 100, 1.0 - number / 400) for number in range(count)}
        )
    )
    pictures = [one for one in found if one is not None]

    assert len(pictures) == 5
    assert all(len(one.alt) <= ALT_ROOM for one in pictures)
    for theme in THEMES[: 1 if count != 12 else 2]:
        for one in await drawn(pictures, theme):
            wide, high = png_size(one.png)
            assert (wide, 300 < high < 1_500) == (1_200, True), (one.picture.name, high)
            assert len(one.png) < 400_000
    assert "matplotlib" not in sys.modules, "it is drawn elsewhere"


async def test_what_cannot_be_drawn_says_why_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = load([LoadWeek(WEEK, 1, 1), LoadWeek(WEEK.after, 2, 1)])
    assert picture is not None
    monkeypatch.setattr(sys, "executable", "/bin/false")

    with pytest.raises(NotDrawn):
        await drawn([picture])


def test_the_bot_starts_without_what_draws() -> None:
    program = "import sys, bot.app, handlers.outbox.effects, bot.commands.digest; print('matplotlib' in sys.modules)"

    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "False"
