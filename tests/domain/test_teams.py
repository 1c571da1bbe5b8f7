"""A team of fewer than five is told with others, and is not what is left over when the rest is told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.teams import as_one, told_by_name


def test_a_small_team_is_told_with_the_smallest_other() -> None:
    sizes = {"legal": 3, "sales": 12, "support": 6}

    assert told_by_name(sizes, sizes) == {"sales"}
    assert told_by_name(["sales", "support"], sizes) == {"sales", "support"}
    assert told_by_name(["sales", ""], sizes) == {"sales"}, "nobody in particular is no team"
    assert told_by_name(["sales", "unheard of"], sizes) == set()


def test_a_team_is_one_however_its_name_is_written() -> None:
    assert as_one(" Legal ") == as_one("legal")
    assert as_one(None) == ""


@given(sizes=st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 12)))
def test_whoever_is_not_named_is_one_of_five_or_more_or_nobody_is_named(sizes: dict[str, int]) -> None:
    named = told_by_name(sizes, sizes)

    others = [size for team, size in sizes.items() if team not in named]
    assert all(sizes[team] >= 5 for team in named)
    assert not named or not others or sum(others) >= 5
