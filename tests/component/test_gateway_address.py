import asyncio
import ipaddress
import socket

import pytest

from terminal_daemon.gateway.address import host_and_port, own_address, resolve


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


def test_a_number_is_its_own_address() -> None:
    found = asyncio.run(resolve("127.0.0.1", 80, socket.AF_UNSPEC))

    assert [(address.host, address.family) for address in found] == [
        ("127.0.0.1", socket.AF_INET),
    ]


@pytest.mark.parametrize("host", ["999.999.999.999", f"{'x' * 64}.example"])
def test_what_has_no_address_raises_oserror(host: str) -> None:
    async def go() -> None:
        async with asyncio.timeout(4):
            await resolve(host, 80, socket.AF_INET)

    with pytest.raises(OSError):  # noqa: PT011 - which one is the resolver's affair
        asyncio.run(go())


def test_who_stops_waiting_disturbs_nobody() -> None:
    async def go() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await resolve("localhost", 80, socket.AF_INET)
        await resolve("localhost", 80, socket.AF_INET)

    asyncio.run(go())


def test_the_way_to_this_machine_is_loopback() -> None:
    assert asyncio.run(own_address("127.0.0.1", 80)) == "127.0.0.1"


def test_the_own_address_on_the_way_out_is_an_ipv4_address() -> None:
    found = asyncio.run(own_address("192.0.2.1", 443))  # a documentation network; nothing is sent

    assert ipaddress.IPv4Address(found)


@pytest.mark.parametrize("host", ["999.999.999.999", f"{'x' * 64}.example", "::1"])
def test_without_a_way_it_is_loopback(host: str) -> None:
    assert asyncio.run(own_address(host, 443)) == "127.0.0.1"
