"""Connections to addresses that outsiders named: looked up, checked and dialled in one step."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable
from typing import Any

import httpcore

from domain.web_addresses import is_loopback, is_public

_TRIES = 2


class NotAllowed(Exception):
    """The name stands for an address that must not be called from inside our network."""


class GuardedDialling(httpcore.AsyncNetworkBackend):
    """Dials what it has checked, and nothing else.

    Whoever checks first and dials later asks the name's owner twice, and may get two answers. A name with any
    address that is not public is refused as a whole. `allow_local` lets this machine itself be called too.
    """

    def __init__(self, *, allow_local: bool = False) -> None:
        self._allow_local = allow_local
        self._dialling = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Return a connection. Raises NotAllowed, or httpcore.ConnectError if there is none to be had."""
        addresses = await self._addresses(host, port)
        for address in addresses[:-1][: _TRIES - 1]:
            try:
                return await self._dialling.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._dialling.connect_tcp(addresses[-1], port, timeout, local_address, socket_options)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Raises NotAllowed: no web address leads here."""
        raise NotAllowed("a socket of this machine")

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._dialling.sleep(seconds)

    async def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} cannot be looked up") from error
        addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
        if not addresses:
            raise httpcore.ConnectError(f"{host} has no address")
        for address in addresses:
            if not is_public(address) and not (self._allow_local and is_loopback(address)):
                raise NotAllowed(f"{host} is not on the public internet")
        return addresses
