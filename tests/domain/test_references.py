from __future__ import annotations

import pytest

from domain.references import ChannelRef, GroupRef, PersonRef, person_or_group


@pytest.mark.parametrize(
    ("text", "kind", "is_id"),
    [
        ("ada@example.com", PersonRef, False),
        ("U012ADA", PersonRef, True),
        ("W1", PersonRef, True),
        ("@support-leads", GroupRef, False),
        ("S0LEADS", GroupRef, True),
    ],
)
def test_people_and_groups_are_told_apart_by_how_they_are_written(text: str, kind: type, is_id: bool) -> None:
    reference = person_or_group(text)

    assert type(reference) is kind
    assert reference.is_id is is_id
    assert str(reference) == text


def test_a_channel_is_a_name_with_a_hash_or_an_id() -> None:
    assert not ChannelRef("#support-ai-review").is_id
    assert ChannelRef("C012AB").is_id
    for wrong in ("support", "#", "#a b", "@support", "U1", ""):
        with pytest.raises(ValueError, match="ChannelRef"):
            ChannelRef(wrong)


@pytest.mark.parametrize(
    "text", ["", "Ada", "ada@", "@", "u012ada", "ada @example.com", "C012", "a@b@c", "<@U1>"]
)
def test_what_names_nobody_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="GroupRef"):
        person_or_group(text)
