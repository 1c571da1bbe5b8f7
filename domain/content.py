"""Hashes: of a text, of a request, and the salted one that evidence keeps."""

from __future__ import annotations

import hashlib
import hmac
import json

_SALT_BYTES = 32
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def content_sha256(text: str) -> str:
    """Return the SHA-256 of the text's UTF-8 bytes, 64 lower-case hex digits.

    What is approved and what is released are compared by it. Raises UnicodeEncodeError (a ValueError)
    for a lone surrogate, which has no UTF-8 form.
    """
    return hashlib.sha256(text.encode()).hexdigest()


def keepable(text: str) -> str:
    """Return the text without what no database takes: no NUL, and a question mark for half of a surrogate pair,
    which an emoji leaves where a field of a modal cuts it in two.
    """
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def canonical_json(value: object) -> bytes:
    """Return the one UTF-8 spelling of a JSON value: keys sorted, no spaces, letters as themselves.

    Raises ValueError for NaN, infinities and lone surrogates, TypeError for what JSON has no form for.
    """
    return _CANONICAL.encode(value).encode()


def fingerprint(body: object) -> str:
    """Return the SHA-256 (hex) of a request's body as decoded: the same for any spacing or order of keys.

    Raises as `canonical_json` does.
    """
    return hashlib.sha256(canonical_json(body)).hexdigest()


def commitment(salt: bytes, body: str) -> str:
    """Return HMAC-SHA256(salt, body) in hex: binds evidence to a text that can later be erased with its salt.

    `salt` is 32 random bytes, one for each text: ValueError otherwise, since a short or shared one could be
    searched for by guessing texts.
    """
    if len(salt) != _SALT_BYTES:
        raise ValueError(f"a commitment needs {_SALT_BYTES} bytes of salt, not {len(salt)}")
    return hmac.digest(salt, body.encode(), "sha256").hex()


def words_in(text: str) -> int:
    """Return how many words a text has."""
    return len(text.split())
