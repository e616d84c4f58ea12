"""What carries a configuration to a terminal: a signed text, for whom it is, and which came first.

The text that is signed travels as it is, so that nothing of it is read before it is verified.
"""

import base64
import binascii
import json
import re
from collections.abc import Sequence
from typing import Any, Final

from terminal_daemon.config.remote import Remote
from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.errors import TerminalError
from terminal_daemon.values.moment import Moment, UnixSeconds

VERSION: Final = 1
LARGEST: Final = 65_536
"""Bytes of an envelope; a broker is not asked for more of anything."""

CONTEXT: Final = b"terminal-daemon remote configuration 1\n"
"""Goes before the text for the signature, so that nothing that was signed for another use fits."""

SIGNATURE_BYTES: Final = 64
_HIGHEST: Final = (1 << 53) - 1  # beyond it some programs' numbers are not whole
_ADDRESS: Final = re.compile(r"[A-Za-z0-9_/-]{1,64}/(?:[A-Za-z0-9]{1,12}|\*)")


class EnvelopeRefused(TerminalError):
    """It is not taken; says why."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """An envelope that nobody has verified yet."""

    text: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """What is in an envelope."""

    to: tuple[str, ...]
    """Terminals like "terminals/T01", and "terminals/*" for all below a prefix."""
    remote: Remote
    not_before: UnixSeconds | None = None
    expires: UnixSeconds | None = None


def sealed(payload: bytes) -> Sealed:
    """Take an envelope apart. Raises EnvelopeRefused."""
    if len(payload) > LARGEST:
        raise EnvelopeRefused(f"it is larger than {LARGEST} bytes")
    members = _object(payload, "the envelope")
    if members.get("v") != VERSION:
        raise EnvelopeRefused("it is of another version")
    text, signature = (_bytes(members.get(name), name) for name in ("signed", "signature"))
    if len(signature) != SIGNATURE_BYTES:
        raise EnvelopeRefused("its signature is no Ed25519 signature")
    return Sealed(text, signature)


def envelope(seal: Sealed) -> bytes:
    """Return the bytes to publish."""
    signed, signature = (base64.b64encode(each).decode() for each in (seal.text, seal.signature))
    return json.dumps({"v": VERSION, "signed": signed, "signature": signature}).encode()


def letter_of(text: bytes) -> Letter:
    """Read what was verified. Raises EnvelopeRefused."""
    members = _object(text, "what is signed")
    to, serial, config = members.get("to"), members.get("serial"), members.get("config")
    if not isinstance(to, list) or not all(map(is_address, to)):
        raise EnvelopeRefused("`to` is no list of terminals")
    if not _is_whole(serial) or serial is None or serial < 1:
        raise EnvelopeRefused("`serial` is no number from 1 on")
    if not isinstance(config, str) or not _is_text(config):
        raise EnvelopeRefused("`config` is no text")
    times = [members.get(name) for name in ("not_before", "expires")]
    if not all(each is None or _is_whole(each) for each in times):
        raise EnvelopeRefused("`not_before` and `expires` are seconds since 1970, or null")
    not_before, expires = times
    return Letter(tuple(to), Remote(serial, config), not_before, expires)


def text_of(letter: Letter) -> bytes:
    """Return the text to sign."""
    members = {
        "to": letter.to,
        "serial": letter.remote.serial,
        "not_before": letter.not_before,
        "expires": letter.expires,
        "config": letter.remote.text,
    }
    return json.dumps(members, ensure_ascii=False).encode()


def is_address(text: object) -> bool:
    """Tell whether this names terminals, like "terminals/T01" or "shops/north/*"."""
    return isinstance(text, str) and _ADDRESS.fullmatch(text) is not None


def refuse_unless_due(letter: Letter, here: str, highest: int, now: Moment) -> None:
    """Raise EnvelopeRefused unless the letter is for this terminal, newer than all, and of now.

    `here` is like "terminals/T01". A clock that nobody vouches for says nothing.
    """
    prefix = here.rpartition("/")[0]
    if not {here, f"{prefix}/*"} & set(letter.to):
        raise EnvelopeRefused(f"it is for {_few(letter.to)}, and this is {here}")
    if letter.remote.serial <= highest:
        raise EnvelopeRefused(f"serial {letter.remote.serial} is not above {highest}")
    if not now.trusted:
        return
    if letter.not_before is not None and now.unix < letter.not_before:
        raise EnvelopeRefused("it is not to be taken yet")
    if letter.expires is not None and now.unix >= letter.expires:
        raise EnvelopeRefused("it has expired")


def _few(to: Sequence[str]) -> str:
    return ", ".join(to[:3]) + (" and others" if len(to) > len(to[:3]) else "")


def _object(content: bytes, what: str) -> dict[str, Any]:
    try:
        members = json.loads(content)
    except (ValueError, RecursionError):
        members = None
    if not isinstance(members, dict):
        raise EnvelopeRefused(f"{what} is no JSON object")
    return members


def _bytes(said: object, name: str) -> bytes:
    try:
        return base64.b64decode(said if isinstance(said, str) else "*", validate=True)
    except (ValueError, binascii.Error):
        raise EnvelopeRefused(f"`{name}` is no base64") from None


def _is_whole(value: object) -> Any:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _HIGHEST


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return False
    return True
