"""From bytes to a shape: strict, and clear about what is wrong."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from typing import Annotated, Literal, TypeVar, get_args, get_origin

import msgspec

from handlers.http.answers import Problem

T = TypeVar("T", bound=msgspec.Struct)

_HALF_A_PAIR = re.compile(rb"\\u[dD][89a-fA-F]")
_PLACE = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")
_canonical = msgspec.json.Encoder(order="sorted").encode

_KINDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
    "datetime": "a time such as 2026-11-24T12:00:00Z",
}


def read_shape(body: bytes, decoder: msgspec.json.Decoder[T]) -> tuple[T, bytes]:
    """Return the body as a shape, and its one spelling: the same for any order of fields and any spacing.

    Raises Problem: 400 for what is no JSON, 422 for JSON that is not this shape.
    """
    try:
        shape = decoder.decode(body)
        canonical = _canonical(shape)
        _refuse_hidden(body, shape, canonical)
    except msgspec.ValidationError as error:
        raise _wrong_shape(str(error), decoder.type) from None
    except msgspec.DecodeError as error:
        raise _no_json(str(error), body) from None
    except UnicodeDecodeError:
        raise Problem(400, "not_utf8", "The body is not UTF-8. Encode it as UTF-8.") from None
    except RecursionError:
        raise Problem(422, "too_deep", "The body is nested too deeply. Flatten it.") from None
    except OverflowError:
        raise Problem(422, "out_of_range", "A number is too large. Send it as text.") from None
    return shape, canonical


def fingerprint(canonical: bytes) -> str:
    """Return what says whether two requests are the same: the SHA-256 of the one spelling."""
    return hashlib.sha256(canonical).hexdigest()


def _no_json(reason: str, body: bytes) -> Problem:
    if _HALF_A_PAIR.search(body) and ("surrogate" in reason or "truncated" in reason):
        told = "The body has half of a surrogate pair (\\ud800 to \\udfff alone). Send whole characters."
        return Problem(400, "lone_surrogate", told)
    at = re.search(r"byte (\d+)", reason)
    if at and body[int(at[1]) : int(at[1]) + 2] in (b"Na", b"In", b"-I"):
        return Problem(400, "malformed_json", "JSON has no NaN and no Infinity. Send a number or null.")
    detail = reason.removeprefix("JSON is malformed: ").replace(
        "Input data was truncated", "it ends too early"
    )
    return Problem(400, "malformed_json", f"The body is not valid JSON: {detail}.")


def _wrong_shape(reason: str, shape: type) -> Problem:
    place = _PLACE.search(reason)
    path = place["path"].replace("[...]", "") if place else ""
    reason = reason[: place.start()] if place else reason
    for pattern, code, sentence in _SENTENCES:
        if found := pattern.fullmatch(reason):
            return _told(code, sentence, found, path, shape)
    return Problem(422, "invalid_value", f"`{path}` cannot be read: {reason}.", field=path or None)


def _told(code: str, sentence: str, found: re.Match[str], path: str, shape: type) -> Problem:
    facts = found.groupdict()
    if (name := facts.get("name")) is not None:
        name = name if len(name) <= 60 else name[:60] + "…"
        prefix = f"{path}." if path else ""
        return Problem(
            422,
            code,
            sentence.format(name=prefix + name) + _nearest(code, name, path, shape),
            field=prefix + name,
        )
    facts = {key: _kinds(value) for key, value in facts.items()} | {"choices": _choices(path, shape)}
    return Problem(
        422, code, sentence.format(place=f"`{path}`" if path else "The body", **facts), field=path or None
    )


def _nearest(code: str, name: str, path: str, shape: type) -> str:
    """Return " Did you mean …?" for a field that was probably misspelt, else where to look."""
    known = shape.__struct_fields__ if not path else ("label", "url")  # type: ignore[attr-defined]  # a Struct
    near = difflib.get_close_matches(name, known, n=1) if code == "unknown_field" else []
    if near:
        return f" Did you mean `{near[0]}`?"
    return " See /docs." if code == "unknown_field" else ""


def _choices(path: str, shape: type) -> str:
    """Return the words that a field takes, as its message lists them: "`normal` or `high`"."""
    types = {one.encode_name: one.type for one in msgspec.structs.fields(shape)}
    kind = types.get(path)
    kind = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    if get_origin(kind) is not Literal:
        return "one of the words that /docs lists"
    *words, last = (f"`{word}`" for word in get_args(kind))
    return f"{', '.join(words)} or {last}"


def _kinds(value: str) -> str:
    words = [_KINDS.get(kind, kind) for kind in value.split(" | ")]
    return " or ".join(words)


_SENTENCES = [
    (re.compile(pattern), code, sentence)
    for pattern, code, sentence in (
        (r"Object missing required field `(?P<name>.*)`", "missing_field", "`{name}` is required. Add it."),
        (r"Object contains unknown field `(?P<name>.*)`", "unknown_field", "There is no field `{name}`."),
        (
            r"Expected `(?P<want>[^`]*)`, got `(?P<got>[^`]*)`",
            "wrong_type",
            "{place} must be {want}, not {got}.",
        ),
        (
            r"Expected `str` of length <= (?P<most>\d+)",
            "too_long",
            "{place} may have at most {most} characters.",
        ),
        (r"Expected `str` of length >= 1", "too_short", "{place} must not be empty."),
        (
            r"Expected `array` of length <= (?P<most>\d+)",
            "too_many",
            "{place} may have at most {most} entries.",
        ),
        (r"Expected `(?:float|int)` (?P<bound>[<>]= [\d.]+)", "out_of_range", "{place} must be {bound}."),
        (r"(?:Number|Integer value) out of range", "out_of_range", "{place} has a number that is too large."),
        (r"Invalid enum value .*", "invalid_value", "{place} must be {choices}."),
        (
            r"(?:Invalid RFC3339 encoded datetime|Expected `datetime` with a timezone component)",
            "invalid_time",
            "{place} must be a time with a zone, such as 2026-11-24T12:00:00Z.",
        ),
    )
]


def _refuse_hidden(body: bytes, shape: msgspec.Struct, canonical: bytes) -> None:
    """Raise Problem for what a shape does not show: an object with one key twice, and NUL characters.

    Whoever reads a repeated key next might take the other value. It brings two more quotation marks than the
    one spelling has: only where their number differs, or some may be spelt as numbers, all is read again.
    """
    spelt_out = b"\\u00" in body
    if spelt_out or _quotation_marks(body) != _quotation_marks(canonical):
        json.loads(body, object_pairs_hook=_each_once, parse_int=str, parse_float=str)
    if spelt_out:
        _refuse_nul(msgspec.to_builtins(shape), "")


def _quotation_marks(text: bytes) -> int:
    """Return how many there are. `replace` finds them many bytes at a time, `count` looks at every byte."""
    return len(text) - len(text.replace(b'"', b""))


def _each_once(pairs: list[tuple[str, object]]) -> None:
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            raise Problem(
                400, "duplicate_field", f"`{name[:60]}` is there twice. Send it once.", field=name[:60]
            )
        seen.add(name)


def _refuse_nul(value: object, path: str) -> None:
    """Raise Problem if any text has a NUL character: no database stores it, and no screen shows it."""
    if isinstance(value, str):
        if "\x00" in value:
            told = f"`{path}` has a NUL character. Leave it out."
            raise Problem(422, "nul_character", told, field=path)
    elif isinstance(value, dict):
        for name, child in value.items():
            _refuse_nul(name, path or "body")
            _refuse_nul(child, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for number, child in enumerate(value):
            _refuse_nul(child, f"{path}[{number}]")
