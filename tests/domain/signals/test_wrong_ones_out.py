"""Wrong ones that got out: what those that were looked at say of all that went out."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import stdev

import pytest

from domain.signals.wrong_ones_out import LookedAt, Made, WrongOnesOut, change_of, wrong_ones_out
from domain.trials import Maker
from handlers.cards.signals.leading import version_words


def drawn(chance: float, good: int, wrong: int, *, held: bool = False) -> list[LookedAt]:
    return [
        LookedAt(chance, "good", went_out=True, held=held, count=good),
        LookedAt(chance, "wrong", went_out=not held, held=held, count=wrong),
    ]


def told(*looked_at: LookedAt, gone_out: int = 1_000, tolerated: float | None = 0.02) -> WrongOnesOut:
    return wrong_ones_out(looked_at, gone_out=gone_out, tolerated=tolerated, people_first=False)


def test_each_counts_for_as_many_as_it_stands_for() -> None:
    found = told(*drawn(0.1, good=88, wrong=2), *drawn(1.0, good=80, wrong=20))

    figure = found.figure
    assert found.rate is not None
    assert found.rate.rate == pytest.approx(0.04)
    assert (figure.low, figure.high) == pytest.approx((0.0196, 0.0800), abs=5e-5)
    assert (figure.n, found.wrong) == (190, 22)
    assert figure.value is None, "an interval from half of it to twice as much is no share"


def test_of_enough_it_is_a_share() -> None:
    figure = told(*drawn(0.1, good=405, wrong=5)).figure

    assert (figure.value, figure.n, figure.suppressed) == (pytest.approx(5 / 410), 410, False)


def test_what_was_held_and_found_wrong_stands_for_those_that_were_not_drawn() -> None:
    found = told(*drawn(0.1, good=95, wrong=5, held=True))

    # 5 of 100 drawn were stopped: of 1,000 about 45 wrong ones went out, of about 995.
    assert found.rate is not None
    assert found.rate.rate == pytest.approx(45 / 995)
    assert (found.wrong, found.stopped) == (0, 5)


def test_what_people_stopped_did_not_get_out() -> None:
    found = told(*drawn(1.0, good=40, wrong=0), LookedAt(1.0, "wrong", went_out=False, held=False, count=9))

    assert (found.wrong, found.stopped, found.looked_at) == (0, 9, 40)
    assert found.rate is not None
    assert found.rate.rate == 0


def test_what_went_out_corrected_went_out_right_and_stands_for_what_nobody_corrected() -> None:
    reviewed = LookedAt(1.0, "wrong", went_out=True, held=False, count=5, people_first=True, corrected=True)
    held = LookedAt(0.1, "wrong", went_out=True, held=True, count=5, corrected=True)

    by_people = told(replace(reviewed, verdict="good", corrected=False, count=95), reviewed)
    drawn_ones = told(*drawn(0.1, good=95, wrong=0, held=True), held)

    assert by_people.rate is not None
    assert (by_people.wrong, by_people.stopped, by_people.rate.rate) == (0, 5, 0)
    # Of 1,000 all went out: 5 corrected, and about 45 that nobody looked at wrong.
    assert drawn_ones.rate is not None
    assert drawn_ones.rate.rate == pytest.approx(45 / 1_000)
    assert (drawn_ones.wrong, drawn_ones.stopped) == (0, 5)


def made(version: str, day: int, last: int, *, model: str = "gpt") -> Made:
    first_at = datetime(2026, 11, 1, tzinfo=UTC)
    return Made(Maker(model, version), first_at + timedelta(days=day), first_at + timedelta(days=last))


def by(made_by: Made, good: int, wrong: int, chance: float = 0.1) -> list[LookedAt]:
    return [replace(one, made=made_by) for one in drawn(chance, good, wrong)]


def test_each_version_is_told_by_itself_under_the_same_rules_the_newest_first() -> None:
    old, new = by(made("5", 0, 11), good=22, wrong=3), by(made("6", 11, 20), good=380, wrong=5)
    late = replace(new[0], verdict="late", made=made("7", 21, 22))

    found = told(*old, *new, late)

    newest, before = found.rows
    alone = told(*new).figure
    assert (newest["model_version"], newest["prompt_version"], newest["since"]) == (
        "6",
        None,
        "2026-11-12T00:00:00.000Z",
    )
    assert (newest["looked_at"], newest["wrong"], newest["value"]) == (385, 5, alone.value)
    assert (newest["low"], newest["high"]) == (alone.low, alone.high)
    assert (before["looked_at"], before["wrong"], before["value"]) == (25, 3, None)
    assert found.figure == told(*drawn(0.1, 22, 3), *drawn(0.1, 380, 5)).figure, "the whole stays the whole"


def test_what_does_not_say_what_it_is_has_a_row_and_is_no_version() -> None:
    found = told(*by(made("6", 3, 9), 40, 1), *by(made("", 0, 9, model=""), 30, 0))

    assert [row["model"] for row in found.rows] == ["gpt", None]
    assert [one.made.maker.model for one in found.versions] == ["gpt"]


def test_versions_side_by_side_are_not_called_one_after_the_other() -> None:
    both = told(*by(made("5", 0, 20), 36, 4), *by(made("6", 11, 20), 90, 0), *by(made("4", -5, 1), 9, 1))

    said = version_words(both, "Europe/Berlin")
    assert said is not None
    assert said.plain() == (
        "3 versions are behind this: since 12 November 2026 none wrong of 90 checked, so at most 4 in 100; "
        "beside it 4 wrong of 40 checked; and 1 more."
    )
    assert version_words(told(*by(made("5", 0, 20), 40, 4)), "UTC") is None


def test_of_none_wrong_it_says_how_many_there_may_be_at_most() -> None:
    figure = told(*drawn(1.0, good=60, wrong=0)).figure

    assert (figure.value, figure.low, figure.suppressed) == (None, 0.0, True)
    assert figure.high == pytest.approx(1 - 0.05 ** (1 / 60))


@pytest.mark.parametrize(("good", "wrong"), [(22, 3), (37, 3), (57, 3)])
def test_of_too_few_there_is_no_share(good: int, wrong: int) -> None:
    found = told(*drawn(1.0, good=good, wrong=wrong))

    assert (found.figure.value, found.figure.suppressed) == (None, True)
    assert (found.wrong, found.looked_at) == (wrong, good + wrong)


def test_nothing_looked_at_says_nothing() -> None:
    assert told(gone_out=12).figure.suppressed
    assert not told(gone_out=12).is_above


def test_what_nobody_judged_in_time_is_kept_apart() -> None:
    late = LookedAt(1.0, "late", went_out=False, held=False, count=4)

    found = told(*drawn(1.0, good=60, wrong=0), late)

    assert (found.late, found.wrong, found.looked_at) == (4, 0, 60)


def test_above_the_line_is_what_chance_does_not_explain() -> None:
    few, many = told(*drawn(1.0, good=97, wrong=3)), told(*drawn(1.0, good=80, wrong=20))

    assert (few.may_be_above, few.is_above) == (True, False)
    assert (many.may_be_above, many.is_above) == (True, True)
    assert not told(*drawn(1.0, good=80, wrong=20), tolerated=None).is_above


def test_what_people_let_out_first_makes_the_rest_no_surer() -> None:
    """Of 1,200 that went out, 200 did unseen, 5 in 100 of them wrong, and a tenth of those is looked at."""
    chance = random.Random(5)
    first = LookedAt(1.0, "good", went_out=True, held=False, count=1_000, people_first=True)
    runs, held_truth, mixed_held_truth, estimates = 600, 0, 0, []
    for _ in range(runs):
        wrong = [chance.random() < 0.05 for _ in range(200)]
        seen = [
            LookedAt(0.1, "wrong" if one else "good", went_out=True, held=False)
            for one in wrong
            if chance.random() < 0.1
        ]
        truth = sum(wrong) / 1_200
        found, mixed = told(first, *seen), told(replace(first, people_first=False), *seen)
        assert found.rate is not None
        assert mixed.rate is not None
        held_truth += found.rate.low <= truth <= found.rate.high
        mixed_held_truth += mixed.rate.low <= truth <= mixed.rate.high
        estimates.append(found.rate.rate - truth)

    assert not told(first, *drawn(0.1, good=29, wrong=0)).may_be_told
    assert held_truth / runs >= 0.94
    assert mixed_held_truth / runs < 0.85
    assert abs(sum(estimates) / runs) < 3 * stdev(estimates) / runs**0.5


def test_where_people_decide_each_first_what_was_reported_is_counted_and_no_share() -> None:
    first = LookedAt(1.0, "good", went_out=True, held=False, count=995, people_first=True)
    some, many = (replace(first, verdict="wrong", count=count) for count in (5, 90))

    few = wrong_ones_out([first, some], gone_out=1_000, tolerated=0.02, people_first=True)
    more = wrong_ones_out([first, many], gone_out=1_085, tolerated=0.02, people_first=True)

    assert (few.figure.value, few.figure.low, few.figure.high, few.figure.n) == (None, None, None, 1_000)
    assert (few.wrong, few.is_above, few.may_be_above) == (5, False, False)
    assert more.is_above, "as many as that were reported at least"
    audited = told(*drawn(0.1, good=380, wrong=20))
    assert change_of(audited, audited) is not None
    assert change_of(audited, few) is None, "what was reported is no measure of what got out"


def test_what_was_reported_of_those_counts_as_it_is() -> None:
    first = LookedAt(1.0, "good", went_out=True, held=False, count=395, people_first=True)
    reported = replace(first, verdict="wrong", count=5)

    alone, beside = told(first, reported), told(first, reported, *drawn(0.5, good=50, wrong=0))

    assert alone.rate is not None
    assert alone.rate.rate == pytest.approx(5 / 400)
    assert beside.rate is not None
    assert beside.rate.rate == beside.rate.low == pytest.approx(5 / 500)
    assert beside.rate.high == pytest.approx((5 + 100 * (1 - 0.05 ** (1 / 50))) / 500)
    assert (beside.looked_at, beside.wrong) == (450, 5)
