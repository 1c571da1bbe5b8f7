from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ids import is_id, new_id

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
instants = st.datetimes(datetime(1970, 1, 1), datetime(9000, 1, 1), timezones=st.just(UTC))
chance = st.binary(min_size=16, max_size=20)


@given(instants, chance)
def test_every_new_id_is_recognised_by_its_prefix_and_no_other(now: datetime, random_bytes: bytes) -> None:
    made = new_id("out", now, random_bytes)

    assert is_id(made, "out")
    assert not is_id(made, "key")
    assert len(made) == len("out_") + 26


@given(instants, chance, chance)
def test_a_later_millisecond_sorts_later(now: datetime, first: bytes, second: bytes) -> None:
    assert new_id("out", now, first) < new_id("out", now + timedelta(milliseconds=1), second)


def test_an_id_keeps_all_its_chance() -> None:
    low = new_id("out", NOON, bytes(15) + b"\x01")
    high = new_id("out", NOON, b"\x10" + bytes(15))

    assert len({low, high, new_id("out", NOON, bytes(16))}) == 3
    assert low[:14] == high[:14]


@pytest.mark.parametrize(
    "text",
    ["", "out_", "out", "out_" + "0" * 25, "out_" + "0" * 27, "out_" + "O" * 26, "out_" + "u" * 26,
     "out_" + "z" * 26, "out-" + "0" * 26, "out_" + "0" * 25 + "\n", "OUT_" + "0" * 26],
)  # fmt: skip
def test_other_shapes_are_no_ids(text: str) -> None:
    assert not is_id(text, "out")


def test_an_id_is_refused_without_enough_chance_or_without_a_zone() -> None:
    with pytest.raises(ValueError, match="16 random bytes"):
        new_id("out", NOON, bytes(15))
    with pytest.raises(ValueError, match="time zone"):
        new_id("out", datetime(2026, 11, 24), bytes(16))
