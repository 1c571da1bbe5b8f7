"""What the log says of a bug: its kind and its place, since its words may hold a secret or an AI's text."""

from __future__ import annotations

import traceback


def place_of(error: BaseException) -> str:
    """Return the kind of error and where it arose: "KeyError at review.py:33"."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"
