"""How much of a text was changed, worked out by hand, and what holds of any two texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.statistics.editing import share_changed

few_letters = st.text("abcÄ🙂", max_size=12)


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ("kitten", "sitting", 3 / 7),  # two replaced, one put in
        ("Dear Mr Weber, we refund 49 EUR.", "Dear Mr Weber, we refund 94 EUR.", 2 / 32),
        ("We refund 94 EUR.", "We gladly refund 94 EUR.", 7 / 24),
        ("We gladly refund 94 EUR.", "We refund 94 EUR.", 7 / 24),
        ("Viele Grüße", "Viele Grüsse", 2 / 12),  # characters, not bytes
        ("Thank you 🙂", "Thank you", 2 / 11),
        ("abc", "xyz", 1),
        ("", "abc", 1),
        ("", "", 0),
    ],
)
def test_it_is_the_fewest_characters_over_the_longer_text(before: str, after: str, changed: float) -> None:
    assert share_changed(before, after) == pytest.approx(changed)


@given(few_letters, few_letters)
def test_it_is_what_the_definition_says(before: str, after: str) -> None:
    assert share_changed(before, after) == pytest.approx(
        _distance(before, after) / max(len(before), len(after), 1)
    )


@given(st.text(), st.text())
def test_nothing_changed_is_none_and_it_is_the_same_either_way_round(before: str, after: str) -> None:
    changed = share_changed(before, after)

    assert (changed == 0) == (before == after)
    assert 0 <= changed <= 1
    assert changed == share_changed(after, before)


@given(st.text("abc", min_size=1), st.text("xyz", min_size=1))
def test_where_nothing_is_in_common_all_is_changed(before: str, after: str) -> None:
    assert share_changed(before, after) == 1


def _distance(before: str, after: str) -> int:
    """The recurrence of Wagner and Fischer, as it stands in any book."""
    row = list(range(len(after) + 1))
    for here, letter in enumerate(before, 1):
        above, row[0] = row[0], here
        for there, other in enumerate(after, 1):
            above, row[there] = row[there], min(row[there] + 1, row[there - 1] + 1, above + (letter != other))
    return row[-1]
