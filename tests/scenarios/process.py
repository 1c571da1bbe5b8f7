"""`answerable serve` as a process of its own: started, ended, killed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from sandbox.workspace import APP_TOKEN, BOT_TOKEN
from tests.architecture.source import ROOT
from tests.scenarios.office import PATIENCE_S, until

SECRET = secrets.token_hex(32)


def environment(database_url: str, api_url: str, port: int, **other: str) -> dict[str, str]:
    """Return what the process reads; nothing of this test's own surroundings but what Python needs."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "ANSWERABLE_"))
    }
    return kept | {
        "PYTHONPATH": str(ROOT),
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_API_URL": api_url,
        "ANSWERABLE_SECRET": SECRET,
        "ANSWERABLE_DATABASE_URL": database_url,
        "ANSWERABLE_PORT": str(port),
        **other,
    }


def answerable(
    folder: Path, settings: Mapping[str, str], *arguments: str
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(command, cwd=folder, env=dict(settings), capture_output=True, text=True, timeout=60)


@dataclass
class Serving:
    """A process that serves."""

    process: subprocess.Popen[bytes]
    url: str
    log: Path

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait()

    async def end(self) -> int:
        """Ask it to stop; return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return await asyncio.to_thread(self.process.wait, 25)


@contextlib.asynccontextmanager
async def serving(folder: Path, settings: Mapping[str, str]) -> AsyncIterator[Serving]:
    """Start `serve` and wait until it lives; killed at the end if it still does."""
    log = folder / "serve.log"
    process = _begun(folder, settings, log)
    made = Serving(process, f"http://127.0.0.1:{settings['ANSWERABLE_PORT']}", log)
    try:
        await _lives(made)
        yield made
    finally:
        if process.poll() is None:
            made.kill()


def _begun(folder: Path, settings: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as file:
        command = [sys.executable, "-m", "bot", "serve"]
        return subprocess.Popen(command, cwd=folder, env=dict(settings), stdout=file, stderr=file)


async def _lives(made: Serving) -> None:
    async with httpx.AsyncClient(base_url=made.url) as client:

        async def lives() -> bool:
            assert made.process.poll() is None, made.log.read_text()
            with contextlib.suppress(httpx.TransportError):
                return (await client.get("/livez")).status_code == 200
            return False

        await until(lives, within_s=2 * PATIENCE_S)
