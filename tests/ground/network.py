"""A guard: tests talk to this machine only.

It sees Python's own sockets. What connects in C (libpq, uvloop) is given loopback addresses by the fixtures.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class OutsideNetwork(AssertionError):
    """A test tried to reach another machine."""


def is_here(address: Any) -> bool:
    """Whether a socket address (a path, or host and port) is this machine."""
    if not isinstance(address, tuple):
        return True  # a Unix socket's path
    host = address[0]
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def loopback_only() -> Iterator[None]:
    """Makes every other address an error, for the whole run."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        yield


def _guarded(connect: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, address: Any) -> Any:
        if not is_here(address):
            raise OutsideNetwork(f"tests reach this machine only, not {address!r}")
        return connect(self, address)

    return guarded
