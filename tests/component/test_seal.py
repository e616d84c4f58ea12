"""Signatures over configurations, also against openssl's own."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terminal_daemon.fleet.envelope import CONTEXT, Sealed
from terminal_daemon.fleet.seal import NoKey, is_sealed_by, new_keys, seal
from terminal_daemon.values.dataclass import replace

PRIVATE, PUBLIC = new_keys()
_, ANOTHER = new_keys()


@settings(max_examples=50)
@given(st.binary(max_size=300), st.integers(0, 363))
def test_a_flipped_bit_anywhere_is_no_signature(text: bytes, at: int) -> None:
    sealed = seal(PRIVATE, text)
    assert is_sealed_by(PUBLIC, sealed)

    where = at % (len(text) + 64)
    both = bytearray(text + sealed.signature)
    both[where] ^= 1 << at % 8
    forged = Sealed(bytes(both[: len(text)]), bytes(both[len(text) :]))
    assert not is_sealed_by(PUBLIC, forged)


def test_any_of_several_keys_may_have_signed_it() -> None:
    sealed = seal(PRIVATE, b"text")

    assert is_sealed_by(ANOTHER + b"# the next one\n" + PUBLIC, sealed)
    assert not is_sealed_by(ANOTHER, sealed)
    assert not is_sealed_by(PUBLIC, replace(sealed, text=b"text "))


@pytest.mark.parametrize("length", [0, 63, 65])
def test_a_signature_of_another_length_is_none(length: int) -> None:
    assert not is_sealed_by(PUBLIC, Sealed(b"", b"s" * length))


@pytest.mark.parametrize(
    "keys",
    [b"", b"\xff" * 99, PRIVATE, PUBLIC.replace(b"MC", b"MD"), PUBLIC[:60]],
    ids=["nothing", "no text", "a private key", "another kind", "cut short"],
)
def test_a_file_without_a_key_says_so(keys: bytes) -> None:
    with pytest.raises(NoKey):
        is_sealed_by(keys, seal(PRIVATE, b""))


@pytest.mark.parametrize(
    "key",
    [b"", PUBLIC, b"-----BEGIN PRIVATE KEY-----\n"],
    ids=["nothing", "a public key", "a head"],
)
def test_what_is_no_private_key_signs_nothing(key: bytes) -> None:
    with pytest.raises(NoKey):
        seal(key, b"")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl here")
def test_openssls_keys_and_signatures_are_the_same(tmp_path: Path) -> None:
    def openssl(*words: str) -> None:
        subprocess.run(  # noqa: S603 - Debian's own
            ["openssl", *words],  # noqa: S607 - as above
            check=True,
            cwd=tmp_path,
            capture_output=True,
        )

    openssl("genpkey", "-algorithm", "ed25519", "-out", "key")
    openssl("pkey", "-in", "key", "-pubout", "-out", "public")
    openssl("genrsa", "-out", "rsa", "2048")
    openssl("rsa", "-in", "rsa", "-pubout", "-out", "rsa.public")
    (tmp_path / "text").write_bytes(CONTEXT + b"text")
    openssl("pkeyutl", "-sign", "-inkey", "key", "-rawin", "-in", "text", "-out", "signature")
    key, public = ((tmp_path / name).read_bytes() for name in ("key", "public"))
    signature = (tmp_path / "signature").read_bytes()

    assert is_sealed_by(public, Sealed(b"text", signature))
    assert seal(key, b"text").signature == signature
    with pytest.raises(NoKey, match="none of Ed25519"):
        seal((tmp_path / "rsa").read_bytes(), b"text")
    with pytest.raises(NoKey, match="none of Ed25519"):
        is_sealed_by((tmp_path / "rsa.public").read_bytes(), Sealed(b"text", signature))
