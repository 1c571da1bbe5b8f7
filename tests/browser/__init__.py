"""The sandbox's page in a real browser: a real sandbox below it, a real Bolt app beside it."""

from __future__ import annotations
