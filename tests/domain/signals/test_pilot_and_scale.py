"""Whether it does worse than in its first weeks, or other things come in; until enough is seen, it is a pilot."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.signals.pilot_and_scale import Looked, PilotAndScale, Weeks
from handlers.cards.signals.pilot_and_scale import words


def weeks(chance: float = 1.0, **segments: tuple[int, int]) -> Weeks:
    """So many (wrong, handed in) of each segment, of which as many are looked at as `chance` says."""
    looked = [
        one
        for segment, (wrong, n) in segments.items()
        for one in (
            Looked(segment, is_wrong=True, chance=chance, count=round(wrong * chance)),
            Looked(segment, is_wrong=False, chance=chance, count=round((n - wrong) * chance)),
        )
    ]
    return Weeks({segment: n for segment, (_, n) in segments.items()}, tuple(looked))


PILOT = weeks(simple=(9, 900), hard=(6, 100))


def said(found: PilotAndScale) -> list[str]:
    return [line.plain() for line in words(found)]


def test_it_did_not_get_worse_the_questions_changed() -> None:
    found = PilotAndScale(PILOT, weeks(simple=(25, 2500), hard=(150, 2500)), weeks=20, by_few=False)

    told = found.reading
    assert (told.figure.value, told.counts["mix"]) == (pytest.approx(0, abs=1e-12), pytest.approx(0.02))
    assert told.counts["difference"] == pytest.approx(0.02)
    assert [(row["segment"], row["share_before"], row["share_now"]) for row in told.rows] == [
        ("hard", 0.1, 0.5),
        ("simple", 0.9, 0.5),
    ]
    assert said(found) == [
        "Since the first four weeks harder things come in: by that alone about 2 in 100 more are wrong (1 to 3)."
    ]


def test_what_got_worse_and_what_was_never_tried_are_said() -> None:
    scale = weeks(0.5, simple=(250, 2500), hard=(400, 2500), foreign=(0, 1000))

    found = PilotAndScale(PILOT, scale, weeks=20, by_few=False)

    worse, new = said(found)
    assert worse.startswith("At the same things it does worse than in the first four weeks: about ")
    assert new == "About 17 in 100 of what comes in are of kinds that the first four weeks never saw."
    assert found.reading.counts["never_piloted"] == pytest.approx(1 / 6)


def test_segments_of_which_little_was_looked_at_are_one() -> None:
    pilot = weeks(simple=(9, 900), rare=(1, 20), odd=(1, 15))
    scale = weeks(simple=(25, 2500), rare=(2, 29), odd=(2, 500))

    found = PilotAndScale(pilot, scale, weeks=20, by_few=False).comparison

    assert found is not None
    assert [one.segment for one in found.segments] == ["simple", "other"]
    assert found.left_out == 0


@pytest.mark.parametrize(
    ("given", "reviewers", "segments"),
    [(3.9, 3, {}), (20, 2, {}), (20, 3, {"hard": (0, 20), "simple": (0, 80)})],
)
def test_until_enough_is_seen_it_is_a_pilot(
    given: float, reviewers: int, segments: dict[str, tuple[int, int]]
) -> None:
    pilot = weeks(**segments) if segments else PILOT
    found = PilotAndScale(pilot, Weeks() if segments else PILOT, given, by_few=reviewers < 3)

    assert (found.is_pilot, found.reading.figure.value) == (True, None)
    assert said(found) == ["Still a pilot: too little is seen so far to say how it goes at scale."]


def test_where_nothing_came_in_nothing_is_said() -> None:
    assert said(PilotAndScale()) == []
    assert PilotAndScale().reading.figure.suppressed


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_both_parts_are_the_whole_difference_and_no_share_is_of_few(seed: int) -> None:
    chance = random.Random(seed)
    pilot, scale = (
        weeks(
            chance.choice([0.2, 1.0]),
            **{name: (chance.randint(0, 20), chance.randint(20, 400)) for name in chance.sample("abcdef", 4)},
        )
        for _ in range(2)
    )

    found = PilotAndScale(pilot, scale, 20, 3)

    told, compared = found.reading, found.comparison
    if compared is not None:
        before, now = (
            sum(share * rate.rate for share, rate in some)
            for some in (
                [(one.share_before, one.before) for one in compared.segments],
                [(one.share_now, one.now) for one in compared.segments],
            )
        )
        assert told.counts["difference"] == pytest.approx(now - before)
        assert all(min(one.before.n_eff, one.now.n_eff) >= 30 for one in compared.segments)
    assert told.figure.value is None or told.figure.n >= 30
    new = list(found.never_piloted.values())
    assert all(one >= other for one, other in pairwise(new))
    assert sum(new) <= 1 + 1e-9
