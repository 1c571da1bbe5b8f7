"""Use is told of five people or more, as a share from thirty answers on, and never by subtraction."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from domain.signals.use import Corrections, InUse, Said, Use, Uses, in_use
from domain.statistics.intervals import wilson
from handlers.cards.signals.use import words


def said(team: str | None, people: range, *uses: Use) -> list[Said]:
    """Return what each of these people said."""
    return [Said(f"{team}-{one}", team, use) for one in people for use in uses]


def test_what_is_not_known_is_no_answer() -> None:
    answers = said("sales", range(20), "used", "edited", "no_use")

    told = in_use(200, answers).reading

    assert (told.figure.n, told.figure.value, told.figure.suppressed) == (60, pytest.approx(2 / 3), False)
    assert (told.figure.low, told.figure.high) == wilson(40, 60)
    assert (told.counts["unknown"], told.counts["unknown_share"]) == (140, 0.7)
    assert (told.counts["edited_share"], told.counts["bypass"]) == (0.5, None)


def test_of_few_answers_there_are_counts_and_of_few_people_not_even_these() -> None:
    few = in_use(30, said("sales", range(5), "used", "no_use")).reading
    of_four = in_use(300, said("sales", range(4), *["used"] * 20)).reading

    assert (few.figure.value, few.figure.suppressed, few.counts["used"]) == (None, True, 5)
    assert (of_four.figure.n, of_four.figure.low) == (0, None)
    assert {name for name, count in of_four.counts.items() if count is not None} == {
        "asked",
        "unasked_used",
        "unasked_edited",
        "unasked_no_use",
    }


def test_what_is_said_unasked_stands_apart() -> None:
    found = replace(in_use(10, said("sales", range(5), "no_use")), unasked=Uses(used=900))

    assert found.reading.figure.n == 5
    assert found.reading.counts["unasked_used"] == 900


def test_a_team_of_few_is_told_with_others_and_never_left_over() -> None:
    sales, support, legal = (
        said("sales", range(9), "used"),
        said("support", range(6), "used"),
        said("legal", range(2), "no_use"),
    )

    found = in_use(100, [*sales, *support, *legal])

    assert list(found.teams) == ["sales", None], "support is told with legal, which would be left over"
    assert found.teams[None] == Uses(used=6, no_use=2)
    assert in_use(100, [*sales, *legal]).teams == {}


@pytest.mark.parametrize("seed", range(50))
def test_no_row_and_no_rest_tells_of_fewer_than_five_people(seed: int) -> None:
    chance = random.Random(seed)
    answers = [
        Said(str(chance.randrange(30)), chance.choice(["a", "b", "c", "d", None]), "used")
        for _ in range(chance.randrange(80))
    ]

    found = in_use(100, answers)

    named = [team for team in found.teams if team is not None]
    groups = [{one.person for one in answers if one.team == team} for team in named]
    rest = {one.person for one in answers if one.team not in named}
    if named:
        assert all(len(group) >= 5 for group in groups)
        assert len(rest) == 0 or len(rest) >= 5
        assert sum(one.n for one in found.teams.values()) == len(answers)


def test_a_team_of_which_few_answered_lately_is_not_told_by_what_is_new() -> None:
    first = [Said(f"s{n}", "sales", "used", 0) for n in range(6)] + [
        Said(f"l{n}", "legal", "used", 0) for n in range(6)
    ]
    then = [Said(f"s{n}", "sales", "used", 1) for n in range(5)]

    assert set(in_use(20, first).teams) == {"sales", "legal"}
    assert set(in_use(20, [*first, *then]).teams) == {"sales", "legal"}
    one_more = [*first, *then, Said("l0", "legal", "no_use", 1)]
    assert in_use(20, one_more).teams == {}, "beside five of Sales it is one of Legal"
    both_few = [*first, *then[:3], *(Said(f"l{n}", "legal", "used", 1) for n in range(3))]
    assert in_use(20, both_few).teams == {}


def told(corrections: Corrections) -> list[str]:
    return [line.plain() for line in words(InUse(corrections=corrections))]


def test_how_much_reviewers_changed_is_the_median_of_thirty_with_its_range() -> None:
    # From 1 to 30 in 100: the middle lies between the 15th and the 16th, the range from the 10th to the 21st.
    found = Corrections(5, [part / 100 for part in range(30, 0, -1)])

    counts = InUse(corrections=found).reading.counts

    assert counts["corrected"] == 30
    assert (counts["correction"], counts["correction_low"], counts["correction_high"]) == (
        pytest.approx(0.155),
        0.1,
        0.21,
    )
    assert told(found) == [
        "In up to twelve weeks reviewers corrected 30 that went out: in the middle they changed 16 in 100 characters "
        "of a text (10 to 21)."
    ]


def test_how_much_few_reviewers_or_few_texts_were_changed_is_not_told() -> None:
    few, of_four = Corrections(5, [0.5] * 29), Corrections(4, [0.5] * 200)

    assert told(few) == [
        "In up to twelve weeks reviewers corrected 29 that went out: too few to tell how much they changed."
    ]
    assert told(of_four) == []
    assert [InUse(corrections=one).reading.counts["correction"] for one in (few, of_four)] == [None, None]
    assert [InUse(corrections=one).reading.counts["corrected"] for one in (few, of_four)] == [29, None]
