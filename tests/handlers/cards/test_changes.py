"""What changed in a text is found quickly, whatever its length, and marked where that helps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.cards.changes import changes, marked

TEXT = st.lists(
    st.sampled_from(["We", "refund", "40.00", " ", "\n", "euros", ",", "today"]), max_size=60
).map("".join)
LONG = "".join(f"Line {number} of a long letter that says what was agreed upon.\n" for number in range(600))


def test_changes_are_marked_by_whole_words_and_numbers() -> None:
    found = changes("We refund 40.00 euros today.", "We refund 34.10 euros today, sorry.")

    assert found is not None
    assert found.pieces == (
        ("We refund ", False),
        ("34.10", True),
        (" euros today", False),
        (", sorry", True),
        (".", False),
    )
    assert found.taken_out == ("40.00",)


def test_words_that_stood_together_are_told_together() -> None:
    found = changes(
        "We refund all of it, and as a thank-you for your patience 25 % on top.\n\nBest wishes,\nSupport",
        "We refund all of it as soon as the parcel is scanned, usually within days.\n\nBest wishes,\nSupport",
    )

    assert found is not None
    assert found.taken_out == (", and", "a thank-you for your patience 25 % on top")


def test_what_is_only_taken_out_is_said() -> None:
    found = changes("We refund 40 euros today, promised.", "We refund 40 euros today.")

    assert found is not None
    assert (found.pieces, found.taken_out) == ((("We refund 40 euros today.", False),), (", promised",))
    assert found.can_be_seen


def test_where_only_blanks_differ_there_is_nothing_to_see() -> None:
    found = changes("We refund 40 euros.\nToday.", "We refund 40 euros. Today.")

    assert found is not None
    assert not found.can_be_seen


def test_two_words_far_apart_in_a_long_text_are_found() -> None:
    found = changes(LONG, LONG.replace("Line 7 ", "Line seven ").replace("Line 590 ", "Line last "))

    assert found is not None
    assert [words for words, is_new in found.pieces if is_new] == ["seven", "last"]
    assert found.taken_out == ("7", "590")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("same", "same"),
        ("", "new"),
        ("all of this is gone", "nothing stayed"),
        ("x\n" * 9_000, "y\n" * 9_000),
    ],
)
def test_no_marks_where_they_would_help_nobody(old: str, new: str) -> None:
    assert changes(old, new) is None


def test_signs_over_and_over_keep_nobody_waiting() -> None:
    """Compared in full, these take a minute in which the bot does nothing else."""
    old, new = "!?" * 740, "!!?" * 493

    assert changes(old, new) is None


@given(old=TEXT, new=TEXT, room=st.integers(1, 30))
def test_the_pieces_are_the_text_however_it_is_cut(old: str, new: str, room: int) -> None:
    found = changes(old, new)
    portions = [new[at : at + room] for at in range(0, len(new), room)]

    shown = ["".join(str(element["text"]) for element in elements) for elements in marked(portions, found)]

    assert shown == portions
    assert found is None or "".join(words for words, _ in found.pieces) == new
