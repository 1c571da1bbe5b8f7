"""What the shape of a new output cannot say: links, callbacks, depth. Raises Problem."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from domain.ids import is_id
from domain.references import PersonRef
from domain.web_addresses import problem_with_callback, problem_with_link
from handlers.http.answers import Problem
from handlers.http.shapes import METADATA_BYTES, METADATA_DEPTH, NewOutput

_LARGEST = 2**63


def check_output(new: NewOutput, *, allow_local_callbacks: bool) -> None:
    """Raise Problem (422) for what is of the right shape and still cannot be taken."""
    if new.links:
        _check_links(new)
    if new.metadata is not None:
        _check_metadata(new.metadata)
    if new.callback_url is not None:
        wrong = problem_with_callback(new.callback_url, allow_local=allow_local_callbacks)
        _refuse_if(wrong, "callback_url")
    if new.requested_by is not None:
        _check_requester(new.requested_by)
    if new.supersedes is not None and not is_id(new.supersedes, "out"):
        _refuse_if("must be the id of an output (out_…)", "supersedes")


def check_words(text: str, field: str) -> None:
    """Raise Problem (422) for nothing but blanks."""
    if not text.strip():
        raise Problem(422, "too_short", f"`{field}` must not be empty.", field=field)


def utc(moment: datetime | None) -> datetime | None:
    """Return the moment in UTC. Raises Problem for one that UTC has no year for."""
    try:
        return None if moment is None else moment.astimezone(UTC)
    except OverflowError:
        raise Problem(
            422, "invalid_time", "`needed_by` is too far away. Send a nearer time.", field="needed_by"
        ) from None


def check_idempotency_key(key: bytes | None, *, field: str = "Idempotency-Key") -> str:
    """Return the key as text. Raises Problem (400) if it is missing, too long or not text."""
    if not key:
        told = "Send a header Idempotency-Key: the same for the same request, so that sending twice does no harm."
        raise Problem(400, "idempotency_key_missing", told, field=field)
    try:
        text = key.decode()
    except UnicodeDecodeError:
        raise Problem(400, "idempotency_key_invalid", f"{field} must be UTF-8.", field=field) from None
    if len(text) > 255:
        told = f"{field} may have at most 255 characters."
        raise Problem(400, "idempotency_key_too_long", told, field=field)
    if not text.isprintable():
        told = f"{field} must be printable characters only."
        raise Problem(400, "idempotency_key_invalid", told, field=field)
    return text


def _check_links(new: NewOutput) -> None:
    for number, link in enumerate(new.links):
        _refuse_if(problem_with_link(link.url), f"links[{number}].url")


def _check_metadata(metadata: dict[str, object]) -> None:
    if len(msgspec.json.encode(metadata)) > METADATA_BYTES:
        told = f"`metadata` may have at most {METADATA_BYTES // 1024} KB as JSON."
        raise Problem(422, "too_long", told, field="metadata")
    _check_depth(metadata, METADATA_DEPTH)


def _check_depth(value: object, left: int) -> None:
    if isinstance(value, int) and abs(value) >= _LARGEST:
        raise Problem(422, "out_of_range", "`metadata` has a number that is too large.", field="metadata")
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if isinstance(value, dict | list) and left == 0:
        told = f"`metadata` may be at most {METADATA_DEPTH} levels deep."
        raise Problem(422, "too_deep", told, field="metadata")
    for child in children:
        _check_depth(child, left - 1)


def _check_requester(text: str) -> None:
    try:
        PersonRef(text)
    except ValueError:
        _refuse_if("must be an e-mail address or a Slack user id", "requested_by")


def _refuse_if(wrong: str | None, field: str) -> None:
    if wrong is not None:
        raise Problem(422, "invalid_value", f"`{field}` {wrong}.", field=field)
