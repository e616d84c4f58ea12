import pytest

from terminal_daemon.api.exchange import Peer
from terminal_daemon.api.peers import ON_THIS_MACHINE, peer_of


@pytest.mark.parametrize(
    ("theirs", "ours", "name", "own"),
    [
        (("192.0.2.7", 5), ("192.0.2.1", 8900), "192.0.2.7", "192.0.2.1"),
        (("::ffff:192.0.2.7", 5, 0, 0), ("::ffff:192.0.2.1", 1, 0, 0), "192.0.2.7", "192.0.2.1"),
        (("2001:db8::7", 5, 0, 0), ("2001:db8::1", 1, 0, 0), "2001:db8::/64", "2001:db8::1"),
        (("fe80::7%eth0", 5, 0, 2), ("fe80::1%eth0", 1, 0, 2), "fe80::/64", "fe80::1"),
        (("::1", 5, 0, 0), ("::1", 1, 0, 0), "::1", "::1"),
    ],
)
def test_a_client_is_an_address_or_a_household_of_them(
    theirs: object, ours: object, name: str, own: str
) -> None:
    assert peer_of(theirs, ours, tls=True) == Peer(name, own_address=own, tls=True)


@pytest.mark.parametrize(("theirs", "ours"), [("", "/run/x"), (b"", "/run/x"), (None, b"\0x")])
def test_whoever_comes_by_the_unix_socket_is_trusted(theirs: object, ours: object) -> None:
    assert peer_of(theirs, ours, tls=False) is ON_THIS_MACHINE


@pytest.mark.parametrize(
    ("theirs", "ours"), [(None, None), (None, ("192.0.2.1", 1)), (("192.0.2.7", 5), None), ("", ())]
)
def test_a_connection_of_which_nobody_knows_whose_it_is_is_not_trusted(
    theirs: object, ours: object
) -> None:
    assert peer_of(theirs, ours or None, tls=False) == Peer("?")
