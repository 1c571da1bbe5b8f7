"""A past text made unrecognisable, and still wrong in the same way."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.disguise import disguised

TEXT = (
    "Dear Mr Weber, order 18812 of 2026: 250 EUR within 14 days, as Weber asked. Write to k.weber@firm.de or see "
    "https://shop.firm.de/orders/18812. Thank you."
)


def test_who_and_what_it_was_cannot_be_told_any_more() -> None:
    (said,) = disguised([TEXT], "one")

    for gone in ("Weber", "18812", "250", "firm.de"):
        assert gone not in said
    assert "@example.com" in said
    assert "https://example.com/" in said
    assert " of 2026" in said
    assert "within 14 days" in said
    assert said.startswith("Dear Mr ")
    assert said.endswith(". Thank you.")


def test_what_was_the_same_stays_the_same_in_all_of_them() -> None:
    title, text = disguised(
        ["Order 18812 for Cleo", "Hello Cleo, order 18812 is on its way"], "one", ["Cleo Hart"]
    )

    number = title.split()[1]
    assert f"order {number} is" in text
    assert title.split()[-1] == text.split()[1].rstrip(",") != "Cleo"


def test_the_same_seed_has_the_same_disguise_and_another_has_another() -> None:
    assert disguised([TEXT], "one") == disguised([TEXT], "one") != disguised([TEXT], "two")


def test_customers_in_general_are_nobody() -> None:
    assert disguised(["Dear Customer, dear Team"], "one") == ["Dear Customer, dear Team"]


@given(st.text(max_size=200), st.text(max_size=8))
def test_any_text_can_be_disguised(text: str, seed: str) -> None:
    (said,) = disguised([text], seed)

    assert bool(said) == bool(text)
