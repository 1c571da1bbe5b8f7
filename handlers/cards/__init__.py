"""How things look in Slack: values in, Block Kit out. Nothing here reads, writes or waits."""

from __future__ import annotations
