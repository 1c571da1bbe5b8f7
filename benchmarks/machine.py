"""The machine, as far as it explains figures: how busy it is, and what a sync to its disk takes."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from statistics import median

PAGES = b"\0" * 8_192


def described(folder: Path) -> str:
    """Return a line on this machine, with a sync in `folder`."""
    busy = f"{os.getloadavg()[0]:.1f} busy" if hasattr(os, "getloadavg") else "how busy is unknown"
    python = ".".join(map(str, sys.version_info[:3]))
    return f"{os.cpu_count()} cores, {busy}; a sync of 8 KB takes {_sync_ms(folder):.1f} ms; Python {python}"


def _sync_ms(folder: Path) -> float:
    took = []
    with (folder / "sync").open("wb") as file:
        for _ in range(30):
            file.write(PAGES)
            file.flush()
            began = time.perf_counter()
            os.fsync(file.fileno())
            took.append(time.perf_counter() - began)
    return median(took) * 1000
