"""Slack, both ways: what it sends is taken in, what it asks is answered, who is who is looked up."""

from __future__ import annotations
