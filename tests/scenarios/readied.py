"""Imported once, by the process that all lives are forked from: what a bot does first is done before it is born."""

from __future__ import annotations

import gc
import secrets
from pathlib import Path

import uvloop

from bot.app import build
from bot.config import load
from sandbox.workspace import APP_TOKEN, BOT_TOKEN
from tests.ground.statements import share_spelled
from tests.scenarios import lives as _  # noqa: F401  # imported for those that are forked

share_spelled()
# Made and never started: it has learned its API by then, and imported what is imported when first needed.
build(
    load(
        Path("/nonexistent"),
        {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "ANSWERABLE_SECRET": secrets.token_hex(32),
            "ANSWERABLE_DATABASE_URL": "sqlite:////nonexistent/answerable.db",
        },
    )
)
uvloop.new_event_loop().close()
gc.collect()
gc.freeze()
