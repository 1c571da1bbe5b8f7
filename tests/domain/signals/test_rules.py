"""What holds of every signal, whatever the data: no share of too few, and nothing of fewer than five people, also not
by taking one figure from another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from domain.probes import SHOWN_FROM, Noticed
from domain.second_looks import Pairs
from domain.signals.agreement import ReviewersAgree
from domain.signals.change import WrongOnesChanged
from domain.signals.noticing import noticing
from domain.signals.peoples_time import PeoplesTime
from domain.signals.signal import Figure
from domain.signals.wrong_ones_out import LookedAt, WrongOnesOut, wrong_ones_out
from domain.statistics.changing import clear_changes
from handlers.cards.signals.change import words as change_words
from handlers.cards.signals.leading import cleaning_words, wrong_words

ENOUGH = 30
LOOKED_AT = st.builds(
    LookedAt,
    st.sampled_from([0.01, 0.1, 0.5, 1.0]),
    st.sampled_from(["good", "wrong", "late"]),
    st.booleans(),
    st.booleans(),
    st.integers(1, 60),
    st.booleans(),
    st.booleans(),
)
WEEKS = st.builds(
    lambda looked, first: wrong_ones_out(looked, gone_out=10_000, tolerated=0.02, people_first=first),
    st.lists(LOOKED_AT, max_size=8),
    st.booleans(),
)
A_SHARE = re.compile(r"about \d+ in 1")


@given(WEEKS)
def test_wrong_ones_that_got_out_are_a_share_only_of_enough(week: WrongOnesOut) -> None:
    figure = week.figure

    told = [line.plain() for line in wrong_words(week)]
    if week.rest is None or week.rest.n_eff < ENOUGH or figure.n < ENOUGH:
        assert figure.value is None
    assert (figure.value is None) == figure.suppressed
    if figure.value is None:
        assert not any(A_SHARE.search(line) for line in told)


@given(WEEKS, WEEKS)
def test_a_change_is_told_only_where_both_are_shares_of_enough(
    now: WrongOnesOut, before: WrongOnesOut
) -> None:
    changed = WrongOnesChanged(now, before)

    told = [line.plain() for line in change_words(changed)]
    if any(one.rate is None or one.rate.n_eff < ENOUGH or one.people_first for one in (now, before)):
        assert (changed.reading.figure.value, told) == (None, [])
    change = changed.change
    if change is not None and change.low <= 0 <= change.high:
        assert clear_changes([change]) == [False]


COUNTS = st.integers(0, 60)


@given(st.builds(Pairs, COUNTS, COUNTS, COUNTS, COUNTS, st.integers(0, 9)))
def test_of_fewer_than_five_people_nobody_learns_how_they_agree(pairs: Pairs) -> None:
    told = ReviewersAgree(pairs).reading

    if pairs.people < SHOWN_FROM or not pairs.n:
        assert nothing_but_how_many(told.figure)
        assert not told.counts
    assert told.figure.value is None or told.figure.n >= ENOUGH


@given(COUNTS.flatmap(lambda n: st.builds(Noticed, st.integers(0, n), st.just(n), st.integers(0, 9))))
def test_of_fewer_than_five_people_nobody_learns_what_they_catch(noticed: Noticed) -> None:
    figure = noticing(noticed)

    if noticed.people < SHOWN_FROM:
        assert nothing_but_how_many(figure)
        assert figure.n == 0
    assert figure.value is None or figure.n >= ENOUGH


TEAMS = st.dictionaries(st.sampled_from(["legal", "sales", "support", "audit"]), st.integers(1, 500))


@given(TEAMS, st.dictionaries(st.sampled_from(["legal", "sales", "support", "audit"]), st.integers(1, 12)))
def test_a_team_of_fewer_than_five_is_not_what_is_left_over(
    minutes: Mapping[str, int], sizes: Mapping[str, int]
) -> None:
    said = cleaning_words(PeoplesTime(cleaning=minutes), sizes)

    named = {team for team in minutes if said is not None and team.capitalize() in said.plain()}
    left = minutes.keys() - named
    assert all(sizes.get(team, 0) >= SHOWN_FROM for team in named)
    assert not named or not left or sum(sizes.get(team, 0) for team in left) >= SHOWN_FROM


def nothing_but_how_many(figure: Figure) -> bool:
    return (figure.value, figure.low, figure.high, figure.suppressed) == (None, None, None, True)
