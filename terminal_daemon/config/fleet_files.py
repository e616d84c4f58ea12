"""What is wrong with the files that [fleet] names: it is said, and keeps no terminal down."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from terminal_daemon.config.fleet import FleetSection

_MOST: Final = 1 << 20  # all that a system trusts is a fifth of it
_CERTIFICATE: Final = "CERTIFICATE-----"
_PRIVATE: Final = "PRIVATE KEY-----"
_PUBLIC: Final = "-----BEGIN PUBLIC KEY-----"


def file_warnings(fleet: FleetSection) -> Iterator[str]:
    """Yield a line for each file that cannot be read, or does not hold what it should."""
    yield from _lacks("fleet.ca_file", fleet.ca_file, _CERTIFICATE, "certificate")
    yield from _lacks("fleet.client_cert", fleet.client_cert, _CERTIFICATE, "certificate")
    yield from _lacks("fleet.client_key", fleet.client_key, _PRIVATE, "private key")
    yield from _lacks("fleet.config_keys", fleet.config_keys, _PUBLIC, "public key")


def _lacks(key: str, path: Path | None, mark: str, what: str) -> Iterator[str]:
    if path is None:
        return
    try:
        with path.open("rb") as file:
            text = file.read(_MOST).decode("ascii", "replace")
    except OSError as error:
        yield f"{key}: {path} cannot be read: {error.strerror}"
        return
    if mark in text:
        return
    hint = ""
    if mark == _PUBLIC and _PRIVATE in text:
        hint = ", but a private one, which belongs at your desk alone: name its .pub"
    yield f"{key}: {path} holds no {what} (PEM){hint}"
