"""The HTTP API: AI systems hand in outputs here and learn what people decided."""

from __future__ import annotations
