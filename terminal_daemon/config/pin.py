"""The operator's PIN: what one looks like, and the hash that is kept of it instead."""

import re
from typing import Final

from terminal_daemon.values.errors import TerminalError

LEAST, MOST = 4, 12
"""Digits of a PIN."""

SALT_BYTES: Final = 16
_PIN: Final = re.compile(f"[0-9]{{{LEAST},{MOST}}}", re.ASCII)
_KEPT: Final = re.compile(
    r"scrypt\$([0-9]{1,2})\$([0-9]{1,2})\$([0-9]{1,2})\$([0-9a-f]+)\$([0-9a-f]+)"
)
_COST: Final = (14, 8, 1)  # 16 MiB and a fifth of a second on a small Pi, for every guess
_MOST_COST: Final = (17, 16, 4)  # what a file may ask for
_BYTES: Final = 32
_MEMORY: Final = 512 * 1024 * 1024


class PinError(TerminalError, ValueError):
    """What should be the hash of a PIN is none."""


def is_pin(text: str) -> bool:
    """Tell what can be a PIN."""
    return _PIN.fullmatch(text) is not None


def hash_pin(pin: str, salt: bytes) -> str:
    """Return what is kept of a PIN, one word. Slow on purpose: never on the loop's thread."""
    digest = _digest(pin, salt, _COST)
    return "$".join(("scrypt", *map(str, _COST), salt.hex(), digest.hex()))


def fits_pin(kept: str, pin: str) -> bool:
    """Tell whether this is the PIN, in the same time whatever is wrong with it.

    As slow as hash_pin(). Raises PinError if `kept` is no hash.
    """
    import hmac  # noqa: PLC0415 - loads OpenSSL, as below

    cost, salt, digest = _parts(kept)
    return hmac.compare_digest(_digest(pin, salt, cost), digest)


def check_hash(kept: str) -> None:
    """Raise PinError unless this is a hash that fits_pin() can use."""
    _parts(kept)


def _parts(kept: str) -> tuple[tuple[int, int, int], bytes, bytes]:
    match = _KEPT.fullmatch(kept)
    if match is None:
        raise PinError("it is not a hash that `terminal-daemon set-pin` made")
    cost = (int(match[1]), int(match[2]), int(match[3]))
    if any(not 0 < each <= most for each, most in zip(cost, _MOST_COST, strict=True)):
        raise PinError("its hash asks for too much work")
    try:
        salt, digest = bytes.fromhex(match[4]), bytes.fromhex(match[5])
    except ValueError:
        raise PinError("its hash is cut short") from None
    if len(salt) < SALT_BYTES or len(digest) != _BYTES:
        raise PinError("its hash is cut short")
    return cost, salt, digest


def _digest(pin: str, salt: bytes, cost: tuple[int, int, int]) -> bytes:
    import hashlib  # noqa: PLC0415 - loads OpenSSL: whoever starts only looks at the hash

    rounds, block, parallel = cost
    return hashlib.scrypt(
        pin.encode("utf-8", "surrogatepass"),
        salt=salt,
        n=1 << rounds,
        r=block,
        p=parallel,
        maxmem=_MEMORY,
        dklen=_BYTES,
    )
