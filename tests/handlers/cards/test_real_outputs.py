"""Real AI outputs, where some lie beside the checkout: every one has a card that Slack takes."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from domain.content import content_sha256
from handlers.cards.modals import Carried
from handlers.cards.reading import draw_reading, pages_of
from handlers.cards.review import draw_card
from handlers.cards.safe_text import visible
from sandbox.block_kit.validate import checked_blocks, checked_view
from tests.builders import Company
from tests.handlers.cards.drawn import view_of

DATA = os.environ.get("ANSWERABLE_TEST_DATA")


@pytest.mark.skipif(DATA is None, reason="no real outputs here: ANSWERABLE_TEST_DATA names the folder")
def test_every_real_output_has_a_card_and_can_be_read_whole(company: Company) -> None:
    view = view_of(company, company.hand_in(title="A real one"))
    lines = (Path(str(DATA)) / "ai_outputs.jsonl").read_text().splitlines()

    for line in lines:
        handed_in = json.loads(line)
        text = str(handed_in["content"])
        output = replace(view.output, current_sha256=content_sha256(text))
        real = replace(view, output=output, text=text, input=handed_in.get("input"))
        card = draw_card(real, now=company.now)

        assert checked_blocks(card.blocks)
        assert len(card.text) <= 4_000
        assert "".join("".join(page) for page in pages_of(text)) == visible(text)
        for page in range(1, len(pages_of(text)) + 1):
            assert checked_view(draw_reading(real, Carried(output.id, "", "", page=page)), "modal")
    assert lines
