"""Checks blocks and views as Slack does, and gives them back as Slack keeps them (ids filled in)."""

from __future__ import annotations

import copy
import json
import secrets
from typing import Literal

from sandbox.errors import ApiError
from sandbox.json_types import Json

MESSAGE_BLOCKS = 50


def checked_blocks(given: object) -> list[Json] | None:
    """The blocks of a message, or None if there are none. ApiError `invalid_blocks_format`, `invalid_blocks`."""
    if given in (None, "", []):
        return None
    blocks = _decoded(given, "invalid_blocks_format")
    if not isinstance(blocks, list) or not all(isinstance(b, dict) for b in blocks):
        raise ApiError("invalid_blocks_format")
    if len(blocks) > MESSAGE_BLOCKS:
        raise ApiError("invalid_blocks")
    return _with_ids(blocks)


def checked_view(given: object, kind: Literal["modal", "home"]) -> Json:
    """A view's body. ApiError `invalid_arguments`, `view_too_large`."""
    view = _decoded(given, "invalid_arguments")
    if not isinstance(view, dict) or view.get("type") != kind or not isinstance(view.get("blocks"), list):
        raise ApiError("invalid_arguments")
    return copy.deepcopy(view) | {"blocks": _with_ids(view["blocks"])}


def _decoded(given: object, error: str) -> object:
    if not isinstance(given, str):
        return given
    try:
        return json.loads(given)
    except ValueError:
        raise ApiError(error) from None


def _with_ids(blocks: list[Json]) -> list[Json]:
    kept = copy.deepcopy(blocks)
    for block in kept:
        block.setdefault("block_id", secrets.token_urlsafe(4)[:5])
        for element in [block.get("accessory"), block.get("element"), *(block.get("elements") or [])]:
            if isinstance(element, dict) and block["type"] in ("section", "input", "actions"):
                element.setdefault("action_id", secrets.token_urlsafe(4)[:5])
    return kept
