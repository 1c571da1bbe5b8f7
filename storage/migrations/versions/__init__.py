"""One file for each revision of the schema."""

from __future__ import annotations
