"""Finds the machine's Chromium; `python -m tests.ground.chromium` installs Debian's where root may."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MACOS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # no page reaches past this machine
)  # fmt: skip


def find_chromium() -> str | None:
    """The first browser that starts: $CHROMIUM, one on PATH, one of macOS's applications; None if none does."""
    candidates = (os.environ.get("CHROMIUM"), *map(shutil.which, NAMES), *MACOS)
    return next((path for path in candidates if path and Path(path).exists() and _starts(path)), None)


def install_chromium() -> bool:
    """Installs Debian's package, if this process may; True if that was done."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    print("Installing Chromium for the browser tests ...", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
    quiet: dict[str, Any] = {"env": environment, "stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    done = [
        subprocess.run(command, **quiet).returncode for command in (["apt-get", "update", "-qq"], install)
    ]
    return done[-1] == 0  # a stale package list may do


def _starts(path: str) -> bool:
    # Ubuntu's package of that name is a stub that only says where to get it.
    return subprocess.run([path, "--version"], capture_output=True).returncode == 0


if __name__ == "__main__":
    if find_chromium() is None and not install_chromium():
        print(
            "No Chromium here, so browser tests are not run: install one, or name it in CHROMIUM.",
            file=sys.stderr,
        )
