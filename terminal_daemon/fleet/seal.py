"""◉ cryptography: Ed25519 signatures over configurations, and their keys.

Loaded when a configuration comes, or is signed; most terminals never need it.
"""

import re
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from terminal_daemon.fleet.envelope import CONTEXT, Sealed
from terminal_daemon.values.errors import TerminalError

_PUBLIC: Final = re.compile(rb"-----BEGIN PUBLIC KEY-----[^-]*-----END PUBLIC KEY-----", re.DOTALL)


class NoKey(TerminalError, ValueError):
    """A file holds no Ed25519 key."""


def is_sealed_by(keys: bytes, seal: Sealed) -> bool:
    """Tell whether any of the public keys (PEM, one after the other) signed it. Raises NoKey."""
    return any(_fits(key, seal) for key in _public_keys(keys))


def seal(key: bytes, text: bytes) -> Sealed:
    """Sign with a private key (PEM). Raises NoKey."""
    try:
        private = load_pem_private_key(key, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise NoKey("it holds no private key without a password") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise NoKey("its key is none of Ed25519")
    return Sealed(text, private.sign(CONTEXT + text))


def new_keys() -> tuple[bytes, bytes]:
    """Return a new private key and its public one, as PEM."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key()
    return (
        private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    )


def _public_keys(keys: bytes) -> list[Ed25519PublicKey]:
    found = []
    for block in _PUBLIC.findall(keys):
        try:
            key = load_pem_public_key(block)
        except (ValueError, UnsupportedAlgorithm) as error:
            raise NoKey("one of its keys cannot be read") from error
        if not isinstance(key, Ed25519PublicKey):
            raise NoKey("one of its keys is none of Ed25519")
        found.append(key)
    if not found:
        raise NoKey("it holds no public key")
    return found


def _fits(key: Ed25519PublicKey, sealed: Sealed) -> bool:
    try:
        key.verify(sealed.signature, CONTEXT + sealed.text)
    except InvalidSignature:
        return False
    return True
