"""Addresses on the web that outsiders hand us: which may be shown, which may be called, which may be dialled."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

MAX_LENGTH = 2_000

_OPEN_PORTS = 1024
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
# A URL is shown to people and parsed by others: nothing in it that one of them could read differently.
_PLAIN = re.compile(r"[!-~]+")
_HOST = re.compile(r"[a-z0-9._:\[\]-]+", re.IGNORECASE)

# Written out, since `ipaddress.is_global` calls several of these global, and which differs between versions.
_IPV4_ELSEWHERE = [
    ipaddress.IPv4Network(block)
    for block in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier's own
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, and the clouds' metadata services
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
]
# Only this block is the public internet: IPv4-mapped, NAT64, unique-local, link-local and multicast lie outside.
_IPV6_PUBLIC = ipaddress.IPv6Network("2000::/3")
_IPV6_ELSEWHERE = [
    ipaddress.IPv6Network(block)
    for block in (
        "2001::/23",  # Teredo, ORCHID, benchmarking
        "2001:db8::/32",
        "2002::/16",  # 6to4: carries an IPv4 address of anybody's choice
        "2620:4f:8000::/48",
        "3fff::/20",
    )
]


def is_public(address: str) -> bool:
    """Say whether an IP address belongs to the public internet; False for what is no IP address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv4Address):
        return not any(parsed in block for block in _IPV4_ELSEWHERE)
    if parsed.scope_id is not None or parsed not in _IPV6_PUBLIC:
        return False
    return not any(parsed in block for block in _IPV6_ELSEWHERE)


def is_loopback(address: str) -> bool:
    """Say whether an IP address is this machine itself."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def problem_with_link(url: str) -> str | None:
    """Return what is wrong with a link that people will be shown, or None: https only, no user name in it."""
    parts = _split(url)
    if isinstance(parts, str):
        return parts
    return None if parts.scheme == "https" else "must begin with https://"


def problem_with_callback(url: str, *, allow_local: bool = False) -> str | None:
    """Return what is wrong with an address that webhooks shall go to, or None.

    https only; with `allow_local` (demo and tests) also http to this machine. An IP address that is not
    public is refused at once; what a name stands for is looked at each time it is dialled.
    """
    parts = _split(url)
    if isinstance(parts, str):
        return parts
    host = parts.hostname or ""
    local = host in _LOOPBACK_NAMES
    if local and allow_local and parts.scheme in ("http", "https"):
        return None
    if parts.scheme != "https":
        return "must begin with https://"
    if local or (_is_ip(host) and not is_public(host)):
        return "must be an address on the public internet"
    # Below are other services' own ports: mail, shells, databases.
    if parts.port is not None and parts.port != 443 and parts.port < _OPEN_PORTS:
        return f"must use port 443, or one from {_OPEN_PORTS} up"
    return None


def _split(url: str) -> SplitResult | str:
    """Return the parts of a plain web address, or what is wrong with it."""
    if len(url) > MAX_LENGTH:
        return f"must be at most {MAX_LENGTH:,} characters"
    if not _PLAIN.fullmatch(url) or "\\" in url:
        return "must be a web address in plain ASCII without spaces (write other letters as %XX or xn--)"
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "must be a web address like https://example.com/path"
    if not host or not _HOST.fullmatch(parts.netloc.rpartition("@")[2]) or port == 0:
        return "must be a web address like https://example.com/path"
    if "@" in parts.netloc:
        return "must not have a user name or password in it"
    return parts


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
