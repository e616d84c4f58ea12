"""Keys that say where something is: paths, URLs of gateway and broker, addresses to listen on."""

import re
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlsplit

from terminal_daemon.config.rules import Form
from terminal_daemon.config.wording import NotAllowed, list_of, quoted, text_of
from terminal_daemon.values.dataclass import dataclass

URL_END: Final = "/paygate/merchant_info"
BROKER_PORTS: Final = {"mqtts": 8883, "mqtt": 1883}
_HIGHEST_PORT: Final = 65535
_HOST_NAME: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_ORIGIN: Final = re.compile(r"https?://[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:[1-9][0-9]{0,4})?")


@dataclass(frozen=True, slots=True)
class AbsolutePath:
    """A path that means the same wherever the program is started."""

    allowed: str = 'an absolute path, for example "/etc/terminal-daemon/merchant.key"'
    form: Form = Form.TEXT

    def read(self, value: object) -> Path:
        """Return the path."""
        text = text_of(value)
        if not text.startswith("/"):
            raise NotAllowed(f"{quoted(text)} does not begin with /")
        return Path(text)


@dataclass(frozen=True, slots=True)
class GatewayUrl:
    """The gateway's base URL."""

    allowed: str = f'an address like "https://gateway.example{URL_END}"'
    form: Form = Form.TEXT

    def read(self, value: object) -> str:
        """Return the URL without a slash at its end."""
        text = text_of(value)
        if not text:
            raise NotAllowed("is empty")
        parts = _parts(text, "https", "http")
        if parts.query or parts.fragment or not parts.path.rstrip("/").endswith(URL_END):
            raise NotAllowed(f"{quoted(text)} does not end in {URL_END}")
        return text.rstrip("/")


@dataclass(frozen=True, slots=True)
class BrokerUrl:
    """Where a fleet's broker is."""

    allowed: str = '"mqtts://host:8883", or "" for none'
    form: Form = Form.TEXT

    def read(self, value: object) -> str:
        """Return the URL; "" for no broker."""
        text = text_of(value)
        if not text:
            return text
        parts = _parts(text, *BROKER_PORTS)
        if parts.path.strip("/") or parts.query or parts.fragment:
            raise NotAllowed(f"{quoted(text)} holds more than a host and a port")
        return text.rstrip("/")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where to listen."""

    allowed: str = 'a list of "unix:/path" and "address:port", for example ["127.0.0.1:8900"]'
    form: Form = Form.LIST

    def read(self, value: object) -> tuple[str, ...]:
        """Return the addresses."""
        return tuple(_address(text_of(item)) for item in list_of(value))


@dataclass(frozen=True, slots=True)
class OptionalPath:
    """A path that may be left out; None where it is."""

    allowed: str = f'{AbsolutePath().allowed}, or ""'
    form: Form = Form.TEXT

    def read(self, value: object) -> Path | None:
        """Return the path."""
        return None if value == "" else AbsolutePath().read(value)


@dataclass(frozen=True, slots=True)
class HostNames:
    """Names by which this machine is called."""

    allowed: str = 'a list of names without port, for example ["till.shop.example"]'
    form: Form = Form.LIST

    def read(self, value: object) -> tuple[str, ...]:
        """Return the names in small letters."""
        return tuple(_host_name(text_of(item)) for item in list_of(value))


@dataclass(frozen=True, slots=True)
class WebOrigins:
    """Where pages come from that may call."""

    allowed: str = 'a list of origins, for example ["https://till.shop.example"]'
    form: Form = Form.LIST

    def read(self, value: object) -> tuple[str, ...]:
        """Return the origins."""
        return tuple(_origin(text_of(item)) for item in list_of(value))


def is_loopback(url: str) -> bool:
    """Tell a gateway on this machine: only a simulated one is."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def uses_tls(url: str) -> bool:
    """Tell whether nobody on the way can read or change what is said."""
    return urlsplit(url).scheme in {"https", "mqtts"}


def broker_address(url: str) -> tuple[str, int]:
    """Return a broker's host and port."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or BROKER_PORTS[parts.scheme]


def is_unix(address: str) -> bool:
    """Tell a unix socket, which the file system guards, from a TCP address."""
    return address.startswith("unix:")


def is_in_clear(address: str) -> bool:
    """Tell an address that others than this machine can reach."""
    return not is_unix(address) and not is_loopback(f"tcp://{address}")


def _parts(text: str, safe: str, plain: str) -> SplitResult:
    """Return the parts of a URL of one of these schemes. Raises NotAllowed."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise NotAllowed(f"{quoted(text)} is not a URL") from None
    if "@" in parts.netloc:
        raise NotAllowed("must not hold a user name or password")  # and is not shown
    if parts.scheme not in {safe, plain}:
        raise NotAllowed(f"{quoted(text)} begins neither with {safe}:// nor with {plain}://")
    if not host or port == 0 or any(mark.isspace() for mark in text):
        raise NotAllowed(f"{quoted(text)} names no host")
    return parts


def _address(text: str) -> str:
    if is_unix(text):
        if not text.startswith("unix:/") or text == "unix:/":
            raise NotAllowed(f"{quoted(text)} names no absolute path")
        return text
    host, _, port = text.rpartition(":")
    if not host or not (port.isascii() and port.isdigit()) or len(port) > len(str(_HIGHEST_PORT)):
        raise NotAllowed(f"{quoted(text)} is no address with a port")
    if not 1 <= int(port) <= _HIGHEST_PORT:
        raise NotAllowed(f"{quoted(text)} has no port from 1 to {_HIGHEST_PORT}")
    return text


def _host_name(text: str) -> str:
    if not _HOST_NAME.fullmatch(text):
        raise NotAllowed(f"{quoted(text)} is no name of a host")
    return text.lower()


def _origin(text: str) -> str:
    if not _ORIGIN.fullmatch(text):
        raise NotAllowed(f"{quoted(text)} is no origin: scheme, host and port alone")
    return text
