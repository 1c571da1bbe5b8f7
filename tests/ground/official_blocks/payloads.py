"""Holds what was sent to a sandbox against the block types that Slack publishes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from tests.ground.official_blocks.schema import TYPES, schema_file

if TYPE_CHECKING:
    from sandbox.server import Sandbox


def is_here() -> bool:
    """Whether the schemas were made on this machine (`python -m tests.ground.official_blocks.schema`)."""
    return all(schema_file(of).exists() for of in TYPES)


def problems(of: str, payload: Any) -> list[str]:
    """What is wrong with a message's blocks (`Message`) or a view (`Surface`); the deepest complaints, in short."""
    return [f"{_place(error)}: {error.message[:300]}" for error in _validator(of).iter_errors(payload)][:3]


def published_kinds() -> set[str]:
    """The types of block that Slack publishes."""
    kinds: set[str] = set()
    waiting = [{"$ref": "#/definitions/KnownBlock"}]
    definitions = _schema("Message")["definitions"]
    while waiting:
        one = waiting.pop()
        if "$ref" in one:
            one = definitions[one["$ref"].rpartition("/")[2]]
        waiting += one.get("anyOf", [])
        if (kind := one.get("properties", {}).get("type", {}).get("const")) is not None:
            kinds.add(kind)
    return kinds


def assert_official(box: Sandbox) -> None:
    """Fail if the bot has sent this sandbox any blocks or view that Slack's own types do not allow.

    What the sandbox itself refused is left out: a test meant it to be wrong. Does nothing without the schemas.
    """
    if not is_here():
        return
    wrong = [
        f"{call['method']}: {problem}\n{json.dumps(payload)[:2000]}"
        for call in box.world.calls
        if call["error"] not in ("invalid_blocks", "invalid_blocks_format", "invalid_arguments")
        for of, payload in _payloads(call["args"])
        for problem in problems(of, payload)
    ]
    assert not wrong, "\n".join(wrong)


def _payloads(arguments: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, of in (("blocks", "Message"), ("view", "Surface")):
        if given := arguments.get(name):
            yield of, json.loads(given) if isinstance(given, str) else given


def _place(error: jsonschema_rs.ValidationError) -> str:
    return "/".join(map(str, error.instance_path)) or "the whole"


@cache
def _validator(of: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(_schema(of))


@cache
def _schema(of: str) -> Any:
    return json.loads(schema_file(of).read_text())
