from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.config.addresses import (
    AbsolutePath,
    Addresses,
    BrokerUrl,
    GatewayUrl,
    HostNames,
    OptionalPath,
    WebOrigins,
    broker_address,
    is_in_clear,
    is_loopback,
    is_unix,
    uses_tls,
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


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("mqtts://broker.example", ("broker.example", 8883)),
        ("mqtts://broker.example:443", ("broker.example", 443)),
        ("mqtt://[::1]", ("::1", 1883)),
    ],
)
def test_a_broker_has_the_port_that_is_usual_unless_it_says_another(
    url: str, address: tuple[str, int]
) -> None:
    assert BrokerUrl().read(f"{url}/") == url
    assert broker_address(url) == address
    assert uses_tls(url) is url.startswith("mqtts:")


def test_no_broker_is_an_empty_text() -> None:
    assert BrokerUrl().read("") == ""


@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        (3, "3 is a whole number"),
        ("broker.example", "begins neither with mqtts:// nor"),
        ("https://broker.example", "begins neither with mqtts:// nor"),
        ("mqtts://", "names no host"),
        ("mqtts://bro ker", "names no host"),
        ("mqtts://broker.example:0", "names no host"),
        ("mqtts://[broker", "is not a URL"),
        ("mqtts://broker.example/north", "holds more than a host and a port"),
        ("mqtts://broker.example?x=1", "holds more than a host and a port"),
        ("mqtts://broker.example#x", "holds more than a host and a port"),
    ],
)
def test_another_broker_is_refused(url: object, wrong: str) -> None:
    with pytest.raises(NotAllowed, match=wrong):
        BrokerUrl().read(url)


def test_a_password_in_a_brokers_url_is_refused_and_not_shown() -> None:
    with pytest.raises(NotAllowed) as refused:
        BrokerUrl().read("mqtts://shop:geheim@broker.example")

    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "in_clear"),
    [
        ("unix:/run/api.sock", False),
        ("127.0.0.1:8900", False),
        ("[::1]:8900", False),
        ("localhost:8900", False),
        ("192.168.1.9:8900", True),
        ("till.shop.example:8900", True),
    ],
)
def test_what_others_than_this_machine_can_reach_is_in_clear(
    address: str, *, in_clear: bool
) -> None:
    assert is_in_clear(address) is in_clear


def test_a_url_without_a_host_is_not_on_this_machine() -> None:
    assert not is_loopback("https:///paygate")
