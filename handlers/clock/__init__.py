"""What time alone brings about: it makes decisions final, lets things expire, sends summaries. Never approves."""

from __future__ import annotations
