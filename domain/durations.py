"""Lengths of time as people write them in workflows.toml: "60s", "90m", "4h", "1h30m", "2d"."""

from __future__ import annotations

import re
from datetime import timedelta

_SHAPE = re.compile(r"(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?", re.ASCII)


def parse_duration(text: str, *, day: timedelta = timedelta(days=1)) -> timedelta:
    """Return the length; `day` is what "d" stands for: in working time, a working day.

    Raises ValueError for anything but whole numbers of d, h, m and s in this order.
    """
    shape = _SHAPE.fullmatch(text)
    if not text or shape is None:
        raise ValueError(f"not a duration: {text!r}")
    days, hours, minutes, seconds = (int(part or 0) for part in shape.groups())
    return days * day + timedelta(hours=hours, minutes=minutes, seconds=seconds)


def spell_duration(length: timedelta) -> str:
    """Return the length as `parse_duration` reads it, in hours, minutes and seconds: "4h", "1h30m", "0s"."""
    minutes, seconds = divmod(round(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "m"), (seconds, "s"))
    return "".join(f"{number}{unit}" for number, unit in parts if number) or "0s"
