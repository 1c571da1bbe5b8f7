"""One serving process per SQLite file; command-line writers may still stand beside it."""

from __future__ import annotations

import fcntl
import os

from sqlalchemy import URL

from storage.transaction import Unfit


class Seat:
    """The right to serve one SQLite file, held through a lock beside it until `leave` or the process's end.

    The lock file stays: removing it would let two processes hold locks on two files of the same name.
    """

    def __init__(self, url: URL) -> None:
        self._path = f"{url.database}-serving"
        self._file: int | None = None

    def take(self) -> None:
        """Raises Unfit if somebody else serves this file."""
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise Unfit(f"{self._path} cannot be written: {error.strerror}.") from None
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.read(file, 20).decode().strip() or "unknown"
            os.close(file)
            raise Unfit(
                f"{self._path.removesuffix('-serving')} is already served by process {holder}. "
                "SQLite allows one; for several processes use PostgreSQL."
            ) from None
        os.truncate(file, 0)
        os.write(file, str(os.getpid()).encode())
        self._file = file

    def leave(self) -> None:
        """Give the right back; harmless if it is not held."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
