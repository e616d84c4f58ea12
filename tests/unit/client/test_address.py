import pytest

from terminal_daemon.client.address import Address, address_of


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (
            "unix:/run/terminal-daemon/api.sock",
            Address("http://terminal", "/run/terminal-daemon/api.sock"),
        ),
        ("http://192.0.2.7:8900", Address("http://192.0.2.7:8900")),
        ("https://till.example:8900/", Address("https://till.example:8900")),
        ("http://[2001:db8::1]:8900", Address("http://[2001:db8::1]:8900")),
    ],
)
def test_an_address_is_a_socket_or_a_server(text: str, address: Address) -> None:
    assert address_of(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "unix:",
        "unix:api.sock",
        "till:8900",
        "ftp://till",
        "http://",
        "http://till/v1",
        "http://till?x",
        "http://till#x",
        "http://user:word@till",
    ],
)
def test_anything_else_is_refused_at_once(text: str) -> None:
    with pytest.raises(ValueError, match=r"address|none of|path"):
        address_of(text)
