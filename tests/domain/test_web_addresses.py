"""Which addresses may be shown, called and dialled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.web_addresses import is_loopback, is_public, problem_with_callback, problem_with_link

ELSEWHERE = [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
    "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.7",
    "203.0.113.7", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1",
    "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "5f00::1", "fc00::1", "fd12::1", "fe80::1",
    "fe80::1%eth0", "2a00::1%eth0", "fec0::1", "ff02::1",
]  # fmt: skip
PUBLIC = [
    "8.8.8.8",
    "1.1.1.1",
    "172.15.0.1",
    "172.32.0.1",
    "100.128.0.1",
    "2a00:1450:4001::1",
    "2606:4700::1",
]


@pytest.mark.parametrize("address", ELSEWHERE)
def test_addresses_that_are_not_the_public_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_of_the_public_internet(address: str) -> None:
    assert is_public(address)
    assert not is_loopback(address)


@pytest.mark.parametrize("no_address", ["", "localhost", "127.1", "2130706433", "0x7f.1", "①②⑦.0.0.1"])
def test_what_is_no_address_is_not_public(no_address: str) -> None:
    assert not is_public(no_address)
    assert not is_loopback(no_address)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/", "ftp://example.com/", "javascript:alert(1)", "https://", "https:///path",
        "//example.com",
        "https://ada@example.com/", "https://example.com@evil.example/", "https://exa mple.com/", "https://exämple.com/",
        "https://example.com\\@evil.example/", "https://[::1", "https://example.com:99999/", "https://example.com:0/",
        "https://example.com/\n", "https://exa%6dple.com/", "https://example.com/" + "a" * 2_000, "",
    ],
)  # fmt: skip
def test_links_that_people_must_not_be_shown(url: str) -> None:
    assert problem_with_link(url) is not None
    assert problem_with_callback(url) is not None


@pytest.mark.parametrize(
    "url", ["https://example.com", "https://example.com:8443/a?b=c#d", "https://xn--exmple-cua.com/%20", "https://8.8.8.8/"]
)  # fmt: skip
def test_addresses_that_are_fine(url: str) -> None:
    assert problem_with_link(url) is None
    assert problem_with_callback(url) is None


@pytest.mark.parametrize(
    "url", ["https://localhost/", "https://127.0.0.1/", "https://[::1]/", "https://10.0.0.1/", "https://[64:ff9b::1]/"]
)  # fmt: skip
def test_a_callback_never_goes_into_our_own_network(url: str) -> None:
    assert problem_with_callback(url) == "must be an address on the public internet"


def test_the_demo_may_call_this_machine_and_nothing_else_without_tls() -> None:
    assert problem_with_callback("http://127.0.0.1:9000/hook", allow_local=True) is None
    assert problem_with_callback("http://localhost:9000/hook", allow_local=True) is None
    assert problem_with_callback("http://127.0.0.1:9000/hook") is not None
    assert problem_with_callback("http://example.com/hook", allow_local=True) is not None
    assert problem_with_callback("http://10.0.0.1/hook", allow_local=True) is not None


@pytest.mark.parametrize(("port", "fine"), [(22, False), (25, False), (80, False), (443, True), (8443, True)])
def test_a_callback_goes_to_no_other_services_port(port: int, fine: bool) -> None:
    assert (problem_with_callback(f"https://example.com:{port}/") is None) is fine


@given(st.text())
def test_no_text_breaks_the_check(url: str) -> None:
    assert isinstance(problem_with_link("https://" + url), str | None)
    assert isinstance(problem_with_callback(url, allow_local=True), str | None)
