"""The processes of a measurement: servers run as they are run anywhere, what loads them keeps to one core."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

SERVER_CORE, LOAD_CORE = 0, 1


@dataclass(frozen=True)
class Server:
    """A server that listens."""

    port: int
    pid: int


@dataclass(frozen=True)
class Worker:
    """A process that answers jobs (see benchmarks.jobs)."""

    process: subprocess.Popen[str]

    def ask(self, **job: object) -> dict[str, Any]:
        """Return the answer to one job. Raises RuntimeError if the process ends instead."""
        stdin, stdout = self.process.stdin, self.process.stdout
        if stdin is None or stdout is None:
            raise ValueError("the process has no pipes")
        stdin.write(json.dumps(job) + "\n")
        stdin.flush()
        line = stdout.readline()
        if not line:
            raise RuntimeError(f"{self.process.args!r} ended with {self.process.wait()}")
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextlib.contextmanager
def serving(module: str, *arguments: str) -> Iterator[Server]:
    """Run `python -m module PORT arguments` wherever the system likes; give it once it listens."""
    port = _free_port()
    with _started([module, str(port), *arguments], None) as process:
        _wait_for(port, process)
        yield Server(port, process.pid)


@contextlib.contextmanager
def working(module: str, *arguments: str, core: int = LOAD_CORE) -> Iterator[Worker]:
    """Run `python -m module arguments`, which answers jobs."""
    with _started([module, *arguments], core) as process:
        yield Worker(process)


@contextlib.contextmanager
def _started(command: list[str], core: int | None) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    if core is not None:
        _settle_on(core, process.pid)
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.communicate(timeout=10)
    except subprocess.TimeoutExpired:  # thousands may still be waiting for an answer
        process.kill()
        process.communicate()


def _settle_on(core: int, pid: int) -> None:
    """Pin the process, where the system lets us (Linux)."""
    if sys.platform == "linux":
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(pid, {cores[core % len(cores)]})


def allow_open_files() -> int:
    """Raise the limit of open files to what is allowed, also for processes begun later; return it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"{process.args!r} did not listen within a minute")
