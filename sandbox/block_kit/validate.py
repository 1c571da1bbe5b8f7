"""Checks blocks and views as Slack does, and gives them back as Slack keeps them (ids filled in)."""

from __future__ import annotations

import copy
import json
import secrets
from collections.abc import Iterator
from typing import Literal

from sandbox.block_kit.blocks import SURFACES
from sandbox.block_kit.charts import text_length
from sandbox.block_kit.checks import Check, Shape, boolean, complain, many, one_of, plain, string, typed
from sandbox.errors import ApiError
from sandbox.json_types import Json

Surface = Literal["message", "modal", "home"]
MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
VIEW_BYTES = 250_000
CHARTS_PER_MESSAGE = 2
MARKDOWN_TOTAL = 12_000
# Undocumented. Apps in the field are refused from about 13,200 characters of text on, earlier with many small
# elements: each container costs something. Texts near the limit should not rely on this estimate.
MESSAGE_TEXT_TOTAL = 13_200
CONTAINER_COST = 16

_VIEW: dict[str, Check] = {
    "type": one_of("modal", "home"),
    "blocks": many(lambda value, pointer, problems: None, 0, VIEW_BLOCKS),
    "private_metadata": string(3000),
    "callback_id": string(255),
    "external_id": string(255),
}
_VIEWS: dict[str, Shape] = {
    "home": Shape(_VIEW, ("type", "blocks")),
    "modal": Shape(
        {
            **_VIEW,
            "title": plain(24),
            "submit": plain(24),
            "close": plain(24),
            "clear_on_close": boolean,
            "notify_on_close": boolean,
            "submit_disabled": boolean,
        },
        ("type", "title", "blocks"),
    ),
}


def checked_blocks(given: object) -> list[Json] | None:
    """The blocks of a message, or None if there are none. ApiError `invalid_blocks_format`, `invalid_blocks` (with
    `errors`), `msg_blocks_too_long`."""
    if given in (None, "", []):
        return None
    blocks = _decoded(given, "invalid_blocks_format")
    if not isinstance(blocks, list) or not all(isinstance(b, dict) for b in blocks):
        raise ApiError("invalid_blocks_format")
    problems = block_problems(blocks, "message")
    if problems:
        raise refused("invalid_blocks", problems)
    if text_length(blocks) + CONTAINER_COST * _containers(blocks) > MESSAGE_TEXT_TOTAL:
        raise ApiError("msg_blocks_too_long")
    return kept_blocks(blocks)


def checked_view(given: object, kind: Literal["modal", "home"]) -> Json:
    """A view's body. ApiError `invalid_arguments` (with what is wrong), `view_too_large`."""
    view = _decoded(given, "invalid_arguments")
    problems: list[str] = []
    _VIEWS[kind](view, "/view", problems)
    if not isinstance(view, dict) or not isinstance(view.get("blocks"), list):
        raise refused("invalid_arguments", problems)
    if view.get("type") != kind:
        complain(problems, f"must be one of {kind}", "/view/type")
    problems += block_problems(view["blocks"], kind, "/view/blocks")
    if kind == "modal" and "submit" not in view and any(b.get("type") == "input" for b in view["blocks"]):
        complain(problems, "missing required field: submit", "/view")
    if problems:
        raise refused("invalid_arguments", problems)
    if len(json.dumps(view)) > VIEW_BYTES:
        raise ApiError("view_too_large")
    return copy.deepcopy(view) | {"blocks": kept_blocks(view["blocks"])}


def block_problems(blocks: list[Json], surface: Surface, pointer: str = "/blocks") -> list[str]:
    """What Slack says is wrong with these blocks on this surface; empty if nothing."""
    problems: list[str] = []
    check = many(typed(SURFACES[surface]), 0, MESSAGE_BLOCKS if surface == "message" else VIEW_BLOCKS)
    check(blocks, pointer, problems)
    if problems:
        return problems
    _distinct((b["block_id"] for b in blocks if b.get("block_id")), "block_id", pointer, problems)
    for n, block in enumerate(blocks):
        ids = (
            e["action_id"] for e in block.get("elements") or [] if isinstance(e, dict) and e.get("action_id")
        )
        _distinct(ids, "action_id", f"{pointer}/{n}/elements", problems)
    kinds = [block["type"] for block in blocks]
    if kinds.count("table") > 1:
        complain(problems, "only one table allowed", pointer)
    if surface == "message" and kinds.count("data_visualization") > CHARTS_PER_MESSAGE:
        complain(problems, f"no more than {CHARTS_PER_MESSAGE} data_visualization blocks allowed", pointer)
    if sum(len(b["text"]) for b in blocks if b["type"] == "markdown") > MARKDOWN_TOTAL:
        complain(problems, f"must be less than {MARKDOWN_TOTAL + 1} characters", pointer)
    return problems


def kept_blocks(blocks: list[Json]) -> list[Json]:
    """The blocks as Slack keeps them: ids filled in, text objects completed, a markdown block's id forgotten."""
    kept = copy.deepcopy(blocks)
    for block in kept:
        if block["type"] == "markdown":
            block.pop("block_id", None)
        block["block_id"] = block.get("block_id") or _short_id()
        elements = [block.get("accessory"), block.get("element"), *(block.get("elements") or [])]
        for element in (
            elements if block["type"] in ("section", "input", "actions", "context_actions") else []
        ):
            if isinstance(element, dict) and element["type"] != "image":
                element["action_id"] = element.get("action_id") or _short_id()
        _complete(block)
    return kept


def refused(code: str, problems: list[str]) -> ApiError:
    """A refusal that says what is wrong and where, as Slack's does."""
    return ApiError(code, errors=problems, response_metadata={"messages": [f"[ERROR] {p}" for p in problems]})


def _complete(value: object) -> None:
    """Slack adds the defaults of text objects when it stores them."""
    if isinstance(value, list):
        for one in value:
            _complete(one)
    elif isinstance(value, dict):
        if value.get("type") == "plain_text":
            value.setdefault("emoji", True)
        elif value.get("type") == "mrkdwn":
            value.setdefault("verbatim", False)
        for held in value.values():
            _complete(held)


def _distinct(ids: Iterator[str], name: str, pointer: str, problems: list[str]) -> None:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            complain(problems, f"`{name}` {one} already exists", pointer)
        seen.add(one)


def _containers(value: object) -> int:
    if isinstance(value, list):
        return sum(map(_containers, value))
    return 1 + sum(map(_containers, value.values())) if isinstance(value, dict) else 0


def _short_id() -> str:
    return secrets.token_urlsafe(4)[:5]


def _decoded(given: object, error: str) -> object:
    if not isinstance(given, str):
        return given
    try:
        return json.loads(given)
    except ValueError:
        raise ApiError(error) from None
