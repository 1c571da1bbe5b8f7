"""What the sandbox accepts, against the types that Slack itself publishes: as strict, and as wide."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.block_kit.blocks import SURFACES
from sandbox.block_kit.validate import block_problems
from sandbox.server import Sandbox
from tests.ground.official_blocks.payloads import assert_official, is_here, problems, published_kinds
from tests.sandbox.conftest import Scripts
from tests.sandbox.test_block_kit import LIMITS, RENDERED, section

pytestmark = pytest.mark.skipif(
    not is_here(),
    reason="no npm here, or `python -m tests.ground.official_blocks.schema` was not run: it makes Slack's block types",
)

# Native charts came after the last release of the published types.
NEWER = {"data_visualization"}
# Slack's own types leave these rules of its documentation to the reader.
LIMIT_ONLY = {"DATA_VISUALIZATION_TITLE_MAX_LENGTH", "DATA_VISUALIZATION_SERIES_MAX_ITEMS"}


def samples() -> list[dict[str, Any]]:
    """A block of every kind that tests draw, small and right."""
    drawn = [make(2) for name, make in LIMITS.items() if name not in LIMIT_ONLY]
    return [block for block in [*drawn, *(one._resolve() for one in RENDERED)] if not refused(block)]


def refused(block: dict[str, Any]) -> bool:
    """Whether the sandbox takes it nowhere."""
    return all(block_problems([block], surface) for surface in ("message", "modal", "home"))


def test_the_sandbox_knows_just_the_blocks_that_slack_publishes() -> None:
    known = {kind for surface in SURFACES.values() for kind in surface}

    assert known - NEWER == published_kinds()


def test_what_slack_publishes_as_wrong_is_refused() -> None:
    right = [block for block in samples() if not problems("Message", [block])]
    wrong = [each for block in right for each in _spoilt(block) if problems("Message", [each[1]])]

    assert [(what, block) for what, block in wrong if not refused(block)] == []
    assert len({block["type"] for _, block in wrong}) >= 12


def _spoilt(block: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The block with an unknown field, and with each of its fields gone or of another type."""
    spoilt = [("unknown field", block | {"colour": "red"})]
    for name in block:
        if name != "type":
            spoilt.append((f"without {name}", {key: block[key] for key in block if key != name}))
            spoilt.append((f"{name} is a number", block | {name: 7}))
    return spoilt


async def test_a_payload_that_slack_would_not_know_fails_the_test_that_sent_it(
    box: Sandbox, client: AsyncWebClient, scripts: Scripts
) -> None:
    await client.chat_postMessage(
        channel=await scripts.channel("support-ai-review"), text="x", blocks=[section()]
    )
    assert_official(box)
    box.world.calls[-1]["args"]["blocks"] = '[{"type": "sektion"}]'

    with pytest.raises(AssertionError, match=r"chat\.postMessage"):
        assert_official(box)
