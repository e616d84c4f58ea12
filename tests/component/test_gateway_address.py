import asyncio
import ipaddress

import pytest

from terminal_daemon.gateway.address import host_and_port, own_address


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://gateway.example/paygate", ("gateway.example", 443)),
        ("http://127.0.0.1/paygate", ("127.0.0.1", 80)),
        ("https://[2001:db8::1]:8443/", ("2001:db8::1", 8443)),
    ],
)
def test_a_url_leads_to_a_host_and_a_port(url: str, place: tuple[str, int]) -> None:
    assert host_and_port(url) == place


def test_the_way_to_this_machine_is_loopback() -> None:
    assert asyncio.run(own_address("127.0.0.1", 80)) == "127.0.0.1"


def test_the_own_address_on_the_way_out_is_an_ipv4_address() -> None:
    found = asyncio.run(own_address("192.0.2.1", 443))  # a documentation network; nothing is sent

    assert ipaddress.IPv4Address(found)


@pytest.mark.parametrize("host", ["999.999.999.999", f"{'x' * 64}.example", "::1"])
def test_without_a_way_it_is_loopback(host: str) -> None:
    assert asyncio.run(own_address(host, 443)) == "127.0.0.1"
