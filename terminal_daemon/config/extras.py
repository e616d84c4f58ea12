"""Libraries that not every terminal has: what is configured without its library is left undone."""

from typing import Final

FLEET: Final = "aiomqtt"
SEAL: Final = "cryptography"
"""The libraries of the extra `fleet`."""


def is_installed(library: str) -> bool:
    """Tell whether a library is there, without loading it."""
    from importlib.util import find_spec  # noqa: PLC0415 - only where an extra is configured

    return find_spec(library) is not None
