"""Ids that say what they name and sort by when they were made: `out_01k…`."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u to misread
_LENGTH = 26
RANDOM_BYTES = 16  # 80 bits, since a byte gives one letter of five: the rest of the 128 is the millisecond
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def new_id(prefix: str, now: datetime, random_bytes: bytes) -> str:
    """Return `prefix_` and 26 characters: 48 bits of milliseconds since 1970, then 80 random bits.

    The first sixteen of `random_bytes` are used, a letter each. Raises ValueError for fewer, or for a `now`
    without a zone.
    """
    if len(random_bytes) < RANDOM_BYTES:
        raise ValueError(f"an id needs {RANDOM_BYTES} random bytes, not {len(random_bytes)}")
    if now.tzinfo is None:
        raise ValueError("an id needs an instant with a time zone")
    moment = _base32((now - _EPOCH) // _MILLISECOND, _MOMENT)
    return f"{prefix}_{moment}{random_bytes[:RANDOM_BYTES].translate(_LETTERS).decode()}"


def id_named(prefix: str, *names: str) -> str:
    """Return an id in the same shape that these names alone decide: the same names, the same id."""
    spelled = json.dumps(names).encode()
    return f"{prefix}_{_base32(int.from_bytes(hashlib.sha256(spelled).digest()[:16], 'big'), _WHOLE)}"


def is_id(text: str, prefix: str) -> bool:
    """Say whether `text` has the shape of an id with this prefix (not whether such a thing exists)."""
    head, mark, tail = text.partition("_")
    return (
        head == prefix
        and mark == "_"
        and len(tail) == _LENGTH
        and tail[0] in "01234567"
        and all(letter in _ALPHABET for letter in tail)
    )


# Two letters at a time, and chance by one table: every output gets an id while its submitter waits.
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_WHOLE = range(10 * (_LENGTH // 2 - 1), -1, -10)
_MOMENT = _WHOLE[RANDOM_BYTES // 2 :]
_LETTERS = _ALPHABET.encode() * (256 // len(_ALPHABET))


def _base32(number: int, shifts: range) -> str:
    return "".join([_PAIRS[number >> shift & 1023] for shift in shifts])
