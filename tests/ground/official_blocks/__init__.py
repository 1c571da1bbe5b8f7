"""What Slack itself publishes of blocks and views, as a JSON Schema that every payload of a test is held to."""

from __future__ import annotations
