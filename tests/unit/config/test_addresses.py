from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.config.addresses import (
    AbsolutePath,
    Addresses,
    GatewayUrl,
    HostNames,
    OptionalPath,
    WebOrigins,
    is_unix,
)
from terminal_daemon.config.wording import NotAllowed

BASE = "https://gateway.example/paygate/merchant_info"


@pytest.mark.parametrize(
    ("given_url", "kept"),
    [
        (BASE, BASE),
        (f"{BASE}/", BASE),
        ("http://127.0.0.1:8080/paygate/merchant_info", None),
        ("http://[::1]:8080/paygate/merchant_info", None),
        ("https://gateway.example/v1/paygate/merchant_info", None),
    ],
)
def test_a_gateway_url_is_kept_without_its_last_slash(given_url: str, kept: str | None) -> None:
    assert GatewayUrl().read(given_url) == (kept or given_url)


@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        ("", "is empty"),
        (3, "3 is a whole number"),
        ("gateway.example/paygate/merchant_info", "begins neither with https:// nor"),
        ("ftp://gateway.example/paygate/merchant_info", "begins neither with https:// nor"),
        ("https:///paygate/merchant_info", "names no host"),
        ("https://gate way/paygate/merchant_info", "names no host"),
        ("https://gateway.example:0/paygate/merchant_info", "names no host"),
        ("https://gateway.example:99999/paygate/merchant_info", "is not a URL"),
        ("https://[gateway/paygate/merchant_info", "is not a URL"),
        ("https://gateway.example", "does not end in /paygate/merchant_info"),
        (f"{BASE}/pay", "does not end in /paygate/merchant_info"),
        (f"{BASE}?x=1", "does not end in /paygate/merchant_info"),
        (f"{BASE}#x", "does not end in /paygate/merchant_info"),
    ],
)
def test_another_url_is_refused(url: object, wrong: str) -> None:
    with pytest.raises(NotAllowed, match=wrong):
        GatewayUrl().read(url)


def test_a_password_in_a_url_is_refused_and_not_shown() -> None:
    with pytest.raises(NotAllowed) as refused:
        GatewayUrl().read("https://shop:geheim@gateway.example/paygate/merchant_info")

    assert str(refused.value) == "must not hold a user name or password"


def read_or_refused(url: str) -> str:
    try:
        return GatewayUrl().read(url)
    except NotAllowed as refused:
        return str(refused)


@given(st.text() | st.text("htps:/[]@#?.0189", max_size=40))
def test_no_text_breaks_the_reading_of_urls(text: str) -> None:
    assert read_or_refused(text).isprintable()


def test_a_path_must_be_absolute() -> None:
    assert AbsolutePath().read("/etc/x") == Path("/etc/x")
    with pytest.raises(NotAllowed, match='"etc/x" does not begin with /'):
        AbsolutePath().read("etc/x")


def test_addresses_to_listen_on() -> None:
    listen = ("unix:/run/api.sock", "127.0.0.1:8900", "[::1]:1", "localhost:65535")
    assert Addresses().read(list(listen)) == listen
    assert Addresses().read([]) == ()
    assert [is_unix(address) for address in listen] == [True, False, False, False]


@pytest.mark.parametrize(
    ("address", "wrong"),
    [
        ("unix:run/api.sock", "names no absolute path"),
        ("unix:/", "names no absolute path"),
        ("8900", "is no address with a port"),
        (":8900", "is no address with a port"),
        ("127.0.0.1", "is no address with a port"),
        ("127.0.0.1:http", "is no address with a port"),
        ("127.0.0.1:٣", "is no address with a port"),
        ("127.0.0.1:100000", "is no address with a port"),
        ("127.0.0.1:0", "has no port from 1 to 65535"),
        ("127.0.0.1:65536", "has no port from 1 to 65535"),
        (8900, "8900 is a whole number"),
    ],
)
def test_other_addresses_are_refused(address: object, wrong: str) -> None:
    with pytest.raises(NotAllowed, match=wrong):
        Addresses().read([address])


def test_a_path_that_may_be_left_out() -> None:
    assert OptionalPath().read("") is None
    assert OptionalPath().read("/etc/x") == Path("/etc/x")


def test_names_of_hosts() -> None:
    assert HostNames().read(["Till.local", "a", "192.168.1.9"]) == (
        "till.local",
        "a",
        "192.168.1.9",
    )
    for wrong in ("", "-a", "a:80", "a/b", "*", "a b", "a..", "ä"):
        with pytest.raises(NotAllowed):
            HostNames().read([wrong])


def test_origins_of_pages() -> None:
    origins = ["https://till.shop.example", "http://localhost:3000"]
    assert WebOrigins().read(origins) == tuple(origins)
    for wrong in ("", "*", "null", "https://a/", "https://A", "ftp://a", "a", "https://a:0"):
        with pytest.raises(NotAllowed):
            WebOrigins().read([wrong])
