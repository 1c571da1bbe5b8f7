from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.content import canonical_json, commitment, content_sha256, fingerprint

text = st.text(st.characters(codec="utf-8"))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
)


def test_a_text_is_hashed_by_its_utf8_bytes() -> None:
    assert content_sha256("Grüße") == hashlib.sha256(b"Gr\xc3\xbc\xc3\x9fe").hexdigest()


def test_texts_that_only_look_alike_have_different_hashes() -> None:
    assert content_sha256("\u00e9") != content_sha256("e\u0301")


def test_a_lone_surrogate_has_no_hash() -> None:
    with pytest.raises(UnicodeEncodeError):
        content_sha256("\ud800")
    with pytest.raises(UnicodeEncodeError):
        fingerprint({"content": "\ud800"})


@given(values)
def test_spacing_and_order_of_keys_do_not_change_a_fingerprint(value: object) -> None:
    respelt = json.loads(json.dumps(value, indent=2))

    assert fingerprint(_reversed(respelt)) == fingerprint(value)


@given(values, values)
def test_different_values_have_different_spellings(one: object, other: object) -> None:
    assert (canonical_json(one) == canonical_json(other)) == (
        json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    )


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_numbers_that_json_does_not_know_are_refused(number: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        fingerprint({"confidence": number})


def test_a_commitment_depends_on_salt_and_text_and_needs_a_whole_salt() -> None:
    ours, theirs = bytes(32), b"\x01" * 32

    assert len({commitment(ours, "a"), commitment(ours, "b"), commitment(theirs, "a")}) == 3
    with pytest.raises(ValueError, match="32 bytes"):
        commitment(b"short", "a")


def _reversed(value: object) -> object:
    if isinstance(value, dict):
        return {key: _reversed(inner) for key, inner in reversed(value.items())}
    if isinstance(value, list):
        return [_reversed(inner) for inner in value]
    return value
