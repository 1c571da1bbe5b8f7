"""Servers under measurement: each its own process, pinned to one core; the load runs on another."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

SERVER_CORE, LOAD_CORE = 0, 1


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serving(module: str, *arguments: str) -> Iterator[tuple[int, int]]:
    """Run `python -m module PORT arguments` on its own core; give (port, process id) once it listens."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", module, str(port), *arguments], preexec_fn=_pin(SERVER_CORE)
    )
    try:
        _wait_for(port, process)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)


def load(port: int, request: str, *, clients: int, seconds: float, prefix: str) -> dict[str, object]:
    """Run one slice of load on the other core; return what it came to."""
    job = {"port": port, "request": request, "clients": clients, "seconds": seconds, "prefix": prefix}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"],
        input=json.dumps(job),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        preexec_fn=_pin(LOAD_CORE),
    )
    result: dict[str, object] = json.loads(done.stdout)
    return result


def resident_kb(pid: int) -> int:
    """Return a process's resident memory in KB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise RuntimeError(f"no memory figure for process {pid}")


def _pin(core: int):  # type: ignore[no-untyped-def]  # a plain callback for Popen
    cores = os.cpu_count() or 1
    return lambda: os.sched_setaffinity(0, {core % cores})


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise RuntimeError(f"{process.args!r} did not listen in 30 s")
