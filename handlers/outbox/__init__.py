"""What goes out: one effect a file, each fulfilling one kind of wish."""

from __future__ import annotations
