"""Keys: shown once, stored as a hash, and a webhook secret that is stored nowhere."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.api_keys import ApiKey, id_in_key, key_sha256, opens, spell_key, webhook_secret

KEY_ID = "key_01k9zzzzzzzzzzzzzzzzzzzzzz"
SECRET = bytes(range(32))
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def stored(key: str) -> ApiKey:
    return ApiKey(KEY_ID, "refund-replies", key_sha256(key), "U0RUTH", frozenset({"submit"}), None, NOW, None)


def test_a_key_names_its_id_and_opens_what_was_stored_of_it() -> None:
    key = spell_key(KEY_ID, SECRET)

    assert key.startswith("ans_01k9")
    assert id_in_key(key) == KEY_ID
    assert opens(stored(key), key)


def test_another_secret_or_a_revoked_key_opens_nothing() -> None:
    key = spell_key(KEY_ID, SECRET)

    assert not opens(stored(key), spell_key(KEY_ID, bytes(32)))
    assert not opens(replace(stored(key), revoked_at=NOW), key)


@given(st.text())
def test_whatever_is_sent_as_a_key_is_read_or_is_none(text: str) -> None:
    assert id_in_key(text) is None
    assert id_in_key("ans_" + text) is None


@pytest.mark.parametrize(("key_id", "secret"), [("key_1", SECRET), (KEY_ID, b"short")])
def test_a_key_is_made_of_an_id_and_32_bytes(key_id: str, secret: bytes) -> None:
    with pytest.raises(ValueError, match="32 random bytes"):
        spell_key(key_id, secret)


def test_each_key_has_a_webhook_secret_of_its_own() -> None:
    one, other = (webhook_secret("installation", key_id) for key_id in (KEY_ID, "key_another"))

    assert one != other
    assert one == webhook_secret("installation", KEY_ID)
    assert one != webhook_secret("another installation", KEY_ID)
    assert len(base64.b64decode(one.removeprefix("whsec_"))) == 32
