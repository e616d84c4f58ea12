import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.api.hosts import hosts_from, same_origin

LISTEN = ("unix:/run/x", "127.0.0.1:8900", "till.shop:1", "[fe80::1]:1")
HOSTS = hosts_from(LISTEN, ("Till.Local",))


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LocalHost:8900",
        "127.0.0.1:1",
        "[::1]:8900",
        "[0:0:0:0:0:0:0:1]",
        "till.local",
        "TILL.LOCAL.:80",
        "till.shop",
        "[FE80::1]",
        "192.168.1.9:8900",  # the address that was called
    ],
)
def test_the_terminal_knows_its_names(host: str) -> None:
    assert HOSTS.knows(host, "192.168.1.9")


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "localhost.evil.example",
        "evil.example:80",
        "192.168.1.8",
        "127.0.0.1.evil.example",
        "2130706433",
        "[::2]",
        "[::1",
        "[zz]",
        "[:::::]",
        "localhost:",
        "localhost:123456",
        "local host",
        "localhost/",
        "user@localhost",
        "localhost, evil.example",
    ],
)
def test_every_other_name_is_foreign(host: str) -> None:
    assert not HOSTS.knows(host, "192.168.1.9")


@given(st.text())
def test_no_host_breaks_the_check(host: str) -> None:
    HOSTS.knows(host, "")


def test_a_pages_origin_is_this_server_as_it_was_called() -> None:
    assert same_origin("http://till.local:8900", "Till.local:8900", tls=False)
    assert same_origin("https://till.local", "till.local", tls=True)
    assert not same_origin("http://till.local", "till.local", tls=True)
    assert not same_origin("http://till.local:1", "till.local", tls=False)
    assert not same_origin("null", "till.local", tls=False)
    assert not same_origin("", "till.local", tls=False)
